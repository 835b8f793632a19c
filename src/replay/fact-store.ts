import { closeSync } from 'node:fs';
import { hashText } from '../engine/whole/hash-text.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import type { LogFact } from '../sources/repair/repair-log.js';
import { openTemporary, readTemporary, writeTemporary } from './bytes/temporary-file.js';
import { addFact, createFactBlock, type FactBlock, readBlock, takeBytes } from './fact-block.js';

/** Keeps the facts of a log until it is all there: as bytes, and in a temporary file where they are too many. */
export interface FactStore {
  readonly add: (fact: PresenceFact, plain: boolean) => void;
  /** Gives out all facts, those of one room together, and lets go of each part. */
  readonly parts: () => Generator<LogFact[]>;
  /** Removes what lies in a temporary file. */
  readonly discard: () => void;
}

/** Rooms are shared out among so many parts, of which one at a time is made facts again. */
const PARTS = 256;

/** So many facts of a part are turned into bytes at once. */
const AT_ONCE = 256;

interface FactPart {
  /** null before the first fact */
  latest: FactBlock | null;
  readonly blocks: Uint8Array[];
  /** where blocks lie in the file */
  readonly laid: { readonly from: number; readonly length: number }[];
}

/** @param memory how many bytes of facts to hold in memory */
export function createFactStore(memory: number, atOnce = AT_ONCE): FactStore {
  const parts = Array.from({ length: PARTS }, (): FactPart => {
    return { latest: null, blocks: [], laid: [] };
  });
  let held = 0;
  let file: number | null = null;
  let written = 0;

  function add(fact: PresenceFact, plain: boolean): void {
    const part = parts[(hashText(fact.room) >>> 0) % PARTS]!;
    part.latest ??= createFactBlock(atOnce);
    addFact(part.latest, fact, plain);
    if (part.latest.count < atOnce) return;
    const bytes = takeBytes(part.latest);
    part.blocks.push(bytes);
    held += bytes.length;
    if (held > memory) layDown();
  }

  function layDown(): void {
    file ??= openTemporary();
    for (const { blocks, laid } of parts) {
      for (const block of blocks.splice(0)) {
        writeTemporary(file, block, 0, block.length, written);
        laid.push({ from: written, length: block.length });
        written += block.length;
      }
    }
    held = 0;
  }

  function* partsOf(): Generator<LogFact[]> {
    for (const part of parts) {
      const facts: LogFact[] = [];
      for (const { from, length } of part.laid) readBlock(readTemporary(file!, from, length), facts);
      for (const block of part.blocks.splice(0)) readBlock(block, facts);
      if (part.latest !== null) readBlock(takeBytes(part.latest), facts);
      part.latest = null;
      if (facts.length > 0) yield facts;
    }
  }

  return {
    add,
    parts: partsOf,
    discard() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
