import { isInRange } from '../../model/time.js';
import { clearOf, handOverTo, joinOf, leaveOf, presenceIn, stayOf, type Where } from '../facts.js';
import type { Delivery, Fact, Presence, Recognition, Source, SourceOptions } from '../source.js';
import { compileCondition, compileField, compileValues, type ReadField } from './field.js';
import type { Field, Mapping, ValuePattern } from './mapping.js';
import type { Scope } from './path.js';
import { compileRows, type ReadRows } from './rows.js';
import { MISSING, type ReadTime, readLength, UNREAD } from './time-value.js';

/** What a mapping that is known to be one makes of records, with times read as they are told to be. */
export function mappingSource(mapping: Mapping, time: ReadTime): Source {
  const compiled = compileParts(mapping, time);
  return {
    name: mapping.name,
    title: mapping.title ?? mapping.name,
    recognise: (payload) => recognise(payload, compiled),
    read: (payload, options) => read(payload, compiled, options),
    mapping,
  };
}

type TimeName = 'time' | 'join_time' | 'leave_time' | 'clear_time';

interface Compiled {
  readonly mapping: Mapping;
  readonly when: readonly ((scope: Scope) => boolean)[];
  readonly bots: readonly ((scope: Scope) => boolean)[];
  readonly rows: ReadRows | null;
  readonly field: (name: FieldName, scope: Scope) => ReturnType<ReadField>;
  readonly kindOf: (value: string | number | boolean) => EventKind | null;
  readonly time: ReadTime;
}

type EventKind = 'join' | 'leave' | 'clear' | 'hand_off' | 'rename';
const KINDS: readonly EventKind[] = ['join', 'leave', 'clear', 'hand_off', 'rename'];

const FIELDS = [
  'room',
  'session',
  'participant_id',
  'user_id',
  'user_name',
  'type',
  'new_user_id',
  'time',
  'join_time',
  'leave_time',
  'clear_time',
  'duration',
  'order',
  'delivery',
] as const satisfies readonly (keyof Mapping)[];
type FieldName = (typeof FIELDS)[number];

function compileParts(mapping: Mapping, time: ReadTime): Compiled {
  const fields = new Map<FieldName, ReadField>();
  for (const name of FIELDS) {
    const field: Field | undefined = mapping[name];
    if (field !== undefined) fields.set(name, compileField(field));
  }
  const values = KINDS.flatMap((kind): [EventKind, (value: string | number | boolean) => boolean][] => {
    const patterns: readonly ValuePattern[] | undefined = mapping[kind];
    return patterns === undefined ? [] : [[kind, compileValues(patterns)]];
  });
  return {
    mapping,
    when: (mapping.when ?? []).map(compileCondition),
    bots: (mapping.bots ?? []).map(compileCondition),
    rows: mapping.rows === undefined ? null : compileRows(mapping.rows),
    field: (name, scope) => fields.get(name)?.(scope),
    kindOf: (value) => values.find(([, fits]) => fits(value))?.[0] ?? null,
    time,
  };
}

/** With conditions they decide; without, a record has the look if its first row has who, and when or what. */
function recognise(payload: unknown, { when, rows, field, mapping }: Compiled): Recognition {
  if (typeof payload !== 'object' || payload === null) return 'no';
  if (when.length > 0) return when.every((holds) => holds([payload])) ? 'yes' : 'no';
  if (Array.isArray(payload) && rows === null) return 'no';
  const [scope] = rows === null ? [[payload]] : (rows(payload) ?? []);
  if (scope === undefined) return 'no';
  const isThere = (name: FieldName) => mapping[name] !== undefined && field(name, scope) !== undefined;
  const hasWhen = (['time', 'join_time', 'leave_time'] as const).some(isThere);
  return isThere('type') || (hasWhen && (isThere('participant_id') || isThere('user_id'))) ? 'maybe' : 'no';
}

function read(payload: unknown, compiled: Compiled, options: SourceOptions): Fact[] {
  if (typeof payload !== 'object' || payload === null) {
    return [{ kind: 'invalid', field: null, expected: 'a JSON object' }];
  }
  const { mapping, rows } = compiled;
  const scopes = rows === null ? [[payload]] : rows(payload);
  if (scopes === null) return [{ kind: 'invalid', field: mapping.rows!, expected: 'a list of rows' }];
  if (scopes.length === 0) return [{ kind: 'ignored', type: 'no rows' }];
  return scopes.map((scope) => readRow(scope, compiled, options));
}

