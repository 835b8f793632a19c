import { inputOf } from '../../vectors/vector.js';
import type { FuzzReport, ReportedFind, ReportedImplementation } from './fuzz-report.js';

/** The report for programs: a line for each find, and for each implementation one that sums up. */
export function* writeFuzzNdjson({ implementations, seed, cases, isStopped }: FuzzReport): Generator<string> {
  for (const subject of implementations) {
    for (const find of subject.finds) yield `${JSON.stringify(findLine(find, subject))}\n`;
    const { command, implementation, counts, fault, finds } = subject;
    const summary = { kind: 'summary', command, implementation, seed, cases, counts, finds: finds.length };
    yield `${JSON.stringify({ ...summary, stopped: isStopped, fault })}\n`;
  }
}

function findLine(find: ReportedFind, { title }: ReportedImplementation): object {
  const {
    check,
    signature,
    clause,
    steadiness,
    count,
    shows,
    before,
    result,
    file,
    drawnFrom,
    alsoIn,
    likenesses,
  } = find;
  const { verdict, detail, hint, difference, answer, vector, stderr } = result;
  return {
    kind: 'find',
    implementation: title,
    check,
    signature,
    clause,
    steadiness,
    verdict,
    count,
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    case: inputOf(shows.input),
    before: before.length,
    ...(difference === undefined
      ? {}
      : {
          difference: {
            kind: difference.kind,
            path: difference.path,
            want: difference.want ?? null,
            got: difference.got ?? null,
          },
        }),
    want: vector.expect ?? null,
    got: answer?.kind === 'meetings' ? answer.meetings : answer,
    drawn_from: drawnFrom,
    file,
    also_in: alsoIn,
    looks_like: likenesses.slice(0, 3).map(({ mutant, same, of }) => ({ mutant: mutant.name, same, of })),
    ...(stderr.length === 0 ? {} : { stderr }),
  };
}
