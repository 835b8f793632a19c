import { isUtf8 } from 'node:buffer';
import { CLEAR, JOIN, LEAVE } from '../../engine/flat/gather-event.js';
import { takeText } from '../../formats/read-lines.js';
import type { LateEvent } from '../../model/anomaly.js';
import type { ValidEvent } from '../../model/event.js';
import { parseTime } from '../../model/parse-time.js';
import { MS_PER_UNIT, unitBySize } from '../../model/time-unit.js';
import { isEvent } from '../../rules/event.js';
import type { LogAccount } from '../log-account.js';
import { isBlank, readRecord, type UnitReading } from '../read-record.js';
import { bytesOf, textOf } from './byte-rooms.js';
import { createScannedLine, hashBytes, type ScannedLine, scanLine } from './scan-line.js';

/** Takes an accepted event, as ranges of bytes that are good for the length of the call. */
export type TakeEvent = (bytes: Uint8Array, line: ScannedLine) => void;

/**
 * Reads lines of bytes as events: those of the usual shape by scanning, all others on the general path, whose word
 * stands for what is right, what is wrong and why.
 */
export function readByteLine(account: LogAccount, take: TakeEvent) {
  const scanned = createScannedLine();
  let scratch = Buffer.alloc(1024);
  let checked: Buffer | null = null;
  let isSound = false;

  return function readLine(
    bytes: Buffer,
    from: number,
    to: number,
    line: number,
    isTooLong: boolean,
    units: UnitReading,
  ): void {
    if (bytes !== checked) {
      // Whether bytes are UTF-8 is asked once for all lines of a chunk.
      checked = bytes;
      isSound = isUtf8(bytes.subarray(from, Math.max(to, bytes.lastIndexOf(0x0a))));
    }
    if (isSound && !isTooLong && units.unit !== null && scanLine(bytes, from, to, scanned)) {
      const fits = units.asked !== 'auto' || unitBySize(scanned.at) === units.unit;
      const at = units.unit === 'ms' ? scanned.at : parseTime(scanned.at, MS_PER_UNIT[units.unit]);
      if (fits && typeof at === 'number') {
        scanned.at = at;
        account.count();
        offer(bytes, scanned);
        return;
      }
    }
    takeText(bytes, from, to, line, isTooLong, (text, number, problem) => {
      if (problem === null && isBlank(text)) return;
      account.count();
      const wasDecided = units.unit !== null;
      const read = readRecord(text, number, problem, units);
      if (!wasDecided) account.decideUnit(number);
      if (isEvent(read)) offer(...encode(read));
      else account.refuse(read, number, text);
    });
  };

  function offer(bytes: Uint8Array, event: ScannedLine): void {
    const verdict = account.judge(event.at, account.choosesRooms ? roomName(bytes, event) : null);
    if (verdict === 'used') take(bytes, event);
    else if (verdict === 'late') account.reportLate(lateEvent(bytes, event));
  }

  /** Writes an event as the bytes that a line of the usual shape would have, and their ranges. */
  function encode(event: ValidEvent): [Uint8Array, ScannedLine] {
    const texts = [event.room, event.participant_id, event.user_id, event.user_name].map((text) =>
      text === null ? null : bytesOf(text),
    );
    const ends: number[] = [];
    let end = 0;
    for (const text of texts) {
      end += text?.length ?? 0;
      ends.push(end);
    }
    if (scratch.length < end) scratch = Buffer.alloc(end * 2);
    texts.forEach((text, i) => {
      if (text !== null) scratch.set(text, i === 0 ? 0 : ends[i - 1]!);
    });
    const [roomTo = 0, idTo = 0, userIdTo = 0, userNameTo = 0] = ends;
    scanned.type = event.type === 'join' ? JOIN : event.type === 'leave' ? LEAVE : CLEAR;
    scanned.at = event.at;
    scanned.roomFrom = 0;
    scanned.roomTo = roomTo;
    scanned.roomHash = hashBytes(scratch, 0, roomTo);
    scanned.idFrom = roomTo;
    scanned.idTo = idTo;
    scanned.idHash = hashBytes(scratch, roomTo, idTo);
    scanned.userIdFrom = texts[2] === null ? -1 : idTo;
    scanned.userIdTo = userIdTo;
    scanned.userNameFrom = texts[3] === null ? -1 : userIdTo;
    scanned.userNameTo = userNameTo;
    return [scratch, scanned];
  }
}

function roomName(bytes: Uint8Array, { roomFrom, roomTo }: ScannedLine): string {
  return textOf(bytes.subarray(roomFrom, roomTo));
}

function lateEvent(bytes: Uint8Array, event: ScannedLine): Omit<LateEvent, 'code'> {
  const { type, idFrom, idTo, at } = event;
  return {
    type: type === JOIN ? 'join' : type === LEAVE ? 'leave' : 'clear',
    room: roomName(bytes, event),
    participant_id: type === CLEAR ? null : textOf(bytes.subarray(idFrom, idTo)),
    at,
  };
}
