import { openEnvelope } from '../sources/envelopes.js';
import { type Input, readInput, UnreadableInput } from './input.js';
import { parseJson } from './parse-json.js';
import type { ReadRecords } from './read-plan.js';

/** What may be one JSON value, read whole. */
export interface JsonDocument {
  /** its elements, or itself; null if it is no JSON after all */
  readonly records: readonly unknown[] | null;
  readonly whole: unknown;
  /** as if nothing had been read of it */
  readonly input: Input;
}

/** A document longer than this is not held in memory. */
const LONGEST_DOCUMENT = 256 * 1024 * 1024;

/**
 * Reads an input as one JSON value, if it may be one.
 * @param lines the whole lines of its beginning
 * @throws UnreadableInput if it is too long
 */
export async function readDocument(
  input: Input,
  head: Buffer,
  isWhole: boolean,
  lines: readonly string[],
): Promise<JsonDocument> {
  const start = head
    .toString('utf8', 0, 1024)
    .replace(/^\ufeff/, '')
    .trimStart();
  if (!isPerhapsDocument(start, lines)) return { records: null, whole: undefined, input };
  const text = isWhole ? textOf(head) : await readWhole(input);
  const whole = parseJson(text);
  const rewound = input.isRepeatable || isWhole ? input : fromText(input, text);
  const records = whole === undefined ? null : Array.isArray(whole) ? (whole as unknown[]) : [whole];
  return { records, whole, input: rewound };
}

/** Whether an object says nothing itself but has records in an array. */
function isListOfRecords(value: unknown): boolean {
  return arrayWithin(value) !== null && openEnvelope(value) === null;
}

/** The one array of objects that an object has under some key, as in `{"events": […]}`; null where there is none, or several. */
export function arrayWithin(whole: unknown): readonly unknown[] | null {
  if (typeof whole !== 'object' || whole === null || Array.isArray(whole)) return null;
  const arrays = Object.values(whole).filter(
    (value) => Array.isArray(value) && value.length > 0 && value.every(isObject),
  );
  return arrays.length === 1 ? (arrays[0] as unknown[]) : null;
}

/** Hands on records that are in memory. */
export function readFrom(records: readonly unknown[]): ReadRecords {
  return async (_input, take) => {
    for (const [i, record] of records.entries()) {
      take(record, i + 1, () => JSON.stringify(record) ?? String(record), null);
    }
    return null;
  };
}

/** One JSON value over several lines has none that is a record by itself; an array on one line has no line after it. */
function isPerhapsDocument(start: string, lines: readonly string[]): boolean {
  if (start.startsWith('[') && lines.length <= 1) return true;
  if (lines.length === 1 && isListOfRecords(parseJson(lines[0]!))) return true;
  if (!start.startsWith('[') && !start.startsWith('{')) return false;
  return !lines.some((line) => isObject(parseJson(line)));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

async function readWhole(input: Input): Promise<string> {
  const pieces: Buffer[] = [];
  let length = 0;
  const lines = {
    push(chunk: Buffer) {
      length += chunk.length;
      if (length <= LONGEST_DOCUMENT) pieces.push(Buffer.from(chunk));
    },
    end() {},
    broken: () =>
      length <= LONGEST_DOCUMENT
        ? null
        : new UnreadableInput(
            `${input.name}: is JSON of more than ${LONGEST_DOCUMENT / 1024 / 1024} MiB in one; expected less, or NDJSON`,
          ),
  };
  await readInput(input, { lines, onBytes: () => {}, lastLine: () => 0 });
  return textOf(Buffer.concat(pieces));
}

function textOf(bytes: Buffer): string {
  return bytes.toString('utf8').replace(/^\ufeff/, '');
}

/** An input that was read to its end, once more. */
function fromText(input: Input, text: string): Input {
  async function* chunks(): AsyncGenerator<Buffer> {
    yield Buffer.from(text);
  }
  return { ...input, chunks };
}
