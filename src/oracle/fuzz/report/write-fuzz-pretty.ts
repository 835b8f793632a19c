import { counted } from '../../../formats/counted.js';
import { describeDifference } from '../../reports/describe-case.js';
import { hinted, indent, lastWords, likenessOf, lines, quoted } from '../../reports/pretty-lines.js';
import { writeExample } from '../../timeline/write-example.js';
import type { FuzzReport, ReportedFind, ReportedImplementation } from './fuzz-report.js';

/** The report for people. */
export function* writeFuzzPretty(report: FuzzReport): Generator<string> {
  for (const subject of report.implementations) {
    if (report.implementations.length > 1) yield* lines([`== ${subject.title} ==`, '']);
    for (const find of subject.finds) yield* lines(writeFind(find, subject));
    if (subject.fault !== null) {
      const { verdict, detail, hint, stderr } = subject.fault;
      yield* lines([`${verdict}: ${detail}`, ...hinted(hint), ...lastWords(stderr), '']);
    }
    yield* lines([summaryOf(subject, report)]);
  }
}

function writeFind(find: ReportedFind, { command }: ReportedImplementation): string[] {
  const { signature, clause, sentence, count, steadiness, result, shows, file, likenesses, alsoIn, before } =
    find;
  const { vector, detail, hint, stderr, difference } = result;
  const size = shows.input.events.length;
  const seen = `${counted(count, 'case')}, the smallest with ${counted(size, 'event')}`;
  const drawn =
    find.drawnFrom === null
      ? []
      : [`drawn with        seed ${find.drawnFrom.seed}, path ${find.drawnFrom.path}`];
  const replay =
    file === null
      ? []
      : [`replay            reconvene fuzz --replay ${quoted(file)} -- ${command.map(quoted).join(' ')}`];
  return [
    `✗ ${signature}${steadiness === 'steady' ? '' : `, ${steadiness}`}  (${seen})`,
    `  ${clause}: ${sentence}`,
    '',
    ...indent(difference === undefined ? writeExample(vector) : describeDifference(result)),
    ...(detail === undefined ? [] : indent([`what happened     ${detail}`])),
    ...indent(hinted(hintOf(find) ?? hint)),
    ...indent(
      before.length === 0 ? [] : [`asked before      ${counted(before.length, 'case')}, in the file`],
    ),
    ...indent(lastWords(stderr)),
    ...(likenesses.length === 0 ? [] : indent([`looks like        ${likenessOf(likenesses[0]!)}`])),
    ...(alsoIn.length === 0 ? [] : indent([`fails so, too     ${alsoIn.join(', ')}`])),
    ...indent(replay),
    ...indent(drawn),
    '',
  ];
}

function hintOf({ steadiness }: ReportedFind): string | null {
  if (steadiness === 'stateful') return 'something is kept from one request to the next';
  return steadiness === 'flaky'
    ? 'asked again it answers otherwise; look for a clock, chance, or the order of a hash table'
    : null;
}

function summaryOf({ title, counts, finds }: ReportedImplementation, { cases, seed }: FuzzReport): string {
  const { pass, fail, skip, unsupported } = counts;
  const checks = pass + fail + skip + unsupported;
  const parts = Object.entries({ pass, fail, skip, unsupported })
    .filter(([name, count]) => count > 0 || name === 'pass')
    .map(([name, count]) => `${count} ${name}`);
  const found = finds.length === 0 ? '' : `; ${counted(finds.length, 'find')}`;
  const from = seed === null ? '' : `; seed ${seed}`;
  return `${title}: ${counted(cases, 'case')}, ${counted(checks, 'check')} = ${parts.join(' + ')}${found}${from}`;
}
