import { isInRange } from '../../model/time.js';
import type { Vector } from './vector.js';

/** Text that is not a file of vectors: the file, the vector and the field, and what was expected. */
export class InvalidVectors extends Error {}

/**
 * Reads the text of a file of vectors: `{"vectors": […]}`.
 * @throws InvalidVectors that names the place
 */
export function readVectors(text: string, file: string): Vector[] {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw new InvalidVectors(`${file}: is not JSON: ${(error as Error).message}`);
  }
  const list = isObject(value) ? value.vectors : undefined;
  if (!Array.isArray(list)) throw new InvalidVectors(`${file}: expected {"vectors": […]}`);
  return list.map((item, i) => {
    const problem = problemOf(item);
    if (problem !== null) throw new InvalidVectors(`${file}: vector ${nameOf(item, i)}: ${problem}`);
    return item as Vector;
  });
}

/**
 * Refuses what is no list of vectors.
 * @throws TypeError that names the function, the vector and the field
 */
export function checkVectorList(of: string, vectors: unknown): void {
  if (!Array.isArray(vectors)) throw new TypeError(`${of}: expected a list of vectors`);
  for (const [i, item] of vectors.entries()) {
    const problem = problemOf(item);
    if (problem !== null) throw new TypeError(`${of}: vector ${nameOf(item, i)}: ${problem}`);
  }
}

/** What is wrong with the rules, T or events of a case, in words; null for nothing. */
export function problemOfInput(item: Readonly<Record<string, unknown>>): string | null {
  const { rules, as_of, events } = item;
  const fields = CASE.filter(([field]) => ['rules', 'as_of', 'events'].includes(field));
  return (
    checkFields({ rules, as_of, events }, fields, false) ?? checkAll('events', events as never[], checkEvent)
  );
}

type Check = readonly [field: string, isRight: (value: unknown) => boolean, expected: string];

const isText = (value: unknown) => typeof value === 'string';
const isTextOrNull = (value: unknown) => value === null || isText(value);
const isWhole = (value: unknown) => Number.isSafeInteger(value);
const isTime = (value: unknown) => isWhole(value) && isInRange(value as number);
const isOptional = (isRight: Check[1]) => (value: unknown) => value === undefined || isRight(value);
const isListOf = (isRight: Check[1]) => (value: unknown) => Array.isArray(value) && value.every(isRight);

const CASE: readonly Check[] = [
  ['id', (value) => isText(value) && /^[0-9a-f]{12}$/.test(value as string), '12 hexadecimal digits'],
  ['name', isName, 'a text'],
  ['why', isName, 'a text'],
  ['clauses', (value) => isListOf(isName)(value) && (value as unknown[]).length > 0, 'slugs of clauses'],
  ['tags', isOptional(isListOf(isName)), 'a list of texts'],
  ['rules', isObject, 'an object of rule options'],
  ['as_of', isOptional(isTime), 'whole milliseconds'],
  ['events', Array.isArray, 'a list of events'],
  ['expect', isOptional(Array.isArray), 'a list of meetings'],
  ['anomalies', isOptional(Array.isArray), 'a list of strays'],
  ['expect_reject', isOptional(isName), 'the name of a rule option'],
  ['source', (value) => isObject(value) && KINDS.includes(value.kind as string), 'a kind of source'],
];
const KINDS = ['spec', 'hand', 'agreed', 'fuzz'];

const EVENT: readonly Check[] = [
  ['type', (value) => ['join', 'leave', 'clear'].includes(value as string), '"join", "leave" or "clear"'],
  ['room', isName, 'a text'],
  ['at', isTime, 'whole milliseconds'],
  ['participant_id', isOptional(isName), 'a text'],
  ['user_id', isOptional(isTextOrNull), 'a text or null'],
  ['user_name', isOptional(isTextOrNull), 'a text or null'],
];

const MEETING: readonly Check[] = [
  ['room', isName, 'a text'],
  ['start_time', isWhole, 'whole seconds'],
  ['duration', isWhole, 'whole seconds'],
  ['ongoing', (value) => typeof value === 'boolean', 'true or false'],
  ['max_participants', isWhole, 'a whole number'],
  ['participants', Array.isArray, 'a list of records'],
];

const RECORD: readonly Check[] = [
  ['user_id', isTextOrNull, 'a text or null'],
  ['participant_id', isName, 'a text'],
  ['user_name', isTextOrNull, 'a text or null'],
  ['join_time', isWhole, 'whole seconds'],
  ['duration', isWhole, 'whole seconds'],
];

function problemOf(item: unknown): string | null {
  const own = checkFields(item, CASE, true);
  if (own !== null) return own;
  const { events, expect, expect_reject: rejects } = item as Vector;
  if ((expect === undefined) === (rejects === undefined))
    return 'expected exactly one of expect and expect_reject';
  return (
    checkAll('events', events, checkEvent) ??
    checkAll('expect', expect ?? [], (meeting) => checkFields(meeting, MEETING, true)) ??
    checkAll('expect', expect ?? [], (meeting) => checkAll('participants', meeting.participants, checkRecord))
  );
}

function checkEvent(event: Vector['events'][number]): string | null {
  return checkFields(event, EVENT, false) ?? checkParticipant(event);
}

function checkRecord(record: unknown): string | null {
  return checkFields(record, RECORD, true);
}

function checkParticipant({ type, participant_id: who }: Vector['events'][number]): string | null {
  return (type === 'clear') === (who === undefined)
    ? null
    : 'participant_id: expected one for a join or a leave, none for a clear';
}

function checkAll<Item>(
  field: string,
  items: readonly Item[],
  check: (item: Item) => string | null,
): string | null {
  for (const [i, item] of items.entries()) {
    const problem = check(item);
    if (problem !== null) return `${field}/${i}: ${problem}`;
  }
  return null;
}

function checkFields(value: unknown, checks: readonly Check[], isClosed: boolean): string | null {
  if (!isObject(value)) return 'expected an object';
  for (const [field, isRight, expected] of checks) {
    if (!isRight(value[field]))
      return `${field}: expected ${expected}, got ${JSON.stringify(value[field]) ?? 'nothing'}`;
  }
  const unknown = Object.keys(value).find((key) => !checks.some(([field]) => field === key));
  return isClosed && unknown !== undefined ? `${unknown}: is not a field` : null;
}

function nameOf(item: unknown, index: number): string {
  const id = isObject(item) && isText(item.id) ? ` (${item.id})` : '';
  return `${index}${id}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isName(value: unknown): boolean {
  return isText(value) && value !== '';
}
