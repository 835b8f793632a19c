import { setFlagsFromString } from 'node:v8';

/** The newest V8, of Node 24, in which the flags have been tried: a later one might not know them, and would say so. */
const NEWEST_TRIED = 13;

/**
 * Keeps the part of the heap small in which objects are made. It would grow to 16 MB and more as the run goes on, and be tidied
 * by several threads with memory of their own, which pays where objects live for a while; on the byte path there are few, and
 * nearly all of them die at once. V8 reads these flags whenever it tidies up, so that they may be set after the start.
 */
export function keepYoungGenerationSmall(): void {
  if (Number.parseInt(process.versions.v8, 10) > NEWEST_TRIED) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
}
