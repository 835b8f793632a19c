import type { EpochMs } from '../model/time.js';
import { uuidBytes, uuidV5CodesOfLine, uuidV5OfLine } from '../model/uuid-v5.js';

/** Clause `meeting-id`: the project's namespace, chosen once. */
export const MEETING_NAMESPACE = '7c2f4f0e-6d1b-4a0e-9a57-2f1f6d3f9b61';

const namespace = uuidBytes(MEETING_NAMESPACE);

/** Clause `meeting-id`: the UUID of version 5 of the room and the exact start, the same on any machine, in any run. */
export function meetingId(room: string, start: EpochMs): string {
  return uuidV5OfLine(namespace, room, start);
}

/** Clause `meeting-id`: the same as 36 ASCII codes, in an array that the next call uses again. */
export function meetingIdCodes(room: string, start: EpochMs): readonly number[] {
  return uuidV5CodesOfLine(namespace, room, start);
}
