import { isFields } from '../judge/canonical.js';
import {
  type ComparedField,
  type ComparedItem,
  comparedFields,
  differing,
  type Outcome,
} from './comparison.js';

/** What not to count, and why. All that an entry says must hold of what it ignores; with a field it ignores that field only. */
export interface IgnoreEntry {
  readonly reason: string;
  readonly outcome?: Outcome;
  readonly field?: ComparedField;
  readonly room?: string;
  /** of ours or theirs, in Unix seconds */
  readonly start_time?: number;
}

/** A list of what to ignore that cannot be read. */
export class InvalidIgnoreList extends Error {}

/**
 * Reads a list of what to ignore: a JSON array of entries.
 * @throws InvalidIgnoreList that names the file and the entry
 */
export function readIgnoreList(text: string, file: string): IgnoreEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new InvalidIgnoreList(`${file}: is not JSON: ${(error as Error).message}`);
  }
  if (!Array.isArray(value)) throw new InvalidIgnoreList(`${file}: expected an array of entries`);
  return value.map((entry, i) => checkEntry(entry, `${file}: [${i}]`));
}

/** @throws InvalidIgnoreList that names the place */
export function checkEntry(entry: unknown, place: string): IgnoreEntry {
  const fail = (expected: string): never => {
    throw new InvalidIgnoreList(`${place}: expected ${expected}`);
  };
  if (!isFields(entry)) return fail('an object with a reason and what to ignore');
  const { reason, outcome, field, room, start_time, ...rest } = entry;
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) {
    return fail(`reason, outcome, field, room or start_time; got ${JSON.stringify(unknown)}`);
  }
  if (typeof reason !== 'string' || reason.trim() === '') return fail('reason: a text that says why');
  if (outcome === undefined && field === undefined && room === undefined && start_time === undefined) {
    return fail('outcome, field, room or start_time: what to ignore');
  }
  if (outcome !== undefined && !differing.includes(outcome as Outcome)) {
    return fail(`outcome: one of ${differing.join(', ')}`);
  }
  if (field !== undefined && !comparedFields.includes(field as ComparedField)) {
    return fail(`field: one of ${comparedFields.join(', ')}`);
  }
  if (room !== undefined && typeof room !== 'string') return fail('room: a text');
  if (start_time !== undefined && typeof start_time !== 'number') return fail('start_time: Unix seconds');
  return entry as unknown as IgnoreEntry;
}

/** Items as far as they are not ignored, and the entries that fitted nothing, by their places. */
export interface Ignored {
  readonly items: ComparedItem[];
  readonly unused: number[];
}

/** Takes out what is to be ignored: single fields, and whole items, which come to the outcome `ignored`. */
export function ignoring(items: readonly ComparedItem[], entries: readonly IgnoreEntry[]): Ignored {
  if (entries.length === 0) return { items: [...items], unused: [] };
  const used = new Set<number>();
  const kept = items.map((item) => ignoreIn(item, entries, used));
  return { items: kept, unused: entries.flatMap((_, i) => (used.has(i) ? [] : [i])) };
}

function ignoreIn(item: ComparedItem, entries: readonly IgnoreEntry[], used: Set<number>): ComparedItem {
  if (!differing.includes(item.outcome) && item.outcome !== 'within_tolerance') return item;
  let { fields } = item;
  let reason: string | null = null;
  for (const [i, entry] of entries.entries()) {
    if (!fits(entry, item)) continue;
    if (entry.field === undefined) {
      if (item.outcome === 'within_tolerance') continue;
      used.add(i);
      return { ...item, outcome: 'ignored', reason: entry.reason };
    }
    const left = fields.filter(({ field, isWithin }) => isWithin || field !== entry.field);
    if (left.length === fields.length) continue;
    used.add(i);
    fields = left;
    reason = entry.reason;
  }
  if (reason === null) return item;
  const isIgnored = fields.every(({ isWithin }) => isWithin);
  return { ...item, fields, ...(isIgnored ? { outcome: 'ignored', reason } : {}) };
}

function fits({ outcome, room, start_time }: IgnoreEntry, item: ComparedItem): boolean {
  return (
    (outcome === undefined || outcome === item.outcome) &&
    (room === undefined || room === item.room) &&
    (start_time === undefined ||
      [...item.ours, ...item.theirs].some((meeting) => meeting.start_time === start_time))
  );
}
