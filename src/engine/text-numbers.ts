import { NONE } from './flat/none.js';
import { addSlot, createSlotTable, firstSlot, nextSlot, type SlotTable, spread } from './flat/slot-table.js';
import { hashText } from './whole/hash-text.js';

/**
 * Texts and the numbers that stand for them, from 0 on: the same text has the same number. A short text of characters
 * below U+0100 is kept packed, too, four in a word, so that finding it needs no memory but its record's.
 */
export interface TextNumbers {
  readonly texts: string[];
  readonly table: SlotTable;
  /** by number: the length, NONE for a text that is not packed, then the characters */
  records: Int32Array;
  /** the same for the text that is looked for, and its hash */
  readonly sought: Int32Array;
  hash: number;
}

const RECORD = 8;
const LONGEST = (RECORD - 1) * 4;

export function createTextNumbers(): TextNumbers {
  const [records, sought] = [new Int32Array(64 * RECORD), new Int32Array(RECORD)];
  return { texts: [], table: createSlotTable(), records, sought, hash: 0 };
}

/** The number of a text, NONE if it has none yet: then `addText` may give it one. */
export function findText(numbers: TextNumbers, text: string): number {
  pack(numbers, text);
  const { hash, table } = numbers;
  const { slots } = table;
  let slot = firstSlot(slots, hash);
  for (; slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    if (slots[slot] === hash && isSought(numbers, slots[slot + 1]! - 1, text)) break;
  }
  return slots[slot + 1]! - 1;
}

/** Numbers the text that has just been looked for and was not found. */
export function addText(numbers: TextNumbers, text: string): number {
  const number = numbers.texts.push(text) - 1;
  const r = number * RECORD;
  if (r === numbers.records.length) {
    const grown = new Int32Array(2 * r);
    grown.set(numbers.records);
    numbers.records = grown;
  }
  numbers.records.set(numbers.sought, r);
  addSlot(numbers.table, numbers.hash, number);
  return number;
}

function pack(numbers: TextNumbers, text: string): void {
  const { sought } = numbers;
  const { length } = text;
  sought[0] = NONE;
  if (length <= LONGEST) {
    let all = 0;
    let hash = length;
    let word = 1;
    let i = 0;
    for (; i + 4 <= length; i += 4, word++) {
      const a = text.charCodeAt(i);
      const b = text.charCodeAt(i + 1);
      const c = text.charCodeAt(i + 2);
      const d = text.charCodeAt(i + 3);
      all |= a | b | c | d;
      const packed = a | (b << 8) | (c << 16) | (d << 24);
      sought[word] = packed;
      hash = mix(hash, packed);
    }
    for (; word < RECORD; word++) {
      let packed = 0;
      for (let shift = 0; i < length; i++, shift += 8) {
        all |= text.charCodeAt(i);
        packed |= text.charCodeAt(i) << shift;
      }
      sought[word] = packed;
      if (packed !== 0) hash = mix(hash, packed);
    }
    if (all < 0x100) {
      sought[0] = length;
      numbers.hash = spread(hash);
      return;
    }
  }
  numbers.hash = hashText(text);
}

function isSought({ texts, records, sought }: TextNumbers, number: number, text: string): boolean {
  const r = number * RECORD;
  if (sought[0] === NONE) return texts[number] === text;
  for (let i = 0; i < RECORD; i++) if (records[r + i] !== sought[i]) return false;
  return true;
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b | 0);
  return mixed ^ (mixed >>> 15);
}
