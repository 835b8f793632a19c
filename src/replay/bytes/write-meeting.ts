import type { CompiledRules } from '../../engine/compile-rules.js';
import * as F from '../../engine/flat/flat-state.js';
import { TIMES_A_UNIT, WORDS_A_UNIT } from '../../engine/flat/record-heap.js';
import type { Explanation } from '../../model/explanation.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { UUID_LENGTH } from '../../model/uuid-v5.js';
import { writeMeetingId } from '../../rules/meeting-id.js';
import { isOngoing } from '../../rules/ongoing.js';
import { compareRecords, type RecordKey } from '../../rules/participants.js';
import {
  type ByteBuffer,
  makeRoom,
  phrase,
  writeByte,
  writeBytes,
  writeDoubles,
  writePhrase,
  writeWhole,
} from './byte-buffer.js';
import type { ByteRooms } from './byte-rooms.js';
import { textOf } from './byte-text.js';
import type { ByteVisits } from './byte-visits.js';
import {
  HAS_APART,
  HAS_LEAVE_NAMES,
  idLengthIn,
  leaveNamesOf,
  NO_TEXT,
  spaceFor,
  TEXTS,
  userIdLengthIn,
  userNameLengthIn,
} from './visit-words.js';

const ID = phrase('{"id":"');
const ROOM = phrase('","room":"');
const START_TIME = phrase('","start_time":');
const DURATION = phrase(',"duration":');
const ONGOING = phrase(',"ongoing":true,"max_participants":');
const FINISHED = phrase(',"ongoing":false,"max_participants":');
const PARTICIPANTS = phrase(',"participants":[');
const NO_USER_ID = phrase('{"user_id":null,"participant_id":"');
const USER_ID = phrase('{"user_id":"');
const PARTICIPANT_ID = phrase('","participant_id":"');
const NO_USER_NAME = phrase('","user_name":null,"join_time":');
const USER_NAME = phrase('","user_name":"');
const JOIN_TIME = phrase('","join_time":');
const JOIN_AT = phrase(',"join_at":');
const LEAVE_AT = phrase(',"leave_at":');
const START_AT = phrase('],"start_at":');
const END_AT = phrase(',"end_at":');
const NULL = phrase('null');
const EXPLANATION = phrase(',"explanation":');
const END_PARTICIPANTS = phrase(']');
const END = phrase('}\n');
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const CLOSE = 0x7d;

/** More than all the fixed parts and numbers of a meeting, or of a record with short texts, together. */
const FIXED = 512;

/** The visits that have a record, and their clipped joins, reused for meeting after meeting. */
let visits = new Int32Array(64);
let joins = new Float64Array(64);

/**
 * Writes the meeting of a room's session as one line of NDJSON, the same bytes as JSON.stringify gives for the meeting
 * object (section 4 of SPEC.md), with the exact instants behind the documented fields if asked for, and its explanation if
 * there is one. `end` is `NEVER` while it runs.
 */
export function writeMeeting(
  buffer: ByteBuffer,
  rooms: ByteRooms,
  byteVisits: ByteVisits,
  room: number,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
  isExact: boolean,
  explanation: Explanation | null,
): void {
  const { state } = byteVisits;
  const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
  makeRoom(buffer, FIXED + rooms.nameLength(room));
  writePhrase(buffer, ID);
  const idAt = buffer.length;
  buffer.length += UUID_LENGTH;
  writePhrase(buffer, ROOM);
  const nameAt = buffer.length;
  rooms.writeName(buffer, room);
  writeId(buffer, idAt, nameAt, start);
  writePhrase(buffer, START_TIME);
  writeWhole(buffer, rules.listedTime(start));
  writePhrase(buffer, DURATION);
  writeWhole(buffer, rules.wholeDuration(start, rules.endAsOf(end, asOf)));
  writePhrase(buffer, isOngoing(end) ? ONGOING : FINISHED);
  writeWhole(buffer, state.roomLinks[room * F.ROOM_LINKS + F.MAX]!);
  writePhrase(buffer, PARTICIPANTS);
  const count = collectVisits(byteVisits, room, start, end, asOf, rules);
  for (let i = 0; i < count; i++) {
    if (i > 0) writeByte(buffer, COMMA);
    writeRecord(buffer, byteVisits, visits[i]!, joins[i]!, end, asOf, rules, isExact);
  }
  if (isExact) writeBounds(buffer, start, end);
  else writePhrase(buffer, END_PARTICIPANTS);
  if (explanation !== null) writeExplanation(buffer, explanation);
  writePhrase(buffer, END);
}

