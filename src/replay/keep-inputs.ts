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

/** How many blocks are held in memory, of all inputs. */
interface Holding {
  blocks: number;
}

/**
 * Keeps what is read of inputs that come only once: some of it in memory, the rest in temporary files. Where there can be none, and more comes
 * than may be held, the input is read on, but to read it again throws UnwritableOutput.
 * @param memory how many bytes may be held in memory where there can be no temporary file
 */
export function keepInputs(inputs: readonly Input[], memory: number): KeptInputs {
  const holding: Holding = { blocks: 0 };
  const kept = inputs.map((input) => (input.isRepeatable ? null : keepInput(input, memory, holding)));
  return {
    inputs: inputs.map((input, i) => kept[i]?.input ?? input),
    async discard() {
      for (const keeping of kept) await keeping?.discard();
    },
  };
}

function keepInput(input: Input, memory: number, holding: Holding) {
  const most = Math.floor(memory / CHUNK);
  const soon = Math.min(most, SOON / CHUNK);
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
  /** whether more has come than could be kept */
  let isLost = false;
  let coming: AsyncIterator<Buffer> | null = null;
  /** why nothing more comes, if that is no good end */
  let broken: { readonly error: unknown } | null = null;

  async function* chunks(): AsyncGenerator<Buffer> {
    let copy: Buffer | null = null;
    for (let at = 0; ; ) {
      if (at < size) copy ??= Buffer.alloc(CHUNK + BEHIND);
      const chunk = at < size ? copyFrom(at, copy!) : await next();
      if (chunk === null) return;
      at += chunk.length;
      yield chunk;
    }
  }

  /** What has come from a place on, to the end of its block; not the block itself, as whoever takes it may write over it. */
  function copyFrom(at: number, copy: Buffer): Buffer {
    if (isLost) throw failure!.error;
    const place = at % CHUNK;
    const length = Math.min(CHUNK - place, size - at);
    if (at < laid) readTemporary(file!, at, length, copy);
    else blocks[(at - laid - place) / CHUNK]!.copy(copy, 0, place, place + length);
    return copy.subarray(0, length);
  }

  /** What comes next, null at the end. */
  async function next(): Promise<Buffer | null> {
    if (broken !== null) throw broken.error;
    coming ??= input.chunks()[Symbol.asyncIterator]();
    try {
      const step = await coming.next();
      if (step.done === true) return null;
      await keep(step.value);
      return step.value;
    } catch (error) {
      broken = { error };
      throw error;
    }
  }

  async function keep(chunk: Buffer): Promise<void> {
    for (let from = 0; from < chunk.length && !isLost; ) {
      const place = size % CHUNK;
      if (place === 0 && !(await hasAddedBlock())) await lose();
      else {
        const length = chunk.copy(blocks.at(-1)!, place, from, from + CHUNK - place);
        from += length;
        size += length;
      }
    }
  }

  async function hasAddedBlock(): Promise<boolean> {
    if (holding.blocks >= soon && blocks.length > 0) {
      await laying;
      if (failure === null) laying = layDown();
      else if (holding.blocks >= most) return false;
    }
    blocks.push(spare.pop() ?? Buffer.alloc(CHUNK));
    holding.blocks++;
    return true;
  }

  /** Lays the first block down, while others are filled. */
  async function layDown(): Promise<void> {
    try {
      file ??= openTemporary();
      await layTemporary(file, blocks[0]!, laid);
      laid += CHUNK;
      spare.push(blocks.shift()!);
      holding.blocks--;
    } catch (error) {
      failure = { error };
    }
  }

  async function lose(): Promise<void> {
    isLost = true;
    await discard();
  }

  async function discard(): Promise<void> {
    await laying;
    holding.blocks -= blocks.length;
    blocks.length = 0;
    spare.length = 0;
    if (file !== null) closeSync(file);
    file = null;
  }

  return { input: { ...input, isRepeatable: true, chunks }, discard };
}
