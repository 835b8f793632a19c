import { createLineChunks } from '../../formats/line-chunks.js';
import type { OddLocalTime } from '../../sources/local-time.js';
import { readInput } from '../input.js';
import type { SourcePlan } from '../plan-source.js';
import type { Ledger } from '../source-ledger.js';
import type { LinesRead } from './lines-read.js';
import type { SourceCrew } from './source-crew.js';

/** Who hears what lines say. */
export interface LinesTaker {
  /** Gives a function that takes the facts of lines up to so many of them. */
  readonly takeLines: (read: LinesRead) => (count: number) => void;
  readonly oddTime: (odd: OddLocalTime, line: number) => void;
  readonly onBytes: (count: number) => Promise<void>;
}

/**
 * Reads the lines of an input, which a crew makes facts of. When it returns some of them may still be under way.
 * @param place the input's place among those that the crew knows
 */
export async function readTogether(
  { input, source }: SourcePlan,
  place: number,
  crew: SourceCrew,
  ledger: Ledger,
  taker: LinesTaker,
): Promise<void> {
  const { account } = ledger;
  let isFirst = true;
  let lines = 0;

  function take(read: LinesRead): void {
    const takeFacts = taker.takeLines(read);
    let counted = 0;
    for (const told of read.told) {
      takeFacts(told.facts);
      for (; counted < told.record; counted++) account.count();
      if ('odd' in told) taker.oddTime(told.odd, lines + told.line);
      else ledger.refuse(told.refused, lines + told.line, told.text);
    }
    for (; counted < read.records; counted++) account.count();
    for (const [type, count] of read.ignored) ledger.ignore(type, count);
    takeFacts(read.facts);
    lines += read.lines;
  }

  crew.afterwards(() => void account.open(input.name, source.name));
  const chunks = createLineChunks(crew.chunkSize, (chunk) => {
    crew.give({ kind: 'read', input: place, chunk, isFirst }, (answer) => take(answer as LinesRead));
    isFirst = false;
  });
  const onBytes = async (count: number) => {
    await taker.onBytes(count);
    await crew.keepUp();
  };
  const broken = await readInput(input, { lines: chunks, onBytes, lastLine: () => 0 });
  crew.afterwards(() => account.close(broken && { ...broken, line: lines }));
}
