import { closeSync } from 'node:fs';
import { layTemporary, openTemporary, readTemporary } from './bytes/temporary-file.js';
import { BEHIND, CHUNK } from './file-chunks.js';
import type { Input } from './input.js';

/** Inputs that can all be read again. */
export interface KeptInputs {
  readonly inputs: readonly Input[];
  /** Lets go of what is kept: nothing of it can be read any more. */
  readonly discard: () => Promise<void>;
}

/** Less than this is not worth a temporary file. */
const SOON = 16 * 1024 * 1024;

/**
 * Keeps what is read of inputs that come only once: the last of it in memory, the rest in a temporary file.
 * @param memory how many bytes may be held in memory where there can be no temporary file; beyond that, reading throws UnwritableOutput
 */
export function keepInputs(inputs: readonly Input[], memory: number): KeptInputs {
  const kept = inputs.map((input) => (input.isRepeatable ? null : keepInput(input, memory)));
  return {
    inputs: inputs.map((input, i) => kept[i]?.input ?? input),
    async discard() {
      for (const keeping of kept) await keeping?.discard();
    },
  };
}

function keepInput(input: Input, memory: number) {
  const mostHeld = Math.min(memory, SOON) / CHUNK;
  /** what is held in memory, cut into blocks of one size, of which the last is being filled */
  const blocks: Buffer[] = [];
  const spare: Buffer[] = [];
  /** how many bytes have come */
  let size = 0;
  let file: number | null = null;
  /** how many bytes are in the file: whole blocks */
  let laid = 0;
  let laying: Promise<void> = Promise.resolve();
  /** why nothing more can be laid down */
  let failure: { readonly error: unknown } | null = null;
  let coming: AsyncIterator<Buffer> | null = null;
  /** why nothing more comes, if that is no good end */
  let broken: { readonly error: unknown } | null = null;

  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; ; ) {
      if (at === size && !(await more())) return;
      const chunk = at < laid ? laidFrom(at) : heldFrom(at);
      at += chunk.length;
      yield chunk;
    }
  }

  function laidFrom(at: number): Buffer {
    return Buffer.from(readTemporary(file!, at, Math.min(CHUNK, laid - at)).buffer);
  }

  /** What is held from a place on, to the end of its block. */
  function heldFrom(at: number): Buffer {
    const place = at % CHUNK;
    const block = blocks[(at - laid - place) / CHUNK]!;
    return block.subarray(place, Math.min(CHUNK, place + size - at));
  }

  /** Waits until more has come; false at the end. */
  async function more(): Promise<boolean> {
    if (broken !== null) throw broken.error;
    coming ??= input.chunks()[Symbol.asyncIterator]();
    try {
      const step = await coming.next();
      if (step.done === true) return false;
      await keep(step.value);
      return true;
    } catch (error) {
      broken = { error };
      throw error;
    }
  }

  async function keep(chunk: Buffer): Promise<void> {
    for (let from = 0; from < chunk.length; ) {
      const place = size % CHUNK;
      if (place === 0) await addBlock();
      const length = chunk.copy(blocks.at(-1)!, place, from, from + CHUNK - place);
      from += length;
      size += length;
    }
  }

  async function addBlock(): Promise<void> {
    if (blocks.length >= mostHeld) {
      await laying;
      if (failure === null) laying = layDown();
      else if (blocks.length * CHUNK >= memory) throw failure.error;
    }
    blocks.push(spare.pop() ?? Buffer.alloc(CHUNK + BEHIND));
  }

  /** Lays the first block down, while others are filled. */
  async function layDown(): Promise<void> {
    try {
      file ??= openTemporary();
      await layTemporary(file, blocks[0]!.subarray(0, CHUNK), laid);
      laid += CHUNK;
      spare.push(blocks.shift()!);
    } catch (error) {
      failure = { error };
    }
  }

  async function discard(): Promise<void> {
    await laying;
    if (file !== null) closeSync(file);
  }

  return { input: { ...input, isRepeatable: true, chunks }, discard };
}
