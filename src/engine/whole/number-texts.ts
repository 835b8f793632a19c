import { CLEAR } from '../flat/event-types.js';
import { NONE } from '../flat/none.js';
import {
  type GroupedEvents,
  participantAt,
  placeOf,
  rowAt,
  setParticipant,
  typeAt,
} from './grouped-events.js';
import type { LogTexts } from './log-texts.js';

/** Tells apart the participants of a room who are known by texts. A table for one room is small, and so it is fast. */
export interface TextTable {
  /** the texts of the room's events */
  readonly texts: string[];
  /** by hash, a number + 1 */
  readonly slots: Int32Array;
  /** by number: the hash of the text, the row that told it first, and the place of that in the room */
  readonly hashes: Int32Array;
  readonly rows: Int32Array;
  readonly places: Int32Array;
  /** what was seen by looking ahead, of no meaning: a result, so that it is not optimised away */
  looked: number;
}

/** With room for so many events of a room. */
export function createTextTable(most: number): TextTable {
  return {
    texts: [],
    slots: new Int32Array(slotsFor(most)),
    hashes: new Int32Array(most),
    rows: new Int32Array(most),
    places: new Int32Array(most),
    looked: 0,
  };
}

/**
 * Numbers the participants of a room: in place of the hash of the text each event gets a number, whose row is that of
 * the participant's first event in the room.
 */
export function numberTexts(table: TextTable, events: GroupedEvents, room: number, texts: LogTexts): void {
  const { slots, hashes, rows, places } = table;
  const begin = placeOf(events, room);
  const count = placeOf(events, room + 1) - begin;
  takeTexts(table, events, begin, count, texts);
  const mask = slotsFor(count) - 1;
  slots.fill(0, 0, mask + 1);
  let numbers = 0;
  for (let i = 0; i < count; i++) {
    if (typeAt(events, begin + i) === CLEAR) continue;
    const hash = participantAt(events, begin + i);
    let slot = hash & mask;
    let number = NONE;
    for (; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const known = slots[slot]! - 1;
      if (hashes[known] !== hash || table.texts[places[known]!] !== table.texts[i]) continue;
      number = known;
      break;
    }
    if (number === NONE) {
      number = numbers++;
      hashes[number] = hash;
      rows[number] = rowAt(events, begin + i);
      places[number] = i;
      slots[slot] = number + 1;
    }
    setParticipant(events, begin + i, number);
  }
}

/** In loops that decide nothing, so that all texts are waited for at once: they are spread over the memory of a log. */
function takeTexts(
  table: TextTable,
  events: GroupedEvents,
  begin: number,
  count: number,
  { participants }: LogTexts,
): void {
  const { texts } = table;
  for (let i = 0; i < count; i++) {
    if (typeAt(events, begin + i) === CLEAR) texts[i] = '';
    else texts[i] = participants[rowAt(events, begin + i)]!;
  }
  let looked = 0;
  for (let i = 0; i < count; i++) looked ^= texts[i]!.length;
  table.looked = looked;
}

/** A power of two, at least twice the number of texts. */
function slotsFor(texts: number): number {
  return 2 << (32 - Math.clz32(texts));
}