function readRow(scope: Scope, compiled: Compiled, options: SourceOptions): Fact {
  const { mapping, field, bots } = compiled;
  let kind: EventKind | 'stay' = 'stay';
  let type = 'stay';
  if (mapping.type !== undefined) {
    const value = field('type', scope);
    if (value === undefined) return missing('type', mapping, 'the type of an event');
    type = String(value);
    const found = compiled.kindOf(value);
    if (found === null) return { kind: 'ignored', type };
    kind = found;
  }
  if (!options.bots && bots.some((isBot) => isBot(scope)))
    return { kind: 'ignored', type: `${type} of a bot` };
  const where = readRoom(scope, compiled, options);
  if ('kind' in where) return where;
  const delivery = readDelivery(scope, compiled);
  if ('kind' in delivery) return delivery;
  if (kind === 'clear') {
    const at = timeOf(['clear_time', 'time'], scope, compiled, options);
    return typeof at === 'number' ? clearOf(where, at, delivery) : at;
  }
  const who = readWho(where, scope, compiled);
  if ('kind' in who) return who;
  if (kind === 'rename') return readRename(type, who, scope, compiled, options);
  if (kind === 'stay') return readStay(who, delivery, scope, compiled, options);
  if (kind === 'leave') return readLeave(who, delivery, scope, compiled, options);
  const at = timeOf(['join_time', 'time'], scope, compiled, options);
  if (typeof at !== 'number') return at;
  if (kind === 'join' && mapping.one_connection_per_user !== true) return joinOf(who, at, delivery);
  // A hand-off says when it happened; the join time that it may carry is the first device's.
  const handedOver = kind === 'join' ? at : timeOf(['time', 'join_time'], scope, compiled, options);
  if (typeof handedOver !== 'number') return handedOver;
  return handOverTo(who, handedOver, delivery);
}

type Invalid = Extract<Fact, { kind: 'invalid' }>;

const LEAVE_TIMES = ['leave_time', 'time'] as const satisfies readonly TimeName[];

function readLeave(
  who: Presence,
  delivery: Delivery,
  scope: Scope,
  compiled: Compiled,
  options: SourceOptions,
): Fact {
  const joinedAt = timeAt('join_time', scope, compiled, options);
  const length = lengthOf(scope, compiled);
  let at = timeOf(LEAVE_TIMES, scope, compiled, options);
  if (typeof at !== 'number' && typeof joinedAt === 'number' && length !== null) {
    const told = after(joinedAt, length, compiled);
    // Where neither can be read, the time is told, as it comes first; where there is none, the length.
    const isUnread = LEAVE_TIMES.some((name) => timeAt(name, scope, compiled, options) !== MISSING);
    if (typeof told === 'number' || !isUnread) at = told;
  }
  if (typeof at !== 'number') return at;
  const joined = typeof joinedAt === 'number' ? joinedAt : typeof length === 'number' ? at - length : null;
  return leaveOf(who, at, joined !== null && joined <= at && isInRange(joined) ? joined : null, delivery);
}

function readStay(
  who: Presence,
  delivery: Delivery,
  scope: Scope,
  compiled: Compiled,
  options: SourceOptions,
): Fact {
  const { mapping } = compiled;
  const length = lengthOf(scope, compiled);
  const joined = timeAt('join_time', scope, compiled, options);
  const left = timeAt('leave_time', scope, compiled, options);
  if (typeof joined === 'object') return joined;
  if (typeof left === 'object') return left;
  if (typeof joined === 'number') {
    const end = typeof left === 'number' ? left : length === null ? null : after(joined, length, compiled);
    if (typeof end === 'object' && end !== null) return end;
    if (end !== null && end < joined)
      return missing('leave_time', mapping, 'a time that is not before the join');
    return stayOf(who, joined, end, delivery);
  }
  if (typeof left !== 'number') return missing('join_time', mapping, 'the time of a join');
  if (length === null) return leaveOf(who, left, null, delivery);
  const begin = after(left, typeof length === 'number' ? -length : length, compiled);
  return typeof begin === 'number' ? stayOf(who, begin, left, delivery) : begin;
}

