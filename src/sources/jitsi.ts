import { clearOf, joinOf, leaveOf, presenceIn, stayOf, UNDELIVERED } from './facts.js';
import { type Fields, fieldsOf } from './fields.js';
import { readTime } from './read-time.js';
import type { Fact, Presence, Recognition, Source, SourceOptions } from './source.js';
import { isTrue, readKey, readText } from './text-field.js';
import { type InvalidFact, ignored, invalid, invalidTime } from './unusable.js';

/**
 * Jitsi's `event_sync` module for Prosody: `muc-occupant-joined`, `muc-occupant-left`, and `muc-room-destroyed`, which tells the stay of
 * everyone who ever joined and that the room is empty. `muc-room-created` is ignored by its type.
 *
 * - All times are whole seconds of one clock, and every copy of a join time is the same.
 * - Messages have neither id nor time of their own; redeliveries are equal in every field.
 * - The room's name is the key: it has none for its sessions. Occupants are known by their full JID, which someone may have again;
 *   `all_occupants` then has the last stay alone.
 * - Messages of breakout rooms bear the main room's name, with `breakout_room_id`; by option. The end of a breakout room does not clear
 *   the main room it is merged with.
 * - An empty list of occupants may come as an empty object, as Lua has one kind of table.
 *
 * Source: jitsi-contrib/prosody-plugins, event_sync, README.md and mod_event_sync_component.lua.
 */
export const jitsi: Source = {
  name: 'jitsi',
  title: 'Jitsi (event_sync of Prosody)',
  recognise,
  read,
};

const SECONDS = 'a time in seconds since the Unix epoch';

function recognise(payload: unknown): Recognition {
  const fields = fieldsOf(payload);
  if (fields === null || !readText(fields.event_name)?.startsWith('muc-')) return 'no';
  return 'room_jid' in fields || 'room_name' in fields ? 'yes' : 'maybe';
}

function read(payload: unknown, options: SourceOptions): Fact[] {
  const fields = fieldsOf(payload);
  if (fields === null) return [invalid(null, 'a message of event_sync as a JSON object')];
  const event = readText(fields.event_name);
  if (event === null) return [invalid('event_name', 'the name of an event of event_sync')];
  const isPresence = ['muc-occupant-joined', 'muc-occupant-left', 'muc-room-destroyed'].includes(event);
  if (!isPresence) return [ignored(event)];
  const isBreakout = isTrue(fields.is_breakout);
  if (isBreakout && options.breakouts === null) return [ignored(event, 'breakout')];
  const room = readRoom(fields, isBreakout, options);
  if (typeof room !== 'string') return [room];
  if (event === 'muc-room-destroyed') {
    return [...readOccupants(room, fields), ...readEnd(room, fields, isBreakout, options)];
  }
  const occupant = fieldsOf(fields.occupant);
  if (occupant === null) return [invalid('occupant', 'an occupant as a JSON object')];
  return [event === 'muc-occupant-joined' ? readJoin(room, occupant) : readLeave(room, occupant)];
}

function readJoin(room: string, occupant: Fields): Fact {
  const who = readWho(room, occupant, 'occupant.');
  if ('kind' in who) return who;
  const at = readTime(occupant.joined_at, 's');
  if (typeof at !== 'number') return invalidTime('occupant.joined_at', at, SECONDS);
  return joinOf(who, at, UNDELIVERED);
}

function readLeave(room: string, occupant: Fields): Fact {
  const who = readWho(room, occupant, 'occupant.');
  if ('kind' in who) return who;
  const at = readTime(occupant.left_at, 's');
  if (typeof at !== 'number') return invalidTime('occupant.left_at', at, SECONDS);
  const joinedAt = readTime(occupant.joined_at, 's');
  const joined_at = typeof joinedAt === 'number' && joinedAt <= at ? joinedAt : null;
  return leaveOf(who, at, joined_at, UNDELIVERED);
}

function readOccupants(room: string, fields: Fields): Fact[] {
  const occupants = fields.all_occupants ?? [];
  if (Array.isArray(occupants)) return occupants.map((occupant, index) => readStay(room, occupant, index));
  const isEmpty = Object.keys(fieldsOf(occupants) ?? { none: true }).length === 0;
  return isEmpty ? [] : [invalid('all_occupants', 'a list of occupants')];
}

function readStay(room: string, value: unknown, index: number): Fact {
  const prefix = `all_occupants[${index}].`;
  const occupant = fieldsOf(value);
  if (occupant === null) return invalid(prefix.slice(0, -1), 'an occupant as a JSON object');
  const who = readWho(room, occupant, prefix);
  if ('kind' in who) return who;
  const joined_at = readTime(occupant.joined_at, 's');
  if (typeof joined_at !== 'number') return invalidTime(`${prefix}joined_at`, joined_at, SECONDS);
  const leftAt = readTime(occupant.left_at, 's');
  if (typeof leftAt !== 'number' && leftAt !== 'missing')
    return invalidTime(`${prefix}left_at`, leftAt, SECONDS);
  const left_at = leftAt === 'missing' ? null : leftAt;
  if (left_at !== null && left_at < joined_at)
    return invalid(`${prefix}left_at`, 'a time not before `joined_at`');
  return stayOf(who, joined_at, left_at, UNDELIVERED);
}

/** The main room is destroyed when it and all its breakout rooms are empty; a breakout room says nothing of the others. */
function readEnd(room: string, fields: Fields, isBreakout: boolean, { breakouts }: SourceOptions): Fact[] {
  if (isBreakout && breakouts === 'merge') return [];
  const at = readTime(fields.destroyed_at, 's');
  if (typeof at !== 'number') return [invalidTime('destroyed_at', at, SECONDS)];
  return [clearOf({ room, session: null }, at, UNDELIVERED)];
}

function readWho(room: string, occupant: Fields, prefix: string): Presence | InvalidFact {
  const participant_id = readKey(occupant.occupant_jid);
  if (participant_id === null) return invalid(`${prefix}occupant_jid`, 'the JID of an occupant');
  const user_id = readText(occupant.id, occupant.email);
  return presenceIn({ room, session: null }, participant_id, user_id, readText(occupant.name));
}

function readRoom(fields: Fields, isBreakout: boolean, { breakouts }: SourceOptions): string | InvalidFact {
  const main = readKey(fields.room_name, readText(fields.room_jid)?.split('@')[0]);
  if (main === null) return invalid('room_name', 'the name of a room');
  if (!isBreakout || breakouts === 'merge') return main;
  const breakout = readKey(fields.breakout_room_id);
  return breakout === null ? invalid('breakout_room_id', 'the id of a breakout room') : `${main}/${breakout}`;
}
