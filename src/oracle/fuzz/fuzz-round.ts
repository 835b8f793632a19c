import type { CaseInput } from '../case.js';
import type { Fault } from '../harness/greet.js';
import type { Reply, Session } from '../harness/session.js';
import { addFailure, type Bucket, type Probe } from './buckets.js';
import { judgeReplies, type Prepared } from './check.js';

/** What has come of a run against one implementation so far. */
export interface Tally {
  /** checks by outcome: `pass`, `skip`, `unsupported`, `fail` */
  readonly counts: Map<'pass' | 'skip' | 'unsupported' | 'fail', number>;
  /** those that passed, by what was checked */
  readonly passed: Map<string, number>;
  /** failures by signature */
  readonly buckets: Map<string, Bucket>;
}

/** A probe that is prepared once, by whoever comes to it first, for all implementations. */
export interface Ready extends Probe {
  readonly prepared: () => Prepared | null;
}

/** A probe on its way: one of its questions. */
interface Part {
  readonly ready: Ready;
  readonly prepared: Prepared;
  readonly part: number;
  readonly replies: Map<number, Reply>;
  /** how many questions came before it in this round */
  readonly place: number;
}

export function readyOf(probe: Probe): Ready {
  let prepared: Prepared | null | undefined;
  return {
    ...probe,
    prepared() {
      if (prepared === undefined) prepared = probe.check.prepare(probe.drawn);
      return prepared;
    },
  };
}

/**
 * Puts a round of probes, or a part of one, to an implementation, with its pipe kept full: while it answers, the reference does. What
 * was asked is added to what has been asked in this round. What was wrong with no case in particular is given back, null for nothing.
 */
export async function fuzzRound(
  session: Session,
  readies: readonly Ready[],
  { counts, passed, buckets }: Tally,
  asked: CaseInput[],
  isOver: () => boolean,
): Promise<Fault | null> {
  const count = (outcome: 'pass' | 'skip' | 'unsupported' | 'fail') =>
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);

  function* parts(): Generator<{ key: Part; input: CaseInput }, void> {
    for (const ready of readies) {
      if (isOver()) return;
      const prepared = ready.prepared();
      if (prepared === null) continue;
      const lacks = session.hello()?.unsupported ?? new Set();
      if (prepared.needs.some((feature) => lacks.has(feature))) {
        count('unsupported');
        continue;
      }
      const replies = new Map<number, Reply>();
      for (const [part, input] of prepared.inputs.entries()) {
        const key = { ready, prepared, part, replies, place: asked.length };
        asked.push(input);
        yield { key, input };
      }
    }
  }

  const source = parts();
  return session.ask(
    () => source.next().value ?? null,
    ({ ready, prepared, part, replies, place }, reply) => {
      const isSecond = replies.size === prepared.inputs.length;
      replies.set(part, reply);
      if (replies.size < prepared.inputs.length) return;
      const inOrder = prepared.inputs.map((_, i) => replies.get(i)!);
      const { signature, result } = judgeReplies(prepared, inOrder);
      const outcome = result !== null ? 'fail' : signature === 'skip' ? 'skip' : 'pass';
      const { slug } = ready.check;
      if (!isSecond) count(outcome);
      if (!isSecond && outcome === 'pass') passed.set(slug, (passed.get(slug) ?? 0) + 1);
      if (result === null) return;
      const first = place - part;
      addFailure(buckets, signature, ready, result, () => asked.slice(0, first));
    },
  );
}