/** A length in milliseconds; null for none. What cannot be read matters only where it decides a time. */
function lengthOf(scope: Scope, { field, mapping }: Compiled): number | Invalid | null {
  const unit = mapping.duration_unit ?? 's';
  const length = readLength(field('duration', scope), unit);
  return length === UNREAD ? missing('duration', mapping, `a number of ${unit}, not below 0`) : length;
}

/** The time that lies a length after another. */
function after(at: number, length: number | Invalid, { mapping }: Compiled): number | Invalid {
  if (typeof length !== 'number') return length;
  const then = at + length;
  return isInRange(then) ? then : missing('duration', mapping, 'a length within ±8.64e15 ms of the epoch');
}

function readRename(
  type: string,
  who: Presence,
  scope: Scope,
  compiled: Compiled,
  options: SourceOptions,
): Fact {
  const to = compiled.field('new_user_id', scope);
  if (to === undefined) return missing('new_user_id', compiled.mapping, "the user's new name");
  const at = timeOf(['time', 'join_time'], scope, compiled, options);
  if (typeof at !== 'number') return at;
  const { room, session, participant_id: from } = who;
  return { kind: 'rename', type, room, session, from, to: userKey(String(to), session), at };
}

function readRoom(
  scope: Scope,
  { field, mapping }: Compiled,
  { roomBy, room: fallback }: SourceOptions,
): Where | Invalid {
  const session = field('session', scope);
  const named = field('room', scope);
  const room = (roomBy === 'session' ? (session ?? named) : named) ?? fallback ?? session;
  if (room === undefined || room === null || !isName(room))
    return missing('room', mapping, 'the name of a room');
  return { room: String(room), session: session === undefined ? null : String(session) };
}

function readWho(where: Where, scope: Scope, { field, mapping }: Compiled) {
  const user = field('user_id', scope);
  const name = field('user_name', scope);
  const connection = field('participant_id', scope);
  const key = connection ?? user ?? name;
  if (key === undefined || !isName(key)) {
    const wanted = mapping.participant_id === undefined ? 'user_id' : 'participant_id';
    return missing(wanted, mapping, 'the key of a participant');
  }
  return presenceIn(
    where,
    connection === undefined ? userKey(String(key), where.session) : String(key),
    user === undefined ? null : String(user),
    name === undefined ? null : String(name),
  );
}

/** Who has no key of a connection is told apart by session, which must be well-formed only as a part of a key. */
function userKey(user: string, session: string | null): string {
  return session === null ? user : `${session.toWellFormed()}/${user}`;
}

function readDelivery(scope: Scope, { field, mapping }: Compiled): Delivery | Invalid {
  const order = field('order', scope);
  const delivery = field('delivery', scope);
  if (order !== undefined && !Number.isFinite(Number(order))) return missing('order', mapping, 'a number');
  return {
    order: order === undefined ? null : Number(order),
    delivery: delivery === undefined ? null : String(delivery),
  };
}

/** The first time of some fields that is there. */
function timeOf(
  names: readonly TimeName[],
  scope: Scope,
  compiled: Compiled,
  options: SourceOptions,
): number | Invalid {
  for (const name of names) {
    const at = timeAt(name, scope, compiled, options);
    if (at !== MISSING) return at;
  }
  const { mapping } = compiled;
  const wanted = names.find((name) => mapping[name] !== undefined) ?? names[0]!;
  return missing(wanted, mapping, 'a time');
}

function timeAt(
  name: TimeName,
  scope: Scope,
  { field, mapping, time }: Compiled,
  { localTime }: SourceOptions,
): number | typeof MISSING | Invalid {
  const at = time(field(name, scope), localTime);
  return typeof at === 'object' ? missing(name, mapping, at.expected) : at;
}

/** The field is called by its path, as that is what stands in the record. */
function missing(name: FieldName, mapping: Mapping, expected: string): Invalid {
  const field = mapping[name];
  return { kind: 'invalid', field: typeof field === 'string' ? field : name, expected };
}

function isName(value: string | number | boolean): boolean {
  return String(value).isWellFormed();
}
