import { clauseSentences } from '../clause-sentences.js';
import { type CaseResult, type Conformance, rulesOf } from '../conform.js';
import { type Verdict, verdicts } from '../judge/judge-answer.js';
import { clauseOf } from '../judge/signature.js';
import { isFailure, type KnownFailing, staleEntries } from '../known-failing.js';
import { type Likeness, looksLike } from '../looks-like.js';

/** A run as it is told: what stands in every report, whatever its form. */
export interface Report extends Conformance {
  readonly command: readonly string[];
  readonly counts: Readonly<Partial<Record<Verdict, number>>>;
  /** Ids of vectors that failed as the list of known failures says. */
  readonly known: ReadonlySet<string>;
  /** What of that list does not hold any more, in words. */
  readonly stale: readonly string[];
  /** The other failures, one block for each signature, the most frequent first. */
  readonly blocks: readonly Block[];
  /** What the implementation as a whole looks like, the likest first. */
  readonly likenesses: readonly Likeness[];
}

/** Failures of one signature. */
export interface Block {
  readonly signature: string;
  readonly clause: string;
  readonly sentence: string;
  /** the one with the fewest events first */
  readonly results: readonly CaseResult[];
  readonly likenesses: readonly Likeness[];
}

/** Puts a report together. */
export function reportOf(
  conformance: Conformance,
  command: readonly string[],
  list: KnownFailing | null = null,
): Report {
  const { results } = conformance;
  const counts: Partial<Record<Verdict, number>> = {};
  for (const verdict of verdicts) {
    const count = results.filter((result) => result.verdict === verdict).length;
    if (count > 0) counts[verdict] = count;
  }
  const isKnown = ({ vector, signature }: CaseResult) =>
    list?.entries.get(vector.id)?.signature === signature;
  const failures = results.filter(isFailure);
  const groups = new Map<string, CaseResult[]>();
  for (const result of failures.filter((failure) => !isKnown(failure))) {
    groups.set(result.signature, [...(groups.get(result.signature) ?? []), result]);
  }
  return {
    ...conformance,
    command,
    counts,
    known: new Set(failures.filter(isKnown).map(({ vector }) => vector.id)),
    stale: list === null ? [] : staleEntries(list, results),
    blocks: [...groups.values()]
      .map((members) => blockOf(members, results))
      .sort((a, b) => b.results.length - a.results.length),
    likenesses: looksLike(results),
  };
}

function blockOf(members: readonly CaseResult[], all: readonly CaseResult[]): Block {
  const results = members.toSorted((a, b) => a.vector.events.length - b.vector.events.length);
  const first = results[0]!;
  const { difference, vector, trace, signature } = first;
  const clause = difference === undefined ? vector.clauses[0]! : clauseOf(difference, trace, rulesOf(vector));
  const sentence = clauseSentences[clause] ?? '';
  return { signature, clause, sentence, results, likenesses: looksLike(all, results) };
}
