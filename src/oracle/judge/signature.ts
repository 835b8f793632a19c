import type { Explanation } from '../../model/explanation.js';
import type { RuleOptions } from '../../model/rule-options.js';
import type { Difference } from './difference.js';
import type { Judgement } from './judge-answer.js';

/** The decisions behind the right meetings, in canonical order. */
export type Trace = readonly Explanation[];

/**
 * What makes two failures the same: the verdict, and for a difference its kind and the clause of the first decision
 * that it shows. Stable under renamed cases and other values.
 */
export function signatureOf(judgement: Judgement, trace: Trace, rules: RuleOptions): string {
  const { verdict, difference } = judgement;
  if (difference === undefined) return verdict;
  return `${difference.kind}/${clauseOf(difference, trace, rules)}`;
}

/** The clause of the first differing decision: of the trace where that tells, else of the field. */
export function clauseOf(difference: Difference, trace: Trace, { granularity }: RuleOptions): string {
  const { kind, meeting } = difference;
  const explanation = meeting === null ? undefined : trace[meeting];
  const off = Math.abs(Number(difference.got) - Number(difference.want));
  switch (kind) {
    case 'start':
      return off < granularity ? 'granularity' : (explanation?.began.clause ?? 'bounds');
    case 'meeting-missing':
      return explanation?.began.clause ?? 'bounds';
    case 'meeting-extra':
      return beginOf(difference.got);
    case 'duration':
    case 'ongoing':
      if (kind === 'duration' && off === 1) return 'whole-seconds';
      return explanation?.ended?.clause ?? 'ongoing';
    case 'max':
      return 'max-participants';
    case 'join':
      return off < granularity ? 'granularity' : 'participants';
    case 'stay':
      return off === 1 ? 'whole-seconds' : 'participants';
    case 'record-missing':
    case 'record-extra':
      return 'participants';
    case 'name':
      return 'names';
    case 'id':
      return 'meeting-id';
    case 'anomalies':
      return 'strays';
    case 'shape':
      return 'bounds';
  }
}

/** The clause that would have begun a meeting that should not be. */
function beginOf(meeting: unknown): string {
  const { max_participants: max } = (meeting ?? {}) as { max_participants?: unknown };
  return typeof max === 'number' && max > 1 ? 'second-joiner-start' : 'solo-start';
}
