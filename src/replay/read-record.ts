import type { LineProblem } from '../formats/read-lines.js';
import type { ValidEvent } from '../model/event.js';
import type { EpochMs } from '../model/time.js';
import { MS_PER_UNIT, type TimeUnit, unitBySize } from '../model/time-unit.js';
import { type EventProblem, isEvent, readEvent } from '../rules/event.js';

/** How the numeric times of one file are read. In `auto` the first valid record that has one decides. */
export interface UnitReading {
  readonly asked: TimeUnit | 'auto';
  unit: TimeUnit | null;
  /** the line that decided, 0 where none had to */
  decidedAt: number;
}

export function unitReading(asked: TimeUnit | 'auto'): UnitReading {
  return { asked, unit: asked === 'auto' ? null : asked, decidedAt: 0 };
}

/** Reads one line as a native event. */
export function readRecord(
  text: string,
  line: number,
  problem: LineProblem | null,
  units: UnitReading,
): ValidEvent | EventProblem {
  if (problem !== null) return { field: null, reason: problem };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { field: null, reason: 'not-json' };
  }
  return readValue(value, line, units);
}

/** Reads a value as a native event, in the line that it came from. */
export function readValue(value: unknown, line: number, units: UnitReading): ValidEvent | EventProblem {
  const at = timeOf(value);
  if (at === null) return readEvent(value);
  const unit = units.unit ?? unitBySize(at);
  const read = readEvent(value, MS_PER_UNIT[unit]);
  if (units.asked === 'auto' && unitBySize(at) !== unit && (isEvent(read) || read.field === 'at')) {
    return { field: 'at', reason: 'unit-changed' };
  }
  if (isEvent(read) && units.unit === null) {
    units.unit = unit;
    units.decidedAt = line;
  }
  return read;
}

function timeOf(value: unknown): number | null {
  if (typeof value !== 'object' || value === null) return null;
  const { at } = value as { at?: unknown };
  return typeof at === 'number' ? at : null;
}

/** Whether a line has nothing to say: only one that begins with white space, or with nothing, can. */
export function isBlank(text: string): boolean {
  return !(text.charCodeAt(0) > 0x20) && text.trim() === '';
}

/** A row of a table as a value that may be an event: what a cell cannot say by its kind, as a number or nothing, is read from its text. */
export function valueOfRow(
  row: Readonly<Record<string, unknown>>,
  localTime: ((text: string) => EpochMs | null) | null,
): Record<string, unknown> {
  const value: Record<string, unknown> = {};
  for (const key of EVENT_KEYS) {
    const cell = row[key];
    if (cell !== '' && cell !== null && cell !== undefined) value[key] = cell;
  }
  const { at } = value;
  if (typeof at === 'string') value.at = timeOfCell(at, localTime);
  for (const key of NAMES) if (typeof value[key] === 'number') value[key] = String(value[key]);
  return value;
}

/**
 * What a cell says as a time: a number in the unit of the input, a point in time, or a text that may be one.
 * @param localTime reads what has no offset; null: nobody can
 */
export function timeOfCell(
  cell: string,
  localTime: ((text: string) => EpochMs | null) | null,
): string | number | Date {
  const text = cell.trim();
  if (/^[+-]?\d+(\.\d+)?$/.test(text)) return Number(text);
  const iso = isoOfCell(text);
  const local = localTime?.(iso) ?? null;
  return local === null ? iso : new Date(local);
}

/** Databases write a space where ISO 8601 has a T, one before the offset, or UTC in place of an offset. */
function isoOfCell(text: string): string {
  const dated = /^\d{4}-\d\d-\d\d /.test(text) ? `${text.slice(0, 10)}T${text.slice(11)}` : text;
  if (dated.endsWith('UTC')) return `${dated.slice(0, dated.endsWith(' UTC') ? -4 : -3)}Z`;
  return / [+-]\d\d:?(\d\d)?$/.test(dated) ? dated.replace(' ', '') : dated;
}

/** The keys of events, which are the names of columns, too. */
export const EVENT_KEYS = ['type', 'room', 'participant_id', 'at', 'user_id', 'user_name'] as const;

/** Columns of ids are numbers in some tables. */
const NAMES = ['room', 'participant_id', 'user_id', 'user_name'] as const;
