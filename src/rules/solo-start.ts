import type { EpochMs } from '../model/time.js';

/** Clause `solo-start`: when being alone since a begins a session, unless someone comes or goes before. */
export function soloDeadline(aloneSince: EpochMs, soloStartMs: number): EpochMs {
  return aloneSince + soloStartMs;
}
