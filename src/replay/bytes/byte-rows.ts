import { linesIn, type RowScanner, SPARE } from '../../formats/row-scanner.js';
import { parseTime, parseTimeBytes } from '../../model/parse-time.js';
import type { LogAccount } from '../log-account.js';
import type { UnitReading } from '../read-record.js';
import type { EventTaker } from './byte-events.js';
import { asciiAt, SLACK } from './byte-text.js';
import { rewriteCells } from './cell-texts.js';
import { setNumber, setTime } from './line-time.js';
import { BATCH, createBatch, type ScannedLine } from './scan-line.js';
import { type RowShape, scanRow } from './scan-row.js';
import { createBatchTaker } from './take-batch.js';

/** A year of four digits, a month and a day. */
const DATE_LENGTH = 10;
const SPACE = 0x20;
const LETTER_T = 0x54;

/** What a cell says as a time: a number in the unit of the input, a point in time, a text that may be one, or null for what is for the parser. */
export type CellTime = (cell: string) => string | number | Date | null;

/**
 * Takes rows of native events as bytes, below the header.
 * @param timeOf is asked for what is neither a whole number nor ISO 8601, with a T or a space
 * @param headerLine the line of the header, 0 for none
 * @param onTaken hears how many records have been taken and accounted for
 */
export function scanRows(
  account: LogAccount,
  units: UnitReading,
  taker: EventTaker,
  shape: RowShape,
  timeOf: CellTime,
  headerLine: number,
  onTaken: (count: number) => void,
): RowScanner {
  const lines = createBatch();
  const { takeBatch } = createBatchTaker(account, taker);
  let chunk: Buffer | null = null;
  let view = new DataView(new ArrayBuffer(0)) as DataView;
  let rows = 0;
  let lineCount = 0;

  function open(bytes: Buffer): void {
    if (bytes === chunk) return;
    chunk = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length + SPARE);
  }

  /** Scans a row; −1 if it is not to be taken. */
  function scanOne(from: number, end: number, line: ScannedLine): number {
    const next = scanRow(view, from, end, line, shape);
    return next > 0 && hasTime(line) ? next : -1;
  }

  function hasTime(line: ScannedLine): boolean {
    if (!Number.isNaN(line.at)) return setNumber(line, line.at, true, units);
    const space = line.atFrom + DATE_LENGTH;
    const hasSpace = view.getUint8(space) === SPACE;
    if (hasSpace) view.setUint8(space, LETTER_T);
    // What stands behind the text, which no time goes on with, may be a delimiter that one could: then it would not end where the cell does.
    const time = parseTimeBytes(view, line.atFrom, line.atTo);
    if (hasSpace) view.setUint8(space, SPACE);
    return setTime(line, time) || hasOddTime(line);
  }

  /** What is not ASCII comes to letters that are in no time. */
  function hasOddTime(line: ScannedLine): boolean {
    const time = timeOf(asciiAt(view, line.atFrom, line.atTo));
    return typeof time === 'number'
      ? setNumber(line, time, false, units)
      : time !== null && setTime(line, parseTime(time));
  }

  return {
    delimiter: shape.delimiter,
    rows: () => rows,
    lines: () => lineCount,
    fits(bytes, from, line) {
      open(bytes);
      return line >= headerLine && scanOne(from, bytes.length, lines[0]!) > 0;
    },
    scan(bytes, from, line) {
      open(bytes);
      rows = 0;
      lineCount = 0;
      if (line < headerLine) return -1;
      let next = from;
      let isSorted = true;
      let spare = bytes.length + SLACK;
      while (rows < BATCH && next < bytes.length) {
        const row = lines[rows]!;
        const end = scanOne(next, bytes.length, row);
        if (end < 0) break;
        if (row.hasEscapes) {
          spare = rewriteCells(view, row, spare, view.byteLength - SLACK);
          if (spare < 0) break;
          lineCount += linesIn(bytes, next, end) - 1;
        }
        if (rows > 0 && row.at < lines[rows - 1]!.at) isSorted = false;
        next = end;
        rows++;
      }
      if (rows === 0) return -1;
      lineCount += rows;
      takeBatch(view, lines, rows, isSorted);
      onTaken(rows);
      return next;
    },
  };
}
