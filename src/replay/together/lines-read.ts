import { inOwnMemory } from '../../formats/own-bytes.js';
import { createLineReader } from '../../formats/read-lines.js';
import type { EpochMs } from '../../model/time.js';
import type { OddLocalTime } from '../../sources/local-time.js';
import { endOfFact, type PresenceFact, timesOfFact } from '../../sources/repair/repair.js';
import type { Source } from '../../sources/source.js';
import { AT_ONCE, createFactParts } from '../fact-parts.js';
import { createRecordReader, type InvalidFact } from '../record-reader.js';
import type { Redact } from '../redact.js';
import type { SourceReplayOptions } from '../source-options.js';

/** What came of some lines of a log that were read apart from its account: in another thread, perhaps. */
export interface LinesRead {
  readonly lines: number;
  readonly records: number;
  readonly facts: number;
  /** these facts, in blocks one behind the other: of each block the part that its rooms are in, and where it ends */
  readonly blocks: Uint8Array<ArrayBuffer>;
  readonly parts: readonly number[];
  readonly ends: readonly number[];
  /** the latest time of all facts */
  readonly last: EpochMs | null;
  /** all times that may decide the end of the log, if these are asked for */
  readonly times: Float64Array | null;
  /** what is not about presence, by type */
  readonly ignored: ReadonlyMap<string, number>;
  /** what is to be reported, in the order of the lines */
  readonly told: readonly Told[];
}

/** Something to report, behind so many facts: how many records had been read with its own, and in which line of these it is. */
export type Told = { readonly facts: number; readonly record: number; readonly line: number } & (
  | { readonly refused: InvalidFact; readonly text: string }
  | { readonly odd: OddLocalTime }
);

/** How lines are read where there is no account. */
export interface ReadingApart extends Pick<SourceReplayOptions, 'reading' | 'timezone' | 'repeatedHour'> {
  /** how many parts rooms are shared out among; 1: all facts in their order */
  readonly parts: number;
  readonly keepsTimes: boolean;
}

/** Turns the facts of chunks into blocks; one for all inputs, as it takes some MB. */
export interface BlockMaker {
  readonly add: (fact: PresenceFact, plain: boolean) => void;
  /** Gives the blocks of what has been added since the last call. */
  readonly take: () => Pick<LinesRead, 'blocks' | 'parts' | 'ends'>;
}

export function createBlockMaker(partCount: number): BlockMaker {
  let blocks: Uint8Array[] = [];
  let parts: number[] = [];
  let ends: number[] = [];
  const { add, flush } = createFactParts(AT_ONCE, partCount, (part, block) => {
    parts.push(part);
    ends.push((ends.at(-1) ?? 0) + block.length);
    blocks.push(block);
  });
  return {
    add,
    take() {
      flush();
      const taken = { blocks: inOwnMemory(blocks), parts, ends };
      blocks = [];
      parts = [];
      ends = [];
      return taken;
    },
  };
}

/** Reads chunks of whole lines of one source; the first chunk of an input may begin with a BOM. */
export function createChunkReader(
  source: Source,
  room: string | null,
  options: ReadingApart,
  redact: Redact | null,
  maker: BlockMaker,
): (chunk: Uint8Array<ArrayBuffer>, isFirst: boolean) => LinesRead {
  let records = 0;
  let said = 0;
  let last: EpochMs | null = null;
  let times: number[] = [];
  let ignored = new Map<string, number>();
  let told: Told[] = [];
  const reader = createRecordReader(source, room, options, redact, {
    record: () => void records++,
    fact(fact, plain) {
      const end = endOfFact(fact);
      if (last === null || end > last) last = end;
      if (options.keepsTimes) times.push(...timesOfFact(fact));
      maker.add(fact, plain);
      said++;
    },
    ignored: (type) => void ignored.set(type, (ignored.get(type) ?? 0) + 1),
    refused: (refused, line, text) => void told.push({ facts: said, record: records, line, refused, text }),
    oddTime: (odd, line) => void told.push({ facts: said, record: records, line, odd }),
  });

  return (chunk, isFirst) => {
    records = 0;
    said = 0;
    last = null;
    times = [];
    ignored = new Map();
    told = [];
    const before = isFirst ? 0 : 1;
    const lines = createLineReader((text, line, problem) => {
      reader.takeLine(text, line - before, problem);
    }, before);
    lines.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    lines.end();
    return {
      lines: lines.lastLine() - before,
      records,
      facts: said,
      ...maker.take(),
      last,
      times: options.keepsTimes ? Float64Array.from(times) : null,
      ignored,
      told,
    };
  };
}
