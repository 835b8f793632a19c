import { setFlagsFromString } from 'node:v8';

/** The newest V8, of Node 24, in which the flags have been tried: a later one might not know them, and would say so. */
const NEWEST_TRIED = 13;

/** The first V8, of Node 24, that Node has compile with Maglev, too; the one of Node 20 does not know the flag. */
const FIRST_WITH_MAGLEV = 13;

/**
 * Keeps small what V8 takes for itself on the byte path. It reads these flags whenever it tidies up or compiles, so that they
 * may be set after the start.
 *
 * The part of the heap in which objects are made would grow to 16 MB and more as the run goes on, and be tidied by several
 * threads with memory of their own, which pays where objects live for a while; here there are few, and nearly all of them die
 * at once. And the compiler in the middle, Maglev, takes 15 MB for code that the last one makes anew soon after: replays of
 * 5 thousand to 5 M events take as long without it.
 */
export function keepV8Small(): void {
  const version = Number.parseInt(process.versions.v8, 10);
  if (version > NEWEST_TRIED) return;
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--no-parallel-scavenge');
  if (version >= FIRST_WITH_MAGLEV) setFlagsFromString('--no-maglev');
}
