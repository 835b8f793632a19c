import type { Room } from './room.js';

/** The number of a participant in a room; `numbers` is the room's own index of `participants`, kept beside it. */
export function participantNumber(room: Room, numbers: Map<string, number>, participantId: string): number {
  const known = numbers.get(participantId);
  if (known !== undefined) return known;
  const number = room.participants.length;
  room.participants.push(participantId);
  room.open.push(-1);
  numbers.set(participantId, number);
  return number;
}

/** The index of a room's participants, from its state. */
export function numbersOf(room: Room): Map<string, number> {
  return new Map(room.participants.map((id, number) => [id, number]));
}
