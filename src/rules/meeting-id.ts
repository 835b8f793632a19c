import type { EpochMs } from '../model/time.js';
import { uuidBytes, uuidV5OfLine, writeUuidV5OfLine } from '../model/uuid-v5.js';

/** Clause `meeting-id`: the project's namespace, chosen once. */
export const MEETING_NAMESPACE = '7c2f4f0e-6d1b-4a0e-9a57-2f1f6d3f9b61';

const namespace = uuidBytes(MEETING_NAMESPACE);

/** Clause `meeting-id`: the UUID of version 5 of the room and the exact start, the same on any machine, in any run. */
export function meetingId(room: string, start: EpochMs): string {
  return uuidV5OfLine(namespace, room, start);
}

/** Clause `meeting-id`: the same for a room in UTF-8, as UUID_LENGTH ASCII codes written into `target`. */
export function writeMeetingId(
  utf8: Uint8Array,
  from: number,
  to: number,
  start: EpochMs,
  target: Uint8Array,
  offset: number,
): void {
  writeUuidV5OfLine(namespace, utf8, from, to, start, target, offset);
}
