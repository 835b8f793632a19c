import { createGunzipStage } from './gunzip-stage.js';
import type { Inflater, Rest } from './inflater.js';

/** Of data that comes only once, so many bytes are kept. */
const KEPT = 1024 * 1024;

/** How many bytes of text are made at once. */
const AT_ONCE = 256 * 1024;
/** The same of data that comes only once, or of which there is little: memory for it takes longer to make than such text. */
const FEW_AT_ONCE = 16 * 1024;

/** Data that breaks is looked at again in pieces of so many bytes, to find what is before the break. */
const CLOSER = [512, 1];

/**
 * Inflates gzip data, of several members too, with zeros behind it or not. What came before a break has been handed on by the time the
 * promise rejects; of data that comes only once, less than 16 KiB are lost beyond its first MiB.
 * @param again gives the data from its beginning; null: it comes only once
 * @param isLittle whether there is not much of it
 */
export function createGunzipper(
  take: (text: Buffer) => void,
  rest: Rest,
  again: (() => AsyncIterable<Buffer>) | null,
  isLittle = false,
): Inflater {
  const atOnce = again === null || isLittle ? FEW_AT_ONCE : AT_ONCE;
  const stage = createGunzipStage(handOn, rest, atOnce);
  let kept: Buffer[] = [];
  let fed = 0;
  /** how many there are up to the last that is not zero: archives are filled up with zeros */
  let told = 0;
  let made = 0;

  function handOn(text: Buffer): void {
    made += text.length;
    take(text);
  }

  async function push(chunk: Buffer): Promise<void> {
    const before = fed;
    fed += chunk.length;
    const last = chunk.findLastIndex((byte) => byte !== 0);
    if (last >= 0) told = before + last + 1;
    if (fed > KEPT) kept = [];
    else if (again === null) kept.push(Buffer.from(chunk));
    try {
      await stage.push(chunk);
    } catch (error) {
      if (stage.failure() !== null) await takeLost(before);
      throw error;
    }
  }

  /** Hands on what the break took with it, which is behind so many good bytes. */
  async function takeLost(good: number): Promise<void> {
    if (again === null && fed > KEPT) return;
    let reached = good;
    for (const size of CLOSER) reached = await inflateAgain(reached, size);
  }

  /** Inflates the data from its beginning, in pieces from some place on, until it breaks; gives where the piece begins that does. */
  async function inflateAgain(from: number, size: number): Promise<number> {
    let known = made;
    const closer = createGunzipStage(
      (text) => {
        const skipped = Math.min(known, text.length);
        known -= skipped;
        if (skipped < text.length) handOn(text.subarray(skipped));
      },
      rest,
      atOnce,
    );
    let at = 0;
    try {
      for await (const chunk of again?.() ?? kept) {
        for (const piece of piecesOf(chunk, from - at, size)) {
          await closer.push(piece);
          at += piece.length;
        }
      }
    } catch (error) {
      if (closer.failure() === null) throw error;
    }
    return at;
  }

  async function end(): Promise<void> {
    await stage.end();
    if (stage.used() < told) throw new Error('something other than gzip data follows its end');
  }

  return { push, end };
}

/** The first `whole` bytes of a chunk, if any, and the others in pieces. */
function* piecesOf(chunk: Buffer, whole: number, size: number): Generator<Buffer> {
  let to = Math.min(Math.max(whole, 0), chunk.length);
  if (to > 0) yield chunk.subarray(0, to);
  for (; to < chunk.length; to += size) yield chunk.subarray(to, to + size);
}
