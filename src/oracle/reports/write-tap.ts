import type { CaseResult } from '../conform.js';
import { isFailure } from '../known-failing.js';
import { describeDifference } from './describe-case.js';
import type { Report } from './report.js';

/** A line of TAP: what was tested, how it went, and what there is to say of a failure. */
export interface Point {
  readonly ok: boolean;
  readonly title: string;
  /** such as ` # SKIP reason`, empty for none */
  readonly directive: string;
  /** the failure of which the details follow, null for none */
  readonly failure: CaseResult | null;
}

/** The report in TAP 14. */
export function writeTap({ results, known, fault, stale }: Report): Generator<string> {
  const problems = [...(fault === null ? [] : [`${fault.verdict}: ${fault.detail}`]), ...stale];
  return writePoints([
    ...results.map((result) => pointOf(result, known)),
    ...problems.map((title) => ({ ok: false, title, directive: '', failure: null })),
  ]);
}

/** Writes points in TAP 14. */
export function* writePoints(points: readonly Point[]): Generator<string> {
  yield `TAP version 14\n1..${points.length}\n`;
  for (const [i, { ok, title, directive, failure }] of points.entries()) {
    yield `${ok ? 'ok' : 'not ok'} ${i + 1} - ${escaped(title)}${directive}\n`;
    if (failure !== null) yield diagnostics(failure);
  }
}

function pointOf(result: CaseResult, known: ReadonlySet<string>): Point {
  const { vector, verdict, detail = '' } = result;
  const directive = known.has(vector.id)
    ? ' # TODO known failing'
    : verdict === 'skip' || verdict === 'unsupported'
      ? ` # SKIP ${escaped(`${verdict} ${detail}`.trim())}`
      : '';
  return {
    ok: !isFailure(result) && verdict !== 'unasked',
    title: `${vector.clauses[0]}: ${vector.name} [${vector.id}]`,
    directive,
    failure: isFailure(result) ? result : null,
  };
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
