import type { InvalidReason } from '../model/anomaly.js';
import { problemOfName } from '../rules/event.js';
import { isArrayOf } from './array-kind.js';
import { NONE } from './flat/none.js';
import { sliceEnd } from './slices.js';
import { distinctTexts } from './whole/distinct-texts.js';

/** A column of texts: as they are, or as codes into a dictionary, where a negative code stands for null. */
export type TextColumn = readonly (string | null)[] | CodedTexts;

/** Texts as codes into a dictionary; a negative code stands for null. */
export interface CodedTexts {
  readonly codes: Int32Array;
  readonly dictionary: readonly (string | null)[];
}

/** A column of texts that has been looked at. In one of texts as they are, the code of a text is its row. */
export interface TextReader {
  readonly length: number;
  /** what the codes are of */
  readonly dictionary: readonly (string | null)[];
  /** the codes by row; null where each row is its own */
  readonly codes: Int32Array | null;
}

/**
 * Reads a column of either kind.
 * @throws TypeError that names the column if it is of neither
 */
export function readTexts(name: string, column: unknown): TextReader {
  if (Array.isArray(column)) return { length: column.length, dictionary: column, codes: null };
  const { codes, dictionary } = (column ?? {}) as { codes?: unknown; dictionary?: unknown };
  if (!isArrayOf(codes, 'Int32Array') || !Array.isArray(dictionary)) {
    throw new TypeError(
      `${name}: expected an array of strings, or {codes: Int32Array, dictionary: string[]}`,
    );
  }
  return { length: codes.length, dictionary, codes };
}

/** A column that is not there. */
export function noTexts(length: number): TextReader {
  return { length, dictionary: [], codes: null };
}

/** The code of each row's text, negative for a row that has none; null if none has one. They may be the caller's. */
export function codesOf({ codes, dictionary, length }: TextReader): Int32Array | null {
  if (dictionary.length === 0) return null;
  if (codes !== null && areTexts(dictionary) && areCodes(codes, dictionary.length)) return codes;
  const checked = new Int32Array(length).fill(NONE);
  for (let row = 0; row < length; row++) {
    const code = codes === null ? row : codes[row]!;
    if (isText(dictionary[code])) checked[row] = code;
  }
  return checked;
}

/** `every` passes over holes. */
function areTexts(dictionary: readonly unknown[]): boolean {
  return dictionary.findIndex((text) => !isText(text)) === -1;
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

/**
 * Whether codes are of a dictionary of that size, or stand for null. Not so for a few codes of null that are lower than any which
 * can be counted back from the last: a column that has one is gone through code by code.
 */
function areCodes(codes: Int32Array, size: number): boolean {
  const { length } = codes;
  for (let from = 0; from < length; from = sliceEnd(from, length)) {
    if (!areBelow(codes, from, sliceEnd(from, length), size)) return false;
  }
  return true;
}

/** By the sign of what is left up to the last code, without a branch for each row. */
function areBelow(codes: Int32Array, from: number, to: number, size: number): boolean {
  let left = 0;
  for (let row = from; row < to; row++) left |= size - 1 - codes[row]!;
  return left >= 0;
}

/** What keeps a row's text from naming a room or a participant, null for nothing. */
export function problemAt({ codes, dictionary }: TextReader, row: number): InvalidReason | null {
  return problemOfName(dictionary[codes === null ? row : codes[row]!]);
}

/** Numbers that stand for the texts of a column, by row, less than 0 for those that name nothing; and the text of each. */
export interface NumberedTexts {
  readonly numbers: Int32Array;
  readonly texts: readonly string[];
}

/** Numbers the texts of a column, the same text by the same number. */
export function numberedTexts({ codes, dictionary }: TextReader): NumberedTexts {
  // Whatever has a number is a text.
  if (codes !== null) return { numbers: numberedCodes(codes, dictionary), texts: dictionary as string[] };
  const known = new Map<string | null, number>();
  const texts: string[] = [];
  const numbers = Int32Array.from(dictionary, (text) => {
    const number = known.get(text);
    if (number !== undefined) return number;
    if (problemOfName(text) !== null) return NONE;
    known.set(text, texts.length);
    return texts.push(text!) - 1;
  });
  return { numbers, texts };
}

function numberedCodes(codes: Int32Array, dictionary: readonly (string | null)[]): Int32Array {
  const numberOf = distinctTexts(dictionary);
  const size = dictionary.length;
  // Nearly always a dictionary has each text once, and codes are of it: then codes are numbers.
  if (numberOf === null && areCodes(codes, size)) return codes;
  return codes.map((code) => {
    if (code < 0 || code >= size) return NONE;
    return numberOf === null ? code : numberOf[code]!;
  });
}
