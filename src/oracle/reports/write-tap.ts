import type { CaseResult } from '../conform.js';
import { isFailure } from '../known-failing.js';
import { describeDifference } from './describe-case.js';
import type { Report } from './report.js';

/** The report in TAP 14. */
export function* writeTap({ results, known, fault, stale }: Report): Generator<string> {
  const extra = [...(fault === null ? [] : [`${fault.verdict}: ${fault.detail}`]), ...stale];
  yield `TAP version 14\n1..${results.length + extra.length}\n`;
  for (const [i, result] of results.entries()) {
    const { vector, verdict, detail = '' } = result;
    const isKnown = known.has(vector.id);
    const ok = isFailure(result) || verdict === 'unasked' ? 'not ok' : 'ok';
    const directive = isKnown
      ? ' # TODO known failing'
      : verdict === 'skip' || verdict === 'unsupported'
        ? ` # SKIP ${escaped(`${verdict} ${detail}`.trim())}`
        : '';
    yield `${ok} ${i + 1} - ${escaped(`${vector.clauses[0]}: ${vector.name} [${vector.id}]`)}${directive}\n`;
    if (isFailure(result)) yield diagnostics(result);
  }
  for (const [i, problem] of extra.entries())
    yield `not ok ${results.length + i + 1} - ${escaped(problem)}\n`;
}

/** A block of YAML: JSON is YAML, so every value is written as JSON. */
function diagnostics(result: CaseResult): string {
  const { verdict, signature, detail, hint, difference, vector, stderr } = result;
  const drawn = describeDifference(result);
  const fields = {
    verdict,
    signature,
    why: vector.why,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(difference === undefined
      ? {}
      : { at: difference.path, want: difference.want ?? null, got: difference.got ?? null }),
    ...(drawn.length === 0 ? {} : { drawn }),
    ...(stderr.length === 0 ? {} : { stderr }),
  };
  const text = Object.entries(fields).map(([name, value]) => `  ${name}: ${JSON.stringify(value)}\n`);
  return `  ---\n${text.join('')}  ...\n`;
}

/** A description has no bare `#`, which begins a directive, and is one line. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('#', '\\#').replace(/\s+/g, ' ');
}
