import type { EpochMs } from '../model/time.js';

/** Clause `bounds`: a session is [start, end); it is finished when it has an end (`NEVER` while it runs). */
export function overlapsSession(join: EpochMs, leave: EpochMs, start: EpochMs, end: EpochMs): boolean {
  return join < end && leave > start;
}
