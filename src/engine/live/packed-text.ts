import { spread } from '../flat/slot-table.js';

/**
 * A text as it is looked for among those in records: one of characters below U+0100 is packed, four in a word, so that
 * comparing it needs no memory but the record's. Others are compared as texts.
 */
export interface PackedText {
  readonly words: Int32Array;
  /** how many words it has */
  count: number;
  /** its length in characters, −1 if it cannot be packed */
  length: number;
  hash: number;
}

/** Longer texts are not packed. */
const LONGEST = 88;
/** So much of the end of a longer text is hashed beside its beginning. */
const HASHED_END = 24;

export function createPackedText(): PackedText {
  return { words: new Int32Array(LONGEST / 4), count: 0, length: 0, hash: 0 };
}

/** Packs a text in place of the one before. `seed` goes into its hash. */
export function packText(packed: PackedText, text: string, seed: number): void {
  const { words } = packed;
  const { length } = text;
  const end = Math.min(length, LONGEST);
  let hash = Math.imul(seed, 0x9e3779b1 | 0) ^ length;
  let all = 0;
  let count = 0;
  let i = 0;
  while (i + 4 <= end) {
    const a = text.charCodeAt(i++);
    const b = text.charCodeAt(i++);
    const c = text.charCodeAt(i++);
    const d = text.charCodeAt(i++);
    all |= a | b | c | d;
    const word = a ^ (b << 8) ^ (c << 16) ^ (d << 24);
    words[count++] = word;
    hash = mix(hash, word);
  }
  if (i < end) {
    let word = 0;
    for (let shift = 0; i < end; i++, shift += 8) {
      const a = text.charCodeAt(i);
      all |= a;
      word ^= a << shift;
    }
    words[count++] = word;
    hash = mix(hash, word);
  }
  for (i = Math.max(end, length - HASHED_END); i < length; i++) hash = mix(hash, text.charCodeAt(i));
  packed.count = count;
  packed.length = all < 0x100 && length <= LONGEST ? length : -1;
  packed.hash = spread(hash);
}

/** Writes it into a record's words. */
export function putPacked({ words, count }: PackedText, target: Int32Array, at: number): void {
  for (let i = 0; i < count; i++) target[at + i] = words[i]!;
}

/** Whether it is what stands in a record's words; the lengths must be known to be the same. */
export function isPackedAt({ words, count }: PackedText, target: Int32Array, at: number): boolean {
  for (let i = 0; i < count; i++) if (target[at + i] !== words[i]) return false;
  return true;
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x85ebca6b | 0);
  return mixed ^ (mixed >>> 15);
}
