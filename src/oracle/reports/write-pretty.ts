import { counted } from '../../formats/counted.js';
import type { CaseResult } from '../conform.js';
import { writeExample } from '../timeline/write-example.js';
import { describeDifference } from './describe-case.js';
import { hinted, indent, lastWords, likenessOf, lines, quoted } from './pretty-lines.js';
import type { Block, Report } from './report.js';

/** What is about what an answer says. Else the clause of the case has nothing to do with it. */
const ABOUT_A_CLAUSE: ReadonlySet<string> = new Set(['fail', 'rejected-wrongly', 'accepted-wrongly']);
/** So many cases of a block are named beside the one that is shown. */
const NAMED = 5;

/** The report for people. */
export function* writePretty(report: Report): Generator<string> {
  for (const block of report.blocks) yield* lines(writeBlock(block, report.command));
  if (report.fault !== null) {
    const { verdict, detail, hint, stderr } = report.fault;
    yield* lines([`${verdict}: ${detail}`, ...hinted(hint), ...lastWords(stderr), '']);
  }
  if (report.stale.length > 0)
    yield* lines(['known failures that do not hold any more:', ...indent(report.stale), '']);
  yield* lines(writeSummary(report));
}

function writeBlock(
  { signature, clause, sentence, results, likenesses }: Block,
  command: readonly string[],
): string[] {
  const [first, ...others] = results as readonly [CaseResult, ...CaseResult[]];
  const { vector, detail, hint, stderr } = first;
  const id = `--id ${vector.id}`;
  return [
    `✗ ${signature}  (${counted(results.length, 'case')})`,
    ...(ABOUT_A_CLAUSE.has(first.verdict) ? [`  ${clause}: ${sentence}`] : []),
    '',
    `  ${vector.name}  [${vector.id}]`,
    `  ${vector.why}`,
    '',
    ...indent(first.difference === undefined ? writeExample(vector) : describeDifference(first)),
    ...(detail === undefined ? [] : indent([`what happened     ${detail}`])),
    ...indent(hinted(hint)),
    ...indent(lastWords(stderr)),
    ...(likenesses.length === 0 ? [] : indent([`looks like        ${likenessOf(likenesses[0]!)}`])),
    ...indent([`replay            reconvene conform ${id} -- ${command.map(quoted).join(' ')}`]),
    ...indent([`                  reconvene vectors show ${vector.id}`]),
    ...indent(also(others)),
    '',
  ];
}

function writeSummary({ implementation, counts, results, known, likenesses, blocks }: Report): string[] {
  const { name = 'the implementation', version = '', language } = implementation ?? {};
  const parts = Object.entries(counts).map(([verdict, count]) => `${count} ${verdict}`);
  const who = [name, version].filter(Boolean).join(' ') + (language === undefined ? '' : ` (${language})`);
  const expected = known.size === 0 ? '' : `; ${known.size} of the failures are known`;
  return [
    ...(likenesses.length === 0 || blocks.length === 0 ? [] : [`looks like ${likenessOf(likenesses[0]!)}`]),
    `${who}: ${counted(results.length, 'vector')} = ${parts.join(' + ') || '0'}${expected}`,
  ];
}

function also(others: readonly CaseResult[]): string[] {
  if (others.length === 0) return [];
  const named = others.slice(0, NAMED).map(({ vector }) => `${vector.id} ${vector.name}`);
  const rest = others.length > NAMED ? [`and ${others.length - NAMED} more`] : [];
  return ['', ...[...named, ...rest].map((line, i) => `${(i === 0 ? 'also' : '').padEnd(18)}${line}`)];
}
