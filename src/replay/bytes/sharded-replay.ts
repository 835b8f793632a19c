import { createNews } from '../news.js';
import { runOptionsOf, type StartRun } from './byte-replay.js';
import { createLatePart } from './late-part.js';
import { createOwnPart } from './own-part.js';
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
    const startHere = () => createOwnPart(rules, runOptions);
    const startThere = () => startWorkerPart(task, onNews);
    const others = Array.from({ length: threads - 1 }, () => createLatePart(startThere, startHere));
    const ownShare = Math.max(0, (1 / threads - SCANNING) / (1 - SCANNING));
    const shares = [...others.map(() => (1 - ownShare) / others.length), ownShare];
    // The others first, so that they are at work on the end of the log while this thread is.
    const parts = [...others, startHere()];
    return startParts(account, options, parts, shares, news, output);
  };
}
