import type { CompiledRules } from '../../engine/compile-rules.js';
import * as F from '../../engine/flat/flat-state.js';
import type { EpochMs } from '../../model/time.js';
import { meetingIdCodes } from '../../rules/meeting-id.js';
import { isOngoing } from '../../rules/ongoing.js';
import { compareRecords, type RecordKey } from '../../rules/participants.js';
import { ascii, type ByteBuffer, makeRoom, writeAscii, writeWhole } from './byte-buffer.js';
import { copyName, hasName, NO_NAMES, nameLength } from './byte-names.js';
import type { ByteRooms } from './byte-rooms.js';
import { copyKept, lengthOf } from './byte-slab.js';

const ID = ascii('{"id":"');
const ROOM = ascii('","room":"');
const START_TIME = ascii('","start_time":');
const DURATION = ascii(',"duration":');
const ONGOING = ascii(',"ongoing":true,"max_participants":');
const FINISHED = ascii(',"ongoing":false,"max_participants":');
const PARTICIPANTS = ascii(',"participants":[');
const USER_ID = ascii('{"user_id":');
const PARTICIPANT_ID = ascii(',"participant_id":"');
const USER_NAME = ascii('","user_name":');
const JOIN_TIME = ascii(',"join_time":');
const NULL = ascii('null');
const END = ascii(']}\n');
const QUOTE = 0x22;
const COMMA = 0x2c;
const CLOSE = 0x7d;

/** More than all the fixed parts and numbers of a meeting, or of a record, together. */
const FIXED = 320;

/** The visits that have a record, and their clipped joins, reused for meeting after meeting. */
const visits: number[] = [];
const joins: EpochMs[] = [];

/**
 * Writes the meeting of a room's session as one line of NDJSON, the same bytes as JSON.stringify gives for the meeting
 * object (section 4 of SPEC.md). `end` is `NEVER` while it runs.
 */
export function writeMeeting(
  buffer: ByteBuffer,
  rooms: ByteRooms,
  room: number,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): void {
  const { state } = rooms;
  const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
  makeRoom(buffer, FIXED + lengthOf(rooms.roomTexts, room));
  writeAscii(buffer, ID);
  writeId(buffer, meetingIdCodes(rooms.roomName(room), start));
  writeAscii(buffer, ROOM);
  buffer.length = copyKept(rooms.roomTexts, room, buffer.bytes, buffer.length);
  writeAscii(buffer, START_TIME);
  writeWhole(buffer, rules.listedTime(start));
  writeAscii(buffer, DURATION);
  writeWhole(buffer, rules.wholeDuration(start, rules.endAsOf(end, asOf)));
  writeAscii(buffer, isOngoing(end) ? ONGOING : FINISHED);
  writeWhole(buffer, state.roomLinks[room * F.ROOM_LINKS + F.MAX]!);
  writeAscii(buffer, PARTICIPANTS);
  const count = collectVisits(rooms, room, start, end, asOf, rules);
  for (let i = 0; i < count; i++) {
    if (i > 0) buffer.bytes[buffer.length++] = COMMA;
    writeRecord(buffer, rooms, visits[i]!, joins[i]!, end, asOf, rules);
  }
  writeAscii(buffer, END);
}

function writeId(buffer: ByteBuffer, codes: readonly number[]): void {
  const { bytes, length } = buffer;
  for (let i = 0; i < codes.length; i++) bytes[length + i] = codes[i]!;
  buffer.length = length + codes.length;
}

