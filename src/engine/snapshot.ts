import type { ValidEvent } from '../model/event.js';
import type { RuleOptions } from '../model/rule-options.js';
import type { EpochMs } from '../model/time.js';
import { isEvent, readEvent } from '../rules/event.js';
import { defineRules, ruleOptionNames } from '../rules/options.js';
import { isRecord, isRoom } from './check-room.js';
import type { Room } from './room.js';

/** The newest snapshot format; this and all earlier ones are read. */
export const SNAPSHOT_FORMAT = 1;

/** The whole state of a live engine as plain JSON. Its inside is the engine's own business. */
export interface Snapshot {
  readonly format: typeof SNAPSHOT_FORMAT;
  readonly rules: RuleOptions;
  /** the last watermark in milliseconds, null before the first */
  readonly watermark: EpochMs | null;
  readonly rooms: readonly Room[];
  /** events that wait behind the watermark */
  readonly pending: readonly ValidEvent[];
}

/**
 * Reads a snapshot that was saved earlier, into a copy of its own.
 * @throws RangeError for a format that is newer than this version; TypeError that names the field for what is none
 */
export function readSnapshot(from: unknown): Snapshot {
  if (!isRecord(from)) throw new TypeError('snapshot: expected the object that snapshot() gave');
  const { format } = from;
  if (typeof format === 'number' && Number.isInteger(format) && format > SNAPSHOT_FORMAT) {
    throw new RangeError(
      `snapshot.format: ${format} is newer than this version of reconvene reads (up to ${SNAPSHOT_FORMAT})`,
    );
  }
  check(format === 1, 'format', 'a format number from 1 on');
  const copy = copyOf(from);
  check(isRecord(copy.rules), 'rules', 'an object of rule options');
  check(copy.watermark === null || Number.isFinite(copy.watermark), 'watermark', 'milliseconds or null');
  check(Array.isArray(copy.rooms) && copy.rooms.every(isRoom), 'rooms', 'an array of room states');
  check(Array.isArray(copy.pending), 'pending', 'an array of events');
  const { watermark, rooms } = copy as unknown as Snapshot;
  const names = new Set(rooms.map(({ room }) => room));
  check(names.size === rooms.length, 'rooms', 'one state for a room');
  check(
    rooms.every(({ at }) => watermark !== null && at <= watermark),
    'rooms',
    'states no later than the watermark',
  );
  const pending = (copy.pending as unknown[]).map((event) => readPending(event, watermark));
  return { format, watermark, rooms, pending, rules: defineRules(copy.rules as Partial<RuleOptions>) };
}

/**
 * Refuses to go on under other rules than those a snapshot was made with.
 * @throws RangeError that names the option
 */
export function checkSameRules(snapshot: RuleOptions, given: RuleOptions): void {
  for (const name of ruleOptionNames) {
    if (snapshot[name] !== given[name]) {
      throw new RangeError(
        `rules.${name}: ${String(given[name])} is not what the snapshot was made with (${String(snapshot[name])}); ` +
          'leave rules out to go on with those of the snapshot',
      );
    }
  }
}

function copyOf(from: object): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(from));
  } catch (error) {
    throw new TypeError(`snapshot: expected plain JSON, as snapshot() gave (${(error as Error).message})`);
  }
}

function check(holds: boolean, field: string, expected: string): asserts holds {
  if (!holds) throw new TypeError(`snapshot.${field}: expected ${expected}`);
}

function readPending(value: unknown, watermark: EpochMs | null): ValidEvent {
  const read = readEvent(value);
  const waits = isEvent(read) && (watermark === null || read.at > watermark);
  check(waits, 'pending', 'valid events after the watermark');
  return read as ValidEvent;
}
