import { createNews } from '../news.js';
import { runOptionsOf, type StartRun } from './byte-replay.js';
import { createOwnPart } from './own-part.js';
import type { Part } from './part.js';
import { startParts } from './part-replay.js';
import { startWorkerPart } from './worker-part.js';

/**
 * What reading and scanning take of all the work: this thread does it for all, and runs the fewer rooms for it. Measured; what it
 * really is only decides how evenly threads are used.
 */
const SCANNING = 0.28;

/**
 * Runs logs in several threads: this one reads and scans, and deals the events out to all, each of which runs a part of the rooms. The
 * same bytes for any number of threads, of which there are at least two.
 */
export function inThreads(threads: number): StartRun {
  return (account, options, isLarge, output) => {
    const { rules } = options;
    const runOptions = runOptionsOf(options, isLarge);
    const task = { rules: rules.options, run: runOptions };
    const { onNews, news } = createNews();
    const others = startAll(threads - 1, () => startWorkerPart(task, onNews));
    const ownShare = Math.max(0, (1 / threads - SCANNING) / (1 - SCANNING));
    const shares = [...others.map(() => (1 - ownShare) / others.length), ownShare];
    // The others first, so that they are at work on the end of the log while this thread is.
    const parts = [...others, createOwnPart(rules, runOptions)];
    return startParts(account, options, parts, shares, news, output);
  };
}

/** Starts so many parts. If one of them cannot be started none goes on: nobody would stop it. */
function startAll(count: number, start: () => Part): Part[] {
  const started: Part[] = [];
  try {
    while (started.length < count) started.push(start());
    return started;
  } catch (error) {
    for (const part of started) void part.stop();
    throw error;
  }
}
