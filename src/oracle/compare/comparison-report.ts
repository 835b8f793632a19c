import type { Explanation } from '../../model/explanation.js';
import type { Meeting } from '../../model/meeting.js';
import type { LogComparison } from './compare-log.js';
import { type ComparedItem, countDiffering, isRight, type Notice, outcomes } from './comparison.js';
import type { ForeignMeeting } from './foreign-meeting.js';
import { explained } from './why/explain-differences.js';
import type { Reading } from './why/reading.js';

/** A comparison as one JSON object: schemas/comparison.schema.json. Points in time are Unix seconds, apart from `as_of`. */
export function comparisonReport(comparison: LogComparison): object {
  const { tolerance, rules, asOf, counts, fields, notCompared, correction, explanations, why } = comparison;
  return {
    verdict: !comparison.isComparable ? 'nothing-compared' : isRight(comparison) ? 'right' : 'differs',
    tolerance,
    rules,
    as_of: asOf,
    our_meetings: comparison.ours,
    their_meetings: comparison.theirs,
    differing: countDiffering(counts),
    counts: Object.fromEntries(
      outcomes.map((outcome) => {
        const { count, ourSeconds, theirSeconds } = counts[outcome];
        return [outcome, { count, our_minutes: minutes(ourSeconds), their_minutes: minutes(theirSeconds) }];
      }),
    ),
    correction:
      correction === null
        ? null
        : {
            time_factor: correction.timeFactor,
            duration_factor: correction.durationFactor,
            offset: correction.offset,
            fitting: correction.fitting,
            fitting_before: correction.fittingBefore,
            sample: correction.sample,
            differing_before: comparison.differingUncorrected,
          },
    fields,
    not_compared: notCompared,
    items: comparison.items.map((item) => itemReport(item, explanations)),
    invalid: comparison.bad,
    notices: comparison.notices.map(noticeReport),
    stale: comparison.stale,
    why:
      why === null
        ? null
        : {
            before: why.before,
            explanations: why.explanations.map(({ reading, left, alternatives }, i) => ({
              ...readingReport(reading),
              explains: explained(i === 0 ? why.before : why.explanations[i - 1]!.left, left),
              left,
              alternatives: alternatives.map(readingReport),
            })),
            tried: why.tried,
          },
  };
}

function itemReport(
  { outcome, room, ours, theirs, fields, reason }: ComparedItem,
  explanations: Readonly<Record<string, Explanation>>,
): object {
  return {
    outcome,
    room,
    reason,
    ours: ours.map((meeting) => ({
      id: meeting.id,
      ...sideReport(meeting),
      ...decisions(explanations[meeting.id]),
    })),
    theirs: theirs.map((meeting) => ({ place: meeting.place, ...sideReport(meeting) })),
    fields: fields.map(({ field, path, isWithin, ...values }) => ({
      ...{ field, path, ours: values.ours, theirs: values.theirs, within_tolerance: isWithin },
    })),
  };
}

function sideReport({
  start_time,
  duration,
  ongoing,
  max_participants,
  participants,
}: Meeting | ForeignMeeting) {
  return { start_time, duration, ongoing, max_participants, records: participants?.length ?? null };
}

function decisions(explanation: Explanation | undefined) {
  return { began_by: explanation?.began.clause ?? null, ended_by: explanation?.ended?.clause ?? null };
}

function readingReport(reading: Reading): object {
  return reading.kind === 'options'
    ? { kind: 'options', name: reading.name, rules: reading.rules }
    : {
        kind: 'mutant',
        name: reading.name,
        clause: reading.mutant.clause,
        sentence: reading.mutant.sentence,
      };
}

function noticeReport(notice: Notice): object {
  const { kind, ...facts } = notice;
  return { kind, ...facts };
}

function minutes(seconds: number): number {
  return Math.round((seconds / 60) * 10) / 10;
}
