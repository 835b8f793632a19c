import { isUtf8 } from 'node:buffer';
import { type LineScanner, type TakeBytes, takeText } from '../../formats/read-lines.js';
import { parseTimeBytes } from '../../model/parse-time.js';
import { isEvent } from '../../rules/event.js';
import type { LogAccount } from '../log-account.js';
import { isBlank, readRecord, type UnitReading } from '../read-record.js';
import { asciiAt, SLACK } from './byte-text.js';
import { createEventEncoder } from './encode-event.js';
import { setNumber, setTime } from './line-time.js';
import {
  BATCH,
  createBatch,
  createScannedLine,
  JSON_NUMBER,
  rewriteTexts,
  type ScannedLine,
  scanLine,
} from './scan-line.js';
import { createBatchTaker } from './take-batch.js';

const QUOTE = 0x22;

/** Takes an accepted event, as ranges of bytes that are good for the length of the call. */
export type TakeEvent = (view: DataView, line: ScannedLine) => void;

/** Takes the first `count` of `lines`, which are in time order, none before an event taken earlier. */
export type TakeEvents = (view: DataView, lines: readonly ScannedLine[], count: number) => void;

/** Who takes events, one by one or many at once. */
export interface EventTaker {
  readonly take: TakeEvent;
  readonly takeRun: TakeEvents;
  /** The same in any order, perhaps before events taken earlier; null where that must not be. */
  readonly takeAny: TakeEvents | null;
}

/** Reads the lines of one input as events. */
export interface ByteLines {
  /** Takes lines of the usual shape; leaves all others. */
  readonly scanner: LineScanner;
  /** Takes any line, on the general path, whose word stands for what is right, what is wrong and why. */
  readonly take: TakeBytes;
}

export function readByteLines(account: LogAccount, units: UnitReading, taker: EventTaker): ByteLines {
  const lines = createBatch();
  const encoder = createEventEncoder();
  const encoded = createScannedLine();
  const { takeBatch, offer } = createBatchTaker(account, taker);
  let chunk: Buffer | null = null;
  let view = encoder.view();
  let isSound = false;
  let padded = Buffer.alloc(0);

  const scanner: LineScanner = {
    taken: 0,
    scan(bytes, from) {
      if (bytes !== chunk) open(bytes, from);
      if (!isSound) return -1;
      let next = from;
      let count = 0;
      let isSorted = true;
      while (count < BATCH && next < bytes.length) {
        const end = scanLine(view, next, bytes.length, lines[count]!);
        if (end < 0 || !hasTime(view, lines[count]!)) break;
        if (lines[count]!.hasEscapes && !rewriteTexts(view, lines[count]!)) break;
        next = end;
        if (count > 0 && lines[count]!.at < lines[count - 1]!.at) isSorted = false;
        count++;
      }
      if (count === 0) return -1;
      takeBatch(view, lines, count, isSorted);
      scanner.taken = count;
      return next;
    },
  };

  /** Whether a line's time is good, and in the unit of the input, in which case it is turned into milliseconds. */
  function hasTime(view: DataView, line: ScannedLine): boolean {
    if (Number.isNaN(line.at)) return hasOddTime(view, line);
    return setNumber(line, line.at, true, units);
  }

  function hasOddTime(view: DataView, line: ScannedLine): boolean {
    const { atFrom, atTo } = line;
    if (view.getUint8(atFrom) === QUOTE) return setTime(line, parseTimeBytes(view, atFrom + 1, atTo - 1));
    const text = asciiAt(view, atFrom, atTo);
    return JSON_NUMBER.test(text) && setNumber(line, Number(text), false, units);
  }

  /** Whether bytes are UTF-8 is asked once for all lines of a chunk, and there must be SLACK behind them. */
  function open(bytes: Buffer, from: number): void {
    chunk = bytes;
    isSound = isUtf8(bytes.subarray(from, bytes.lastIndexOf(0x0a) + 1));
    if (bytes.byteOffset + bytes.length + SLACK <= bytes.buffer.byteLength) {
      view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length + SLACK);
      return;
    }
    if (padded.length < bytes.length + SLACK) padded = Buffer.alloc(bytes.length + SLACK);
    bytes.copy(padded);
    view = new DataView(padded.buffer, padded.byteOffset, padded.length);
  }

  function takeLine(bytes: Buffer, from: number, to: number, line: number, isTooLong: boolean): void {
    takeText(bytes, from, to, line, isTooLong, (text, number, problem) => {
      if (problem === null && isBlank(text)) return;
      account.count();
      const wasDecided = units.unit !== null;
      const read = readRecord(text, number, problem, units);
      if (!wasDecided) account.decideUnit(number);
      if (!isEvent(read)) account.refuse(read, number, text);
      else {
        encoder.clear();
        encoder.encode(read, encoded);
        offer(encoder.view(), encoded);
      }
    });
  }

  return { scanner, take: takeLine };
}
