import type { InvalidReason } from '../model/anomaly.js';
import { problemOfName } from '../rules/event.js';

/** A column of texts: as they are, or as codes into a dictionary, where a negative code stands for null. */
export type TextColumn =
  | readonly (string | null)[]
  | { readonly codes: Int32Array; readonly dictionary: readonly string[] };

/** Reads a column of texts by row. */
export interface TextReader {
  readonly length: number;
  /** the text, null for none */
  textAt(row: number): string | null;
  /** what keeps the text from naming a room or a participant, null for nothing */
  problemAt(row: number): InvalidReason | null;
}

/**
 * Reads a column of either kind.
 * @throws TypeError that names the column if it is of neither
 */
export function readTexts(name: string, column: unknown): TextReader {
  if (Array.isArray(column)) {
    return {
      length: column.length,
      textAt: (row) => textOrNull(column[row]),
      problemAt: (row) => problemOfName(column[row]),
    };
  }
  const { codes, dictionary } = (column ?? {}) as { codes?: unknown; dictionary?: unknown };
  if (!(codes instanceof Int32Array) || !Array.isArray(dictionary)) {
    throw new TypeError(
      `${name}: expected an array of strings, or {codes: Int32Array, dictionary: string[]}`,
    );
  }
  // Each text of the dictionary is looked at once, however many rows have it.
  const problems = dictionary.map(problemOfName);
  return {
    length: codes.length,
    textAt: (row) => textOrNull(dictionary[codes[row]!]),
    problemAt(row) {
      const code = codes[row]!;
      return code >= 0 && code < problems.length ? problems[code]! : 'missing';
    },
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
