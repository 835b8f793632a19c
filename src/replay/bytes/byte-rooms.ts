import * as F from '../../engine/flat/flat-state.js';
import { addBytes, createByteIndex, findBytes, removeBytes, spreadHash } from './byte-index.js';
import { type ByteNames, createByteNames } from './byte-names.js';
import { type ByteSlab, createByteSlab, keepBytes, keptBytes, lookAt } from './byte-slab.js';

/**
 * The rooms and participants that matter, found by the bytes of their names (those between the quotes of a JSON
 * string as JSON.stringify writes it), beside the engine's flat records of them.
 */
export interface ByteRooms {
  readonly state: F.FlatState;
  readonly names: ByteNames;
  readonly roomTexts: ByteSlab;
  readonly idTexts: ByteSlab;
  /** Finds a room, or adds it. */
  readonly roomOf: (bytes: Uint8Array, from: number, to: number, hash: number) => number;
  /** Finds a participant of a room, or adds it; may first forget others who no longer matter. */
  readonly participantOf: (room: number, bytes: Uint8Array, from: number, to: number, hash: number) => number;
  /** Forgets a room that is forgettable, and all of its participants. */
  readonly dropRoom: (room: number) => void;
  readonly roomName: (room: number) => string;
  readonly participantId: (participant: number) => string;
  /** Rooms, in no order. */
  readonly eachRoom: (visit: (room: number) => void) => void;
}

/** What a participant's record holds beside the engine's fields. */
const ID_LENGTH = F.FREE_FOR_NAMES;
const ID_HASH = F.FREE_FOR_NAMES + 1;
const ID_ROOM = F.FREE_FOR_NAMES + 2;
const ID_NEXT = F.FREE_FOR_NAMES + 3; // of the room
const ID_TEXT = F.FREE_FOR_NAMES + 4;

/** So many participants of a room are kept without asking whether they matter. */
const FEW = 8;

export function createByteRooms(): ByteRooms {
  const state = F.createFlatState();
  const roomTexts = createByteSlab(12, 0, 2);
  const roomIndex = createByteIndex(roomTexts, 1);
  // A participant's id lies in the engine's own record of the participant.
  const idTexts = createByteSlab(F.PERSON, ID_LENGTH, ID_TEXT, state.people);
  const idIndex = createByteIndex(idTexts, ID_HASH);
  const roomNames: (string | null)[] = [];
  const isLive: boolean[] = [];
  /** by room: the first of its participants, how many, and at how many to look who still matters */
  const first: number[] = [];
  const count: number[] = [];
  const crowdedAt: number[] = [];

  function roomOf(bytes: Uint8Array, from: number, to: number, hash: number): number {
    const spread = spreadHash(hash, 0);
    const known = findBytes(roomIndex, spread, -1, 0, bytes, from, to);
    if (known >= 0) return known;
    const room = F.addRoom(state);
    keepBytes(roomTexts, room, bytes, from, to);
    addBytes(roomIndex, spread, room);
    roomNames[room] = null;
    isLive[room] = true;
    first[room] = F.NONE;
    count[room] = 0;
    crowdedAt[room] = FEW;
    return room;
  }

  function participantOf(room: number, bytes: Uint8Array, from: number, to: number, hash: number): number {
    const spread = spreadHash(hash, room + 1);
    const known = findBytes(idIndex, spread, ID_ROOM, room, bytes, from, to);
    if (known >= 0) return known;
    if (count[room]! >= crowdedAt[room]!) forgetParticipants(room);
    const participant = F.addParticipant(state);
    if (idTexts.words !== state.people) lookAt(idTexts, state.people);
    keepBytes(idTexts, participant, bytes, from, to);
    addBytes(idIndex, spread, participant);
    state.people[participant * F.PERSON + ID_ROOM] = room;
    state.people[participant * F.PERSON + ID_NEXT] = first[room]!;
    first[room] = participant;
    count[room]!++;
    return participant;
  }

  /** Forgets who no longer matters, at a cost that those who came since have paid for. */
  function forgetParticipants(room: number): void {
    // Whoever is gathered at an instant that is still open is in no visit yet.
    if (state.roomLinks[room * F.ROOM_LINKS + F.DEED] !== F.NO_DEED) return;
    const { people } = state;
    let kept = F.NONE;
    let left = 0;
    for (let participant = first[room]!; participant !== F.NONE; ) {
      const p = participant * F.PERSON;
      const following = people[p + ID_NEXT]!;
      if (people[p + F.HOLDS] === 0) {
        removeBytes(idIndex, participant);
        F.removeParticipant(state, participant);
      } else {
        people[p + ID_NEXT] = kept;
        kept = participant;
        left++;
      }
      participant = following;
    }
    first[room] = kept;
    count[room] = left;
    crowdedAt[room] = Math.max(FEW, 2 * left);
  }

  function dropRoom(room: number): void {
    forgetParticipants(room);
    removeBytes(roomIndex, room);
    isLive[room] = false;
    F.removeRoom(state, room);
  }

  function roomName(room: number): string {
    roomNames[room] ??= textOf(keptBytes(roomTexts, room));
    return roomNames[room]!;
  }

  function participantId(participant: number): string {
    return textOf(keptBytes(idTexts, participant));
  }

  return {
    state,
    names: createByteNames(),
    roomTexts,
    idTexts,
    roomOf,
    participantOf,
    dropRoom,
    roomName,
    participantId,
    eachRoom(visit) {
      for (let room = 0; room < state.rooms; room++) if (isLive[room]) visit(room);
    },
  };
}

/** The text of a JSON string's bytes between the quotes. */
export function textOf(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  return text.includes('\\') ? (JSON.parse(`"${text}"`) as string) : text;
}

/** The bytes of a text as JSON.stringify writes it, without the quotes. */
export function bytesOf(text: string): Uint8Array {
  return Buffer.from(JSON.stringify(text).slice(1, -1), 'utf8');
}
