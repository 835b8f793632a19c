import { hashText } from '../engine/whole/hash-text.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import { addFact, createFactBlock, type FactBlock, takeBytes } from './fact-block.js';

/** Rooms are shared out among so many parts, of which one at a time is repaired. */
export const PARTS = 256;

/** So many facts of a part make a block. */
export const AT_ONCE = 256;

/** Turns facts into blocks of bytes, each of facts of one part, in their order. */
export interface FactParts {
  readonly add: (fact: PresenceFact, plain: boolean) => void;
  /** Hands on what is not a full block yet, of all parts or of one. */
  readonly flush: () => void;
  readonly flushPart: (part: number) => void;
}

/**
 * @param atOnce how many facts make a block
 * @param parts how many parts there are
 */
export function createFactParts(
  atOnce: number,
  parts: number,
  onBlock: (part: number, block: Uint8Array<ArrayBuffer>) => void,
): FactParts {
  const blocks: (FactBlock | null)[] = new Array(parts).fill(null);

  function handOn(part: number): void {
    const block = blocks[part] ?? null;
    if (block !== null && block.count > 0) onBlock(part, takeBytes(block));
  }

  return {
    add(fact, plain) {
      const part = (hashText(fact.room) >>> 0) % parts;
      const block = blocks[part] ?? createFactBlock(atOnce);
      blocks[part] = block;
      addFact(block, fact, plain);
      if (block.count === atOnce) handOn(part);
    },
    flush() {
      for (let part = 0; part < parts; part++) handOn(part);
    },
    flushPart: handOn,
  };
}
