import { printable } from '../formats/printable.js';
import { sources } from '../sources/all-sources.js';
import { type Detection, detectSource } from '../sources/detect.js';
import { native } from '../sources/native.js';
import type { Source } from '../sources/source.js';
import { linesOfHead } from './head-lines.js';
import { type Input, readInput, UnreadableInput } from './input.js';
import type { InputHead } from './input-head.js';

/** How an input is cut into records: by lines, or as one JSON value, of which the elements are the records if it is an array. */
export type RecordForm = 'lines' | 'document';

/** Whose records an input has, and how they are found. */
export interface SourcePlan {
  readonly input: Input;
  readonly source: Source;
  readonly form: RecordForm;
  /** the records, where they had to be read to know */
  readonly records: readonly unknown[] | null;
  /** what the decision rests on; null where nobody had to decide */
  readonly detection: Detection | null;
  /** whether the source was asked for */
  readonly isGiven: boolean;
}

/** A document longer than this is not held in memory. */
const LONGEST_DOCUMENT = 256 * 1024 * 1024;

/**
 * Finds out whose records an input has, unless that is given.
 * @throws UnreadableInput where nobody recognises them, or several do
 */
export async function planSource(head: InputHead, given: Source | null): Promise<SourcePlan> {
  const { bytes, isWhole, input } = head;
  const { lines } = linesOfHead(bytes, isWhole);
  const start = bytes
    .toString('utf8', 0, 1024)
    .replace(/^\ufeff/, '')
    .trimStart();
  const text = isPerhapsDocument(start, lines) ? await readDocument(input, bytes, isWhole) : null;
  const document = text === null ? undefined : parse(text);
  const rewound = text === null || input.isRepeatable ? input : fromText(input, text);
  const form: RecordForm = document === undefined ? 'lines' : 'document';
  const records =
    document === undefined ? null : Array.isArray(document) ? (document as unknown[]) : [document];
  if (given !== null) return { input: rewound, source: given, form, records, detection: null, isGiven: true };
  const detection = detectSource(records ?? lines.map(recordOf), sources);
  if (detection.source === null && detection.looked > 0)
    throw new UnreadableInput(refusal(input.name, detection, lines));
  return { input: rewound, source: detection.source ?? native, form, records, detection, isGiven: false };
}

/** A line as a record: JSON, or else a text that some envelope or source may know. */
export function recordOf(line: string): unknown {
  const value = parse(line);
  return value === undefined ? line : value;
}

function refusal(name: string, { looked, candidates }: Detection, lines: readonly string[]): string {
  const found =
    candidates.length === 0
      ? 'no source recognises it'
      : `it may be ${candidates.map(({ source }) => source.name).join(' or ')}`;
  const sample = printable((lines[0] ?? '').trim().slice(0, 80));
  const names = sources.map((source) => source.name).join(', ');
  return (
    `${name}: ${found} (${looked === 1 ? 'one record' : `${looked} records`} looked at; it begins ${sample}); ` +
    `expected a log of ${names}, as NDJSON, a JSON document or form bodies; --source NAME reads it as one of these, ` +
    '--mapping FILE or --room-field, --user-field … read any other (reconvene sources lists them all)'
  );
}

/** One JSON value over several lines has none that is a record by itself; an array on one line has no line after it. */
function isPerhapsDocument(start: string, lines: readonly string[]): boolean {
  if (start.startsWith('[') && lines.length <= 1) return true;
  if (!start.startsWith('[') && !start.startsWith('{')) return false;
  return !lines.some((line) => isObject(parse(line)));
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** All of an input as text; null if it is too long, or breaks, so that its lines are all there is. */
async function readDocument(input: Input, head: Buffer, isWhole: boolean): Promise<string | null> {
  if (isWhole) return textOf(head);
  const pieces: Buffer[] = [];
  let length = 0;
  const lines = {
    push(chunk: Buffer) {
      length += chunk.length;
      if (length > LONGEST_DOCUMENT) {
        throw new UnreadableInput(
          `${input.name}: is JSON of more than ${LONGEST_DOCUMENT / 1024 / 1024} MiB in one; expected less, or NDJSON`,
        );
      }
      pieces.push(Buffer.from(chunk));
    },
    end() {},
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