/** Finds the visits with a record, in their order; visits come in order of join, so that few need moving. */
function collectVisits(
  rooms: ByteRooms,
  room: number,
  start: EpochMs,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): number {
  const { roomLinks, visitLinks, visitTimes } = rooms.state;
  let count = 0;
  let isSorted = true;
  let visit = roomLinks[room * F.ROOM_LINKS + F.FIRST_VISIT]!;
  while (visit !== F.NONE) {
    const join = visitTimes[visit * F.VISIT_TIMES + F.JOIN_AT]!;
    const leave = visitTimes[visit * F.VISIT_TIMES + F.LEAVE_AT]!;
    if (rules.overlapsSession(join, leave, start, end) && rules.isAdmitted(join, leave, asOf)) {
      const from = rules.clippedJoin(join, start);
      // Only records of one instant need more than their joins to be told apart.
      if (count > 0 && isSorted && joins[count - 1]! >= from) {
        isSorted =
          compareRecords(keyOf(rooms, visits[count - 1]!, joins[count - 1]!), keyOf(rooms, visit, from)) <= 0;
      }
      visits[count] = visit;
      joins[count++] = from;
    }
    visit = visitLinks[visit * F.VISIT_LINKS + F.NEXT_VISIT]!;
  }
  if (!isSorted) sortVisits(rooms, count);
  return count;
}

function sortVisits(rooms: ByteRooms, count: number): void {
  const keys = Array.from({ length: count }, (_, i) => ({
    visit: visits[i]!,
    ...keyOf(rooms, visits[i]!, joins[i]!),
  }));
  keys.sort(compareRecords).forEach(({ visit, join }, i) => {
    visits[i] = visit;
    joins[i] = join;
  });
}

function keyOf({ state, participantId }: ByteRooms, visit: number, join: EpochMs): RecordKey {
  return { join, participant_id: participantId(state.visitLinks[visit * F.VISIT_LINKS + F.BY]!) };
}

function writeRecord(
  buffer: ByteBuffer,
  rooms: ByteRooms,
  visit: number,
  from: EpochMs,
  end: EpochMs,
  asOf: EpochMs,
  rules: CompiledRules,
): void {
  const { state, names, idTexts } = rooms;
  const v = visit * F.VISIT_LINKS;
  const participant = state.visitLinks[v + F.BY]!;
  const joinRef = state.visitLinks[v + F.JOIN_REF]!;
  const leaveRef = state.visitLinks[v + F.LEAVE_REF]!;
  const leave = state.visitTimes[visit * F.VISIT_TIMES + F.LEAVE_AT]!;
  const userId = nameRef(rooms, joinRef, leaveRef, 0, leave, end, rules);
  const userName = nameRef(rooms, joinRef, leaveRef, 1, leave, end, rules);
  const lengths =
    nameLength(names, userId, 0) + nameLength(names, userName, 1) + lengthOf(idTexts, participant);
  makeRoom(buffer, FIXED + lengths);
  writeAscii(buffer, USER_ID);
  writeName(buffer, rooms, userId, 0);
  writeAscii(buffer, PARTICIPANT_ID);
  buffer.length = copyKept(idTexts, participant, buffer.bytes, buffer.length);
  writeAscii(buffer, USER_NAME);
  writeName(buffer, rooms, userName, 1);
  writeAscii(buffer, JOIN_TIME);
  writeWhole(buffer, rules.listedTime(from));
  writeAscii(buffer, DURATION);
  writeWhole(buffer, rules.wholeDuration(from, rules.endAsOf(rules.clippedLeave(leave, end), asOf)));
  buffer.bytes[buffer.length++] = CLOSE;
}

/** Which reference a record's name is taken from (clause `names`), NO_NAMES for null. */
function nameRef(
  { names }: ByteRooms,
  joinRef: number,
  leaveRef: number,
  which: number,
  leave: EpochMs,
  end: EpochMs,
  rules: CompiledRules,
): number {
  const ofJoin = hasName(names, joinRef, which) ? joinRef : null;
  const ofLeave = hasName(names, leaveRef, which) ? leaveRef : null;
  return rules.recordName(ofJoin, ofLeave, leave, end) ?? NO_NAMES;
}

function writeName(buffer: ByteBuffer, { names }: ByteRooms, ref: number, which: number): void {
  if (ref === NO_NAMES) {
    writeAscii(buffer, NULL);
    return;
  }
  buffer.bytes[buffer.length++] = QUOTE;
  buffer.length = copyName(names, ref, which, buffer.bytes, buffer.length);
  buffer.bytes[buffer.length++] = QUOTE;
}
