import { closeSync } from 'node:fs';
import { inOwnMemory } from '../formats/own-bytes.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import { openTemporary, readTemporary, writeTemporary } from './bytes/temporary-file.js';
import { AT_ONCE, createFactParts, PARTS } from './fact-parts.js';

/** Keeps the facts of a log until it is all there: as bytes, and in a temporary file where they are too many. */
export interface FactStore {
  readonly add: (fact: PresenceFact, plain: boolean) => void;
  /** Adds a block of facts of one part, which stay where they are. */
  readonly addBlock: (part: number, block: Uint8Array) => void;
  /** Gives out all facts as blocks in memory of their own, those of one room together, and lets go of each part. */
  readonly parts: () => Generator<Uint8Array<ArrayBuffer>>;
  /** Removes what lies in a temporary file. */
  readonly discard: () => void;
}

interface StoredPart {
  readonly blocks: Uint8Array[];
  /** where blocks lie in the file */
  readonly laid: { readonly from: number; readonly length: number }[];
}

/** @param memory how many bytes of facts to hold in memory */
export function createFactStore(memory: number, atOnce = AT_ONCE): FactStore {
  const stored = Array.from({ length: PARTS }, (): StoredPart => ({ blocks: [], laid: [] }));
  const latest = createFactParts(atOnce, PARTS, keep);
  let held = 0;
  let file: number | null = null;
  let written = 0;

  function keep(part: number, block: Uint8Array): void {
    stored[part]!.blocks.push(block);
    held += block.length;
    if (held > memory) layDown();
  }

  function layDown(): void {
    file ??= openTemporary();
    for (const { blocks, laid } of stored) {
      if (blocks.length === 0) continue;
      const bytes = inOwnMemory(blocks.splice(0));
      writeTemporary(file, bytes, 0, bytes.length, written);
      laid.push({ from: written, length: bytes.length });
      written += bytes.length;
    }
    held = 0;
  }

  function* parts(): Generator<Uint8Array<ArrayBuffer>> {
    latest.flush();
    for (const { blocks, laid } of stored) {
      const pieces = laid.map(({ from, length }) => readTemporary(file!, from, length));
      const bytes = inOwnMemory([...pieces, ...blocks.splice(0)]);
      if (bytes.length > 0) yield bytes;
    }
  }

  return {
    add: latest.add,
    addBlock(part, block) {
      // What came before it stays before it.
      latest.flushPart(part);
      keep(part, block);
    },
    parts,
    discard() {
      if (file !== null) closeSync(file);
      file = null;
    },
  };
}
