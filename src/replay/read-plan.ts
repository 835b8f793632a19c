import type { RowScanner } from '../formats/row-scanner.js';
import type { InvalidReason } from '../model/anomaly.js';
import type { Break, Input } from './input.js';

/** Why a row is no record. */
export interface RowProblem {
  readonly expected: string;
  readonly reason: InvalidReason;
}

/** Takes a record, the line or row that it is in, from 1, its text, and what is wrong with it, if anything. */
export type TakeRecord = (
  record: unknown,
  line: number,
  text: () => string,
  problem: RowProblem | null,
) => void;

/** Gives who takes rows with such columns as bytes, below the line of the header; null if nobody does. */
export type ScanTable = (
  columns: readonly string[],
  delimiter: string,
  headerLine: number,
) => RowScanner | null;

/**
 * Reads all records of an input, to its end or to where it breaks; hears of bytes as they are read.
 * @param input the one that was planned, or one of the same bytes
 * @param scan who may take rows of delimited text as bytes
 */
export type ReadRecords = (
  input: Input,
  take: TakeRecord,
  onBytes: (count: number) => Promise<void> | void,
  scan?: ScanTable,
) => Promise<Break | null>;
