import type { EpochMs } from '../model/time.js';
import { toFile, toStream } from '../replay/byte-output.js';
import { type ByteReplayOptions, type MeetingOutput, replayBytes } from '../replay/bytes/byte-replay.js';
import { replaySharded } from '../replay/bytes/sharded-replay.js';
import type { Input } from '../replay/input.js';
import { toJsonArray } from '../replay/json-array.js';
import type { OutputFile } from '../replay/output.js';
import { isInWindow, type Replay, type ReplayOptions } from '../replay/replay.js';
import { badLineReporter } from './bad-line-reporter.js';
import type { Progress } from './progress.js';
import { keepV8Small } from './v8-memory.js';
import { watchReplay } from './watch-replay.js';

/** What is left to tell once the meetings are written. */
export type Outcome = Pick<Replay, 'anomalies' | 'statistics'>;

/** How to replay bytes, beyond how to replay. */
export interface BytesOptions {
  readonly threads: number;
  readonly isGrouped: boolean;
  /** in bytes */
  readonly memory: number;
  /** whether meetings are written as one JSON array, not as lines by themselves */
  readonly isArray: boolean;
}

/** So much of the events is sorted at once at most: more than fits into the caches gains nothing. */
const MOST_SORTED = 128 * 1024 ** 2;

/**
 * Replays native events from bytes to bytes. Unless something else is said of it, the log is taken to be in time order
 * as long as it can be read again: if it proves not to be, it is sorted.
 */
export async function replayAsBytes(
  inputs: readonly Input[],
  options: ReplayOptions,
  { threads, isGrouped, memory, isArray }: BytesOptions,
  progress: Progress,
  out: OutputFile | null,
): Promise<Outcome> {
  keepV8Small();
  const isStreamed = out === null || !out.isReplaceable;
  const replayInOrder = (arrival: ByteReplayOptions['arrival'], isHopeful: boolean) => {
    const sorting = Math.min(memory / 4, MOST_SORTED);
    const byteOptions = { ...options, arrival, memory: sorting, holdsMeetings: isHopeful && isStreamed };
    const shape = { threads: arrival === 'grouped' ? 1 : threads, isArray };
    return replayOnce(inputs, byteOptions, shape, isHopeful, progress, out);
  };
  if (isGrouped) return (await replayInOrder('grouped', false))!;
  if (options.lateness !== null) return (await replayInOrder('time', false))!;
  const isRepeatable = inputs.every((input) => input.isRepeatable);
  const canBeTakenBack = !(isStreamed && options.order === 'closed');
  const inOrder = isRepeatable && canBeTakenBack ? await replayInOrder('time', true) : null;
  return inOrder ?? (await replayInOrder('any', false))!;
}

/** Null if the log was hoped to be in time order, and is not: then nothing has been said or written. */
async function replayOnce(
  inputs: readonly Input[],
  options: ByteReplayOptions,
  { threads, isArray }: Pick<BytesOptions, 'threads' | 'isArray'>,
  isHopeful: boolean,
  progress: Progress,
  out: OutputFile | null,
): Promise<Outcome | null> {
  const heldBack: string[] = [];
  const say = isHopeful ? (line: string) => void heldBack.push(line) : progress.say;
  const badLines = badLineReporter(say);
  const lines = out === null ? toStream(process.stdout) : await toFile(out);
  const output = isArray ? toJsonArray(lines) : lines;
  const watch = watchReplay(badLines, say, progress);
  let notListed = 0;
  const isListed = (start: EpochMs) => {
    const isIn = isInWindow(start, options.window ?? { since: null, until: null });
    if (!isIn) notListed++;
    return isIn;
  };
  let result: Outcome | null = null;
  try {
    const meetings: MeetingOutput = {
      take({ start }, bytes, from, to) {
        if (isListed(start)) output.write(bytes, from, to);
      },
      flush: output.flush,
    };
    const isParted = threads > 1 && inputs.every((input) => input.isRepeatable);
    result = isParted
      ? await replaySharded(inputs, options, threads, watch, meetings)
      : await replayBytes(inputs, options, watch, meetings);
  } finally {
    if (result === null) await output.discard();
  }
  if (result === null) return null;
  result.statistics.not_listed = notListed;
  await output.finish();
  heldBack.forEach(progress.say);
  badLines.sayRest(options.keepAnomalies, progress.say);
  return result;
}
