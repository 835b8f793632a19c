import type { Meeting } from '../../model/meeting.js';
import type { Answer } from '../case.js';
import { resultOf } from '../conform.js';
import { isFields } from '../judge/canonical.js';
import { compareMeetings, compareStrays } from '../judge/compare-meetings.js';
import type { Difference } from '../judge/difference.js';
import { judgeAnswer } from '../judge/judge-answer.js';
import { featuresNeeded } from '../vectors/features-needed.js';
import { inputOf, type Vector } from '../vectors/vector.js';
import { vectorId } from '../vectors/vector-id.js';
import { caseVector } from './case-vector.js';
import { type Check, failure, type Outcome, PASS, SKIP } from './check.js';
import { type Law, type Listing, laws, type Variant } from './laws.js';

/** A law as a check: what it says must hold among an implementation's own answers. */
export const lawChecks: readonly Check[] = laws.map((law) => ({
  slug: law.slug,
  sentence: law.sentence,
  needs: law.needs,
  prepare(drawn) {
    if (drawn.input.events.length === 0) return null;
    const base = law.base?.(drawn) ?? drawn.input;
    const variants = law.variants(base, drawn.salt);
    const inputs = [base, ...variants.map(({ input }) => input)];
    return {
      inputs,
      needs: inputs.flatMap((input) => featuresNeeded(input as Vector)),
      judge([first, ...others]): Outcome {
        if (first!.kind === 'error') return erred(base, first!);
        for (const [i, variant] of variants.entries()) {
          const outcome = compare(law, variant, first!, others[i]!);
          if (outcome !== PASS) return outcome;
        }
        return PASS;
      },
    };
  },
}));

function erred(input: Variant['input'], answer: Answer): Outcome {
  const vector = caseVector(input);
  const judgement = judgeAnswer(answer, { meetings: [], anomalies: [] });
  return failure(resultOf(vector, { judgement, answer, stderr: [] }), judgement.verdict);
}

function compare(law: Law, variant: Variant, first: Answer, other: Answer): Outcome {
  if (first.kind === 'skip' || other.kind === 'skip') return SKIP;
  if (first.kind !== other.kind) {
    const said = (answer: Answer) => ('reason' in answer ? `${answer.kind} (${answer.reason})` : answer.kind);
    const detail = `${variant.told}: it said ${said(first)} before, ${said(other)} then`;
    return broken(law, variant, other, { meetings: [] }, null, detail);
  }
  if (first.kind !== 'meetings' || other.kind !== 'meetings' || !isListing(first)) return PASS;
  const want = variant.wants(first);
  const strays = want.anomalies === undefined || other.anomalies === undefined ? null : want.anomalies;
  const difference =
    compareMeetings(other.meetings, want.meetings) ??
    (strays === null ? null : compareStrays(other.anomalies ?? [], strays));
  // What is no meeting object, and ids that are not unique, are no matter between two answers.
  if (difference === null || difference.kind === 'shape' || difference.kind === 'id') return PASS;
  return broken(law, variant, other, want, difference, `${variant.told}; wanted is what it said before`);
}

function broken(
  law: Law,
  { input }: Variant,
  answer: Answer,
  { meetings, anomalies }: Listing,
  difference: Difference | null,
  detail: string,
): Outcome {
  const vector: Vector = {
    id: vectorId(input),
    name: `The law ${law.slug} is broken`,
    why: law.sentence,
    clauses: [`law-${law.slug}`],
    ...inputOf(input),
    expect: meetings.map(({ id: _, ...meeting }) => meeting),
    ...(anomalies === undefined ? {} : { anomalies }),
    source: { kind: 'fuzz' },
  };
  const signature = `law/${law.slug}`;
  const judgement = { verdict: 'fail' as const, detail, ...(difference === null ? {} : { difference }) };
  return failure({ ...judgement, vector, signature, answer, trace: [], stderr: [] }, signature);
}

/** Whether an answer can be transformed: it is made of meeting objects. */
function isListing(
  answer: Answer & { readonly kind: 'meetings' },
): answer is Answer & { kind: 'meetings' } & Listing {
  return answer.meetings.every(isMeeting) && (answer.anomalies ?? []).every(isStray);
}

function isMeeting(value: unknown): value is Meeting {
  return (
    isFields(value) &&
    typeof value.room === 'string' &&
    [value.start_time, value.duration, value.max_participants].every(Number.isFinite) &&
    Array.isArray(value.participants) &&
    value.participants.every(
      (record) =>
        isFields(record) &&
        typeof record.participant_id === 'string' &&
        [record.join_time, record.duration].every(Number.isFinite),
    )
  );
}

function isStray(value: unknown): boolean {
  return (
    isFields(value) &&
    typeof value.room === 'string' &&
    typeof value.participant_id === 'string' &&
    Number.isFinite(value.at)
  );
}
