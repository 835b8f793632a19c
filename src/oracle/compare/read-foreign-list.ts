import { parseStrictCsv } from '../../formats/read-csv.js';
import { isFields } from '../judge/canonical.js';
import type { BadMeeting, ForeignList, ForeignMeeting } from './foreign-meeting.js';
import { isBad, jsonOf, readForeignMeeting } from './read-foreign-meeting.js';

/** A list of another system that is of no form that is read. */
export class UnreadableList extends Error {}

/** A value of a list, where it stands, and what was wrong with its text, if anything. */
interface Placed {
  readonly value: unknown;
  readonly place: string;
  readonly problem?: string;
}

/**
 * Reads another system's list: the documented body `{total_count, data}`, an array of meetings, or either as texts: JSON, NDJSON (a meeting
 * or a body each line), or CSV with the documented names as its first row. Several bodies, as pages are, are one list.
 * @throws UnreadableList where nothing of it can be read
 */
export function readForeignList(list: unknown, name = ''): ForeignList {
  const placed = typeof list === 'string' ? readText(list, name) : [{ value: list, place: name }];
  const meetings: ForeignMeeting[] = [];
  const bad: BadMeeting[] = [];
  const unknownFields = new Map<string, number>();
  const seen = new Map<string, object>();
  let repeated = 0;
  let total: number | null = null;

  /** What may stand here: an array, of bodies or meetings; a body; a meeting. */
  function take({ value, place, problem }: Placed, holds: 'arrays' | 'bodies' | 'meetings'): void {
    if (problem !== undefined) {
      bad.push({ place, message: problem });
      return;
    }
    if (holds === 'arrays' && Array.isArray(value)) {
      for (const [i, item] of value.entries()) {
        take({ value: item, place: within(place, `[${i}]`) }, 'bodies');
      }
      return;
    }
    if (holds !== 'meetings' && isFields(value) && Array.isArray(value.data) && !('start_time' in value)) {
      const { total_count, data } = value;
      if (typeof total_count === 'number') total = Math.max(total ?? 0, total_count);
      for (const [i, item] of data.entries()) {
        take({ value: item, place: within(place, `data[${i}]`) }, 'meetings');
      }
      return;
    }
    const read = readForeignMeeting(value, place);
    if (isBad(read)) {
      bad.push(read);
      return;
    }
    const fields = value as Record<string, unknown>;
    if (typeof fields.id === 'string') {
      const before = seen.get(fields.id);
      if (before === undefined) seen.set(fields.id, fields);
      else if (isSame(before, fields)) {
        repeated++;
        return;
      }
    }
    for (const field of Object.keys(fields)) {
      if (!KNOWN.includes(field)) unknownFields.set(field, (unknownFields.get(field) ?? 0) + 1);
    }
    meetings.push(read);
  }

  for (const item of placed) take(item, 'arrays');
  return { meetings, bad, repeated, total, unknownFields: Object.fromEntries(unknownFields) };
}

const KNOWN = ['id', 'room', 'start_time', 'duration', 'ongoing', 'max_participants', 'participants'];
const NEEDED = ['room', 'start_time', 'duration'];

/** Whether two say the same, word for word. */
function isSame(a: object, b: object): boolean {
  const text = jsonOf(a);
  return text !== null && text === jsonOf(b);
}

function within(place: string, part: string): string {
  if (place === '') return part;
  return /[\d\]]$/.test(place) && part.startsWith('[') ? `${place}${part}` : `${place}: ${part}`;
}

function readText(text: string, name: string): Placed[] {
  const content = text.replace(/^\ufeff/, '');
  if (content.trim() === '') return [];
  return /^\s*[[{]/.test(content) ? readJson(content, name) : readTable(content, name);
}

function readJson(text: string, name: string): Placed[] {
  let fault: string;
  try {
    return [{ value: JSON.parse(text) as unknown, place: name }];
  } catch (error) {
    fault = (error as Error).message;
  }
  const lines = text.split('\n');
  const placed = lines.flatMap((line, i): Placed[] => {
    if (line.trim() === '') return [];
    const place = name === '' ? `line ${i + 1}` : `${name}:${i + 1}`;
    try {
      return [{ value: JSON.parse(line) as unknown, place }];
    } catch (error) {
      return [{ value: null, place, problem: `is not JSON: ${(error as Error).message}` }];
    }
  });
  if (placed.some(({ value }) => typeof value === 'object' && value !== null)) return placed;
  throw new UnreadableList(`${name === '' ? '' : `${name}: `}is neither JSON nor NDJSON: ${fault}`);
}

function readTable(text: string, name: string): Placed[] {
  const place = (line: number) => (name === '' ? `line ${line}` : `${name}:${line}`);
  const [head = ''] = text.split('\n', 1);
  const delimiter = [',', ';', '\t'].find((sign) => head.includes(sign)) ?? ',';
  const { rows, broken } = parseStrictCsv(text, delimiter);
  const names = (rows.shift()?.cells ?? []).map((cell) => cell.trim());
  const missing = NEEDED.filter((field) => !names.includes(field));
  if (missing.length > 0) {
    throw new UnreadableList(
      `${name === '' ? '' : `${name}: `}expected the documented body {total_count, data}, an array of meetings, NDJSON, or CSV; ` +
        `as CSV, its first row lacks ${missing.join(', ')}`,
    );
  }
  const twice = KNOWN.find((field) => names.indexOf(field) !== names.lastIndexOf(field));
  if (twice !== undefined)
    throw new UnreadableList(`${name === '' ? '' : `${name}: `}its first row has ${twice} twice`);
  const placed = rows.map(({ cells, line }): Placed => {
    if (cells.length !== names.length) {
      const problem = `expected ${names.length} cells as in the first row; got ${cells.length}`;
      return { value: null, place: place(line), problem };
    }
    return rowOf(cells, names, place(line));
  });
  if (broken !== null) placed.push({ value: null, place: place(broken.line), problem: broken.message });
  return placed;
}

/** A row as a meeting: an empty cell says nothing, numbers are numbers, `participants` is JSON. */
function rowOf(cells: readonly string[], names: readonly string[], place: string): Placed {
  const fields: [string, unknown][] = [];
  for (const [i, name] of names.entries()) {
    const cell = cells[i]!;
    if (cell.trim() === '' && name !== 'room') continue;
    if (name === 'participants') {
      try {
        fields.push([name, JSON.parse(cell) as unknown]);
      } catch (error) {
        return { value: null, place, problem: `participants: is not JSON: ${(error as Error).message}` };
      }
    } else if (name === 'ongoing') fields.push([name, WORDS.get(cell.trim().toLowerCase()) ?? cell]);
    else if (NUMBERS.includes(name)) fields.push([name, numberOf(cell.trim())]);
    else fields.push([name, cell]);
  }
  return { value: Object.fromEntries(fields), place };
}

const NUMBERS = ['start_time', 'duration', 'max_participants'];
const WORDS = new Map([
  ['true', true],
  ['1', true],
  ['false', false],
  ['0', false],
]);

function numberOf(cell: string): number | string {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(cell) ? Number(cell) : cell;
}