function writeBounds(buffer: ByteBuffer, start: EpochMs, end: EpochMs): void {
  makeRoom(buffer, FIXED);
  writePhrase(buffer, START_AT);
  writeWhole(buffer, start);
  writePhrase(buffer, END_AT);
  writeInstant(buffer, end);
}

/** Not as fast as the rest, for it is written of a meeting at most, and only where it is asked for. */
function writeExplanation(buffer: ByteBuffer, explanation: Explanation): void {
  const json = Buffer.from(JSON.stringify(explanation), 'utf8');
  makeRoom(buffer, json.length + FIXED);
  writePhrase(buffer, EXPLANATION);
  writeBytes(buffer, json);
}

/** Writes an instant that may not have come. */
function writeInstant(buffer: ByteBuffer, at: EpochMs): void {
  if (at === NEVER) writePhrase(buffer, NULL);
  else writeWhole(buffer, at);
}

/** Writes the id of a meeting whose room's name has been written last: that is what it is made of. */
function writeId({ bytes, length }: ByteBuffer, idAt: number, nameAt: number, start: EpochMs): void {
  if (!hasByte(bytes, BACKSLASH, nameAt, length)) {
    writeMeetingId(bytes, nameAt, length, start, bytes, idAt);
  } else {
    const name = Buffer.from(textOf(bytes.subarray(nameAt, length)), 'utf8');
    writeMeetingId(name, 0, name.length, start, bytes, idAt);
  }
}

function hasByte(bytes: Uint8Array, byte: number, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (bytes[i] === byte) return true;
  return false;
}

/** Finds the visits with a record, in their order, and says how many; they come in order of join, so that few need moving. */
function collectVisits(
  byteVisits: ByteVisits,
  room: number,
  start: EpochMs,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): number {
  const { state } = byteVisits;
  const { words, times } = state.heap;
  const listed = state.roomLinks[room * F.ROOM_LINKS + F.VISITS]!;
  const list = F.visitListOf(state, room);
  if (listed > visits.length) {
    visits = new Int32Array(2 * listed);
    joins = new Float64Array(2 * listed);
  }
  let count = 0;
  let isSorted = true;
  for (let i = F.pastGap(state, 0); i < listed; i = F.pastGap(state, i + 1)) {
    const visit = words[list + i]!;
    if (F.isToCome(state, visit, end)) break;
    const join = times[visit * TIMES_A_UNIT + F.JOIN_AT]!;
    const leave = times[visit * TIMES_A_UNIT + F.LEAVE_AT]!;
    if (!rules.overlapsSession(join, leave, start, end) || !rules.isAdmitted(join, leave, asOf)) continue;
    const from = rules.clippedJoin(join, start);
    // Only records of one instant need more than their joins to be told apart.
    if (count > 0 && isSorted && joins[count - 1]! >= from) {
      const before = keyOf(byteVisits, visits[count - 1]!, joins[count - 1]!);
      isSorted = compareRecords(before, keyOf(byteVisits, visit, from)) <= 0;
    }
    visits[count] = visit;
    joins[count++] = from;
  }
  if (!isSorted) sortVisits(byteVisits, count);
  return count;
}

function sortVisits(byteVisits: ByteVisits, count: number): void {
  const keys = Array.from(visits.subarray(0, count), (visit, i) => ({
    visit,
    ...keyOf(byteVisits, visit, joins[i]!),
  }));
  keys.sort(compareRecords).forEach(({ visit, join }, i) => {
    visits[i] = visit;
    joins[i] = join;
  });
}

