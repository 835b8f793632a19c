import { hashText } from '../../src/engine/whole/hash-text.js';

/** Texts that are told apart by all but their hash: 2 to the power of so many. */
export function textsOfOneHash(power: number): string[] {
  let texts = [''];
  // The hash begins with the length, so blocks are found for texts of the length that they will have.
  let state = 2 * power;
  for (let i = 0; i < power; i++) {
    const { blocks, after } = twoBlocks(state);
    texts = texts.flatMap((text) => blocks.map((block) => text + block));
    state = after;
  }
  if (new Set(texts.map(hashText)).size !== 1) throw new Error('they have not the same hash');
  return texts;
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
