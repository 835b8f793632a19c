import type { Began, Ended, Explanation } from '../../model/explanation.js';
import type { EpochMs } from '../../model/time.js';
import type { CaseResult } from '../conform.js';
import { asJson } from '../judge/as-json.js';
import { canonicalMeetings, isFields } from '../judge/canonical.js';
import { type Clock, clockFor } from '../timeline/clock.js';
import { drawTimeline } from '../timeline/draw-timeline.js';
import { shown } from '../timeline/write-example.js';

/** The drawing, the first difference and the decisions behind what was wanted, in lines; empty for no difference. */
export function describeDifference({ vector, difference, answer, trace }: CaseResult): string[] {
  if (difference === undefined || answer?.kind !== 'meetings') return [];
  const { events, as_of: asOf, expect = [], anomalies = [] } = vector;
  const clock = clockFor([...events.map(({ at }) => at), ...(asOf === undefined ? [] : [asOf])]);
  const { path, want, got, meeting } = difference;
  const of = [want, got, ...(meeting === null ? [] : [canonicalMeetings(expect)[meeting]])].find(isFields);
  const room = typeof of?.room === 'string' ? of.room : (events[0]?.room ?? '');
  const explanation = meeting === null ? undefined : trace[meeting];
  const drawn =
    difference.kind === 'anomalies'
      ? [`want ${JSON.stringify(anomalies)}`, `got  ${JSON.stringify(answer.anomalies)}`]
      : drawTimeline(vector, room, expect, answer.meetings, clock);
  return [
    ...(clock.origin === 0 ? [] : [`times from ${new Date(clock.origin).toISOString()}`]),
    ...(new Set(events.map((event) => event.room)).size > 1 ? [`in ${shown(room)}`] : []),
    ...drawn,
    '',
    `first difference  ${path}: want ${inShort(want)}, got ${inShort(got)}`,
    ...(explanation === undefined ? [] : [`because           ${because(explanation, clock)}`]),
  ];
}

/** The decisions behind a meeting, in a sentence. */
export function because({ began, ended }: Explanation, clock: Clock): string {
  const end =
    ended === null
      ? 'it is running as of T'
      : `it ends at ${clock.at(ended.at)} by ${ended.clause}${endFacts(ended, clock)}`;
  return `it starts at ${clock.at(began.at)} by ${began.clause}${beginFacts(began, clock)}; ${end}`;
}

function beginFacts({ clause, facts }: Began, clock: Clock): string {
  const at = (name: string) => clock.at(facts[name] as EpochMs);
  switch (clause) {
    case 'solo-start':
      return ` (${shown(String(facts.participant_id))} alone until ${at('confirmed_at')})`;
    case 'second-joiner-start':
      return facts.alone_since === null
        ? ` (${facts.present} come together)`
        : ` (company at ${at('company_at')})`;
    case 'reset-start':
      return ` (the reset was due at ${at('due_at')})`;
  }
}

function endFacts({ clause, facts }: Ended, clock: Clock): string {
  if (clause === 'empty-end') return '';
  const at = (name: string) => clock.at(facts[name] as EpochMs);
  return ` (${shown(String(facts.participant_id))} left alone since ${at('alone_since')}, due at ${at('due_at')})`;
}

/** A value in a line, cut where it is long. */
function inShort(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = asJson(value);
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