function keyOf({ idOf }: ByteVisits, visit: number, join: EpochMs): RecordKey {
  return { join, participant_id: idOf(visit) };
}

function writeRecord(
  buffer: ByteBuffer,
  byteVisits: ByteVisits,
  visit: number,
  from: EpochMs,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
  isExact: boolean,
): void {
  const { words, times } = byteVisits.state.heap;
  const v = visit * TIMES_A_UNIT;
  const flags = words[visit * WORDS_A_UNIT + F.FLAGS]!;
  const leave = times[v + F.LEAVE_AT]!;
  makeRoom(buffer, FIXED);
  if ((flags & (HAS_APART | HAS_LEAVE_NAMES)) === 0) writeTexts(buffer, times, v, flags);
  else writeOtherTexts(buffer, byteVisits, visit, leave, end, rules);
  writeWhole(buffer, rules.listedTime(from));
  writePhrase(buffer, DURATION);
  const to = rules.clippedLeave(leave, end);
  writeWhole(buffer, rules.wholeDuration(from, rules.endAsOf(to, asOf)));
  if (isExact) {
    writePhrase(buffer, JOIN_AT);
    writeWhole(buffer, from);
    writePhrase(buffer, LEAVE_AT);
    writeInstant(buffer, to);
  }
  writeByte(buffer, CLOSE);
}

/** Writes what comes before the join time, of a visit whose texts are all in its record: those of its join. */
function writeTexts(buffer: ByteBuffer, times: Float64Array, v: number, flags: number): void {
  const idLength = idLengthIn(flags);
  const userIdLength = userIdLengthIn(flags);
  const userNameLength = userNameLengthIn(flags);
  const idAt = v + (TEXTS >> 1);
  const userIdAt = idAt + (spaceFor(idLength) >> 1);
  if (userIdLength === NO_TEXT) {
    writePhrase(buffer, NO_USER_ID);
  } else {
    writePhrase(buffer, USER_ID);
    writeDoubles(buffer, times, userIdAt, userIdLength);
    writePhrase(buffer, PARTICIPANT_ID);
  }
  writeDoubles(buffer, times, idAt, idLength);
  if (userNameLength === NO_TEXT) {
    writePhrase(buffer, NO_USER_NAME);
  } else {
    writePhrase(buffer, USER_NAME);
    writeDoubles(buffer, times, userIdAt + (spaceFor(userIdLength) >> 1), userNameLength);
    writePhrase(buffer, JOIN_TIME);
  }
}

/** The same where a text is long, or may be the leave's. */
function writeOtherTexts(
  buffer: ByteBuffer,
  byteVisits: ByteVisits,
  visit: number,
  leave: EpochMs,
  end: EpochMs,
  rules: CompiledRules,
): void {
  const { words } = byteVisits.state.heap;
  const joined = byteVisits.namesOf(visit);
  const isNamed = (words[visit * WORDS_A_UNIT + F.FLAGS]! & HAS_LEAVE_NAMES) !== 0;
  const left = isNamed ? byteVisits.namesOf(leaveNamesOf(words, visit)) : null;
  const userId = rules.recordName(joined.userId, left?.userId ?? null, leave, end);
  const userName = rules.recordName(joined.userName, left?.userName ?? null, leave, end);
  const id = byteVisits.idBytes(visit);
  makeRoom(buffer, FIXED + id.length + (userId?.length ?? 0) + (userName?.length ?? 0));
  if (userId === null) {
    writePhrase(buffer, NO_USER_ID);
  } else {
    writePhrase(buffer, USER_ID);
    writeBytes(buffer, userId);
    writePhrase(buffer, PARTICIPANT_ID);
  }
  writeBytes(buffer, id);
  if (userName === null) {
    writePhrase(buffer, NO_USER_NAME);
  } else {
    writePhrase(buffer, USER_NAME);
    writeBytes(buffer, userName);
    writePhrase(buffer, JOIN_TIME);
  }
}
