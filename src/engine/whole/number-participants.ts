import { CLEAR } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import { int32s } from '../small-arrays.js';
import {
  type GroupedEvents,
  idAt,
  participantAt,
  placeOf,
  setParticipant,
  typeAt,
} from './grouped-events.js';
import { lookAtText } from './look-at-text.js';
import { MOST_PROBES, slotsFor } from './text-numbers.js';

/** Tells apart the participants of a room who are known by texts. A table for one room is small, and so it is fast. */
export interface ParticipantTable {
  /** by hash, a number + 1 */
  readonly slots: Int32Array;
  /** by number: the hash of the id, the code under which it was told first, and the place of that in the room */
  readonly hashes: Int32Array;
  readonly codes: Int32Array;
  readonly places: Int32Array;
  /** the numbers of ids for which there was no slot near, as in `TextNumbers` */
  readonly crowded: Map<string, number>;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** With room for so many events of a room. */
export function createParticipantTable(most: number): ParticipantTable {
  return {
    slots: int32s(slotsFor(most)),
    hashes: int32s(most),
    codes: int32s(most),
    places: int32s(most),
    crowded: new Map(),
    looked: 0,
  };
}

/** Numbers the participants of a room: in place of the hash of the id each event gets the number of its participant. */
export function numberParticipants(table: ParticipantTable, events: GroupedEvents, room: number): void {
  const { slots, hashes, codes, places, crowded } = table;
  const { ids } = events;
  const begin = placeOf(events, room);
  const count = placeOf(events, room + 1) - begin;
  table.looked = lookAhead(events, begin, count);
  const mask = slotsFor(count) - 1;
  slots.fill(0, 0, mask + 1);
  // It makes new memory for what it holds, also if that was nothing.
  if (crowded.size > 0) crowded.clear();
  let numbers = 0;
  for (let i = 0; i < count; i++) {
    if (typeAt(events, begin + i) === CLEAR) continue;
    const hash = participantAt(events, begin + i);
    let slot = hash & mask;
    let number = NONE;
    let probes = 0;
    for (; slots[slot] !== 0 && probes < MOST_PROBES; slot = (slot + 1) & mask, probes++) {
      const known = slots[slot]! - 1;
      if (hashes[known] !== hash || ids[begin + places[known]!] !== ids[begin + i]) continue;
      number = known;
      break;
    }
    if (probes === MOST_PROBES) number = crowded.get(ids[begin + i]!) ?? NONE;
    if (number === NONE) {
      number = numbers++;
      hashes[number] = hash;
      codes[number] = idAt(events, begin + i);
      places[number] = i;
      if (probes < MOST_PROBES) slots[slot] = number + 1;
      else crowded.set(ids[begin + i]!, number);
    }
    setParticipant(events, begin + i, number);
  }
}

/** In a loop that decides nothing, so that all texts are waited for at once: they are spread over the memory of a log. */
function lookAhead({ ids }: GroupedEvents, begin: number, count: number): number {
  let looked = 0;
  for (let i = begin; i < begin + count; i++) looked ^= lookAtText(ids[i]!);
  return looked;
}
