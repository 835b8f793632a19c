import { isPlainObject } from '../../model/plain-object.js';
import type { PeopleState, Person } from './people.js';

/** The newest format of a state; this and all earlier ones are read. */
const FORMAT = 1;

/**
 * Refuses what is no state that was kept, so that it does not come out as repairs that are wrong.
 * @throws RangeError for a format that is newer than this version; TypeError that names the field for what is none
 */
export function checkRepairState(from: unknown): void {
  if (from === undefined) return;
  if (!isPlainObject(from)) throw new TypeError('repair state: expected the object that state() gave');
  const { format, watermark, rooms, deliveries } = from;
  if (typeof format === 'number' && Number.isInteger(format) && format > FORMAT) {
    throw new RangeError(
      `repair state.format: ${format} is newer than this version of reconvene reads (up to ${FORMAT})`,
    );
  }
  check(format === 1, 'format', 'a format number from 1 on');
  check(watermark === null || isTime(watermark), 'watermark', 'milliseconds or null');
  check(isListOf(rooms, isPeople), 'rooms', 'an array of what is known of rooms');
  check(isListOf(deliveries, isTextWith(isTime)), 'deliveries', 'an array of keys and times');
}

function check(holds: boolean, field: string, expected: string): void {
  if (!holds) throw new TypeError(`repair state.${field}: expected ${expected}`);
}

function isPeople(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { room, people, aliases, left, ends } = value as Partial<PeopleState>;
  return (
    isText(room) &&
    isListOf(people, isPerson) &&
    isListOf(aliases, isTextWith(isText)) &&
    (left === undefined || isListOf(left, isTextWith(isLeft))) &&
    (ends === undefined || isListOf(ends, isEnd))
  );
}

function isPerson(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  const { participant_id, session, user_id, open, last, stay, loose, replacedAt } = value as Partial<Person>;
  return (
    isText(participant_id) &&
    isNullOr(isText)(session) &&
    isNullOr(isText)(user_id) &&
    isListOf(open, isOpen) &&
    isNullOr(isClosed)(last) &&
    (stay === undefined || isNullOr(isStay)(stay)) &&
    isNullOr(isTime)(loose) &&
    isNullOr(isTime)(replacedAt)
  );
}

function isOpen(value: unknown): boolean {
  return isPlainObject(value) && isTime(value.at) && typeof value.made === 'boolean';
}

function isClosed(value: unknown): boolean {
  return isPlainObject(value) && isTime(value.join) && isTime(value.leave) && typeof value.made === 'boolean';
}

function isStay(value: unknown): boolean {
  if (!isPlainObject(value) || !isPlainObject(value.isCopy)) return false;
  const { join, leave } = value.isCopy;
  const isTold = isTime(value.join) && isNullOr(isTime)(value.leave);
  return isTold && typeof join === 'boolean' && typeof leave === 'boolean';
}

function isLeft(value: unknown): boolean {
  return isPlainObject(value) && isText(value.meant) && isTime(value.at);
}

function isEnd(value: unknown): boolean {
  if (!isPlainObject(value)) return false;
  return isTime(value.at) && isNullOr(isText)(value.session) && typeof value.isOfAll === 'boolean';
}

function isTextWith(isOther: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.length === 2 && isText(value[0]) && isOther(value[1]);
}

function isNullOr(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === null || is(value);
}

function isListOf(value: unknown, isOne: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(isOne);
}

function isText(value: unknown): boolean {
  return typeof value === 'string';
}

function isTime(value: unknown): boolean {
  return Number.isFinite(value);
}
