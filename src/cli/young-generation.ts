import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the part of the heap small in which objects are made. It would grow to 16 MB and more as the run goes on, which pays
 * where objects live for a while; on the byte path there are few, and nearly all of them die at once. V8 reads this flag
 * whenever it asks whether to grow, so that it may be set after the start.
 */
export function keepYoungGenerationSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}
