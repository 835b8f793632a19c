import { createPackedText, packText } from '../../src/engine/live/packed-text.js';
import { hashText } from '../../src/engine/whole/hash-text.js';
import { hashBytes, mixWord } from '../../src/replay/bytes/byte-text.js';

/** Texts of one hash for a log in memory: 2 to the power of so many. */
export function textsOfOneHash(power: number): string[] {
  let texts = [''];
  // The hash begins with the length, so blocks are found for texts of the length that they will have.
  let state = 2 * power;
  for (let i = 0; i < power; i++) {
    const { blocks, after } = twoBlocks(state);
    texts = texts.flatMap((text) => blocks.map((block) => text + block));
    state = after;
  }
  return checked(texts, hashText);
}

const FACTOR = 0x01000193;

/** Two blocks of two characters each, none of which is a surrogate, that lead from one state of the hash to the same. */
function twoBlocks(state: number): { blocks: [string, string]; after: number } {
  const known = new Map<number, number>();
  for (let first = 0x21; first < 0xd800; first++) {
    const mixed = Math.imul(state ^ first, FACTOR);
    const other = known.get(mixed >>> 16);
    known.set(mixed >>> 16, first);
    if (other === undefined) continue;
    const second = 0x4e00;
    const otherSecond = second ^ mixed ^ Math.imul(state ^ other, FACTOR);
    if (otherSecond < 0x21 || otherSecond >= 0xd800) continue;
    const blocks: [string, string] = [
      String.fromCharCode(first, second),
      String.fromCharCode(other, otherSecond),
    ];
    return { blocks, after: Math.imul(mixed ^ second, FACTOR) };
  }
  throw new Error('there are none');
}

/** So many texts of one hash for a live engine: rooms, or participants of a room. */
export function liveTextsOfOneHash(count: number, room: string | null = null): string[] {
  const packed = createPackedText();
  const hashOf = (text: string, seed: number) => {
    packText(packed, text, seed);
    return packed.hash;
  };
  const seed = room === null ? 0 : hashOf(room, 0);
  // Of eight characters, the second four undo what the first four make of the hash.
  const length = 8;
  const texts = Array.from({ length: count }, (_, i) => {
    const mixed = Math.imul(Math.imul(seed, 0x9e3779b1 | 0) ^ length ^ i, 0x85ebca6b | 0);
    return charactersOf(i) + charactersOf(mixed ^ (mixed >>> 15));
  });
  return checked(texts, (text) => hashOf(text, seed));
}

/** So many texts of printable ASCII that have one hash where bytes are replayed. */
export function byteTextsOfOneHash(count: number): string[] {
  const texts: string[] = [];
  for (let i = 0; texts.length < count; i++) {
    const first = i.toString(36).padStart(4, '0');
    const second = charactersOf(mixWord(0, Buffer.from(first).readInt32LE(0)) ^ 0x12345678);
    if (/^[ !#-[\]-~]{4}$/.test(second)) texts.push(first + second);
  }
  return checked(texts, (text) => {
    const bytes = Buffer.from(`${text}    `);
    return hashBytes(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, text.length);
  });
}

/** The four bytes of a word as characters. */
function charactersOf(word: number): string {
  return String.fromCharCode(word & 255, (word >> 8) & 255, (word >> 16) & 255, word >>> 24);
}

function checked(texts: string[], hashOf: (text: string) => number): string[] {
  if (new Set(texts).size !== texts.length) throw new Error('some are the same');
  if (new Set(texts.map(hashOf)).size !== 1) throw new Error('they have not the same hash');
  return texts;
}
