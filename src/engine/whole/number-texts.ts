import { addSlot, createSlotTable, firstSlot, nextSlot, type SlotTable, spread } from '../flat/slot-table.js';

/** Texts and the numbers that stand for them, from 0 on: the same text has the same number. */
export interface TextNumbers {
  readonly texts: string[];
  readonly table: SlotTable;
}

export function createTextNumbers(): TextNumbers {
  return { texts: [], table: createSlotTable() };
}

/** The number of a text, NONE if it has none yet. */
export function findText({ texts, table }: TextNumbers, text: string, hash: number): number {
  const { slots } = table;
  let slot = firstSlot(slots, hash);
  for (; slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    if (slots[slot] === hash && texts[slots[slot + 1]! - 1] === text) break;
  }
  return slots[slot + 1]! - 1;
}

/** Numbers a text that has no number yet. */
export function addText({ texts, table }: TextNumbers, text: string, hash: number): number {
  const number = texts.push(text) - 1;
  addSlot(table, hash, number);
  return number;
}

/** The number of a text, which it gets if it has none. */
export function numberOfText(numbers: TextNumbers, text: string): number {
  const hash = hashText(text);
  const known = findText(numbers, text, hash);
  return known >= 0 ? known : addText(numbers, text, hash);
}

/** A hash of a text. */
export function hashText(text: string): number {
  const { length } = text;
  let hash = length;
  for (let i = 0; i < length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return spread(hash);
}
