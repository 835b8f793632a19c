import type { CaseResult } from '../conform.js';
import type { Report } from './report.js';

/** The report for programs: a line for each vector, then one that sums up. */
export function* writeNdjson(report: Report): Generator<string> {
  const { results, implementation, counts, fault, stale, likenesses, known } = report;
  for (const result of results) yield `${JSON.stringify(resultLine(result, known))}\n`;
  yield `${JSON.stringify({
    kind: 'summary',
    implementation,
    vectors: results.length,
    counts,
    known_failing: known.size,
    stale,
    fault,
    looks_like: likenesses.slice(0, 3).map(({ mutant, same, of }) => ({ mutant: mutant.name, same, of })),
  })}\n`;
}

function resultLine(result: CaseResult, known: ReadonlySet<string>): object {
  const { vector, verdict, signature, detail, hint, difference, stderr } = result;
  const { id, name, clauses } = vector;
  return {
    kind: 'result',
    id,
    name,
    clauses,
    verdict,
    signature,
    ...(known.has(id) ? { known_failing: true } : {}),
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(difference === undefined ? {} : { difference: differenceLine(difference) }),
    ...(stderr.length === 0 ? {} : { stderr }),
  };
}

function differenceLine({
  kind,
  path,
  want = null,
  got = null,
}: NonNullable<CaseResult['difference']>): object {
  return { kind, path, want, got };
}
