import { Worker } from 'node:worker_threads';
import type { EpochMs } from '../../model/time.js';
import { compareByClosing, compareByStart } from '../../rules/order.js';
import type { ByteOutput } from '../byte-output.js';
import { type Input, UnreadableInput } from '../input.js';
import type { ReplayWatcher } from '../log-account.js';
import { type ByteReplay, type ByteReplayOptions, closeReplay, replayBytes } from './byte-replay.js';
import { createMeetingBatches } from './meeting-batches.js';
import { type BatchQueue, mergeBatches } from './merge-batches.js';
import { AHEAD, type ShardMessage, type ShardTask } from './shard-messages.js';

/** Another thread, and what it came to: null if the log proved not to be in order. */
interface Shard {
  readonly worker: Worker;
  readonly queue: BatchQueue;
  result: ByteReplay | null | undefined;
}

/**
 * Replays files in several threads, of which this is one, each a part of the rooms, and merges the meetings into the order that
 * one thread would give: the same bytes for any number.
 * @param isListed whether a meeting that starts then is to go out
 * @returns null if no lateness was given and an event goes back in time: then the output is of no use
 * @throws UnreadableInput, UnwritableOutput
 */
export async function replaySharded(
  inputs: readonly Input[],
  options: Omit<ByteReplayOptions, 'shard'>,
  threads: number,
  watcher: ReplayWatcher,
  output: ByteOutput,
  isListed: (start: EpochMs) => boolean,
): Promise<Pick<ByteReplay, 'anomalies' | 'statistics'> | null> {
  const compare = options.order === 'closed' ? compareByClosing : compareByStart;
  const own: BatchQueue = { batches: [], next: 0, isEnded: false, onUsed() {} };
  const shards = startShards(inputs, options, threads);
  const queues = [own, ...shards.map(({ queue }) => queue)];
  const news = hearOf(shards);

  async function handOn(): Promise<void> {
    mergeBatches(queues, compare, (start, bytes, from, to) => {
      if (isListed(start)) output.write(bytes, from, to);
    });
    await output.flush(false);
  }

  const batches = createMeetingBatches(async (batch) => {
    own.batches.push(batch);
    await handOn();
    // Whoever is ahead waits for the others.
    while (own.batches.length >= AHEAD && shards.every(({ result }) => result !== null)) {
      await news();
      await handOn();
    }
  });

  try {
    const shard = { index: 0, count: threads };
    const result = await replayBytes(inputs, { ...options, shard }, watcher, batches);
    if (result === null) return null;
    own.isEnded = true;
    await handOn();
    while (shards.some(({ queue }) => !queue.isEnded) || queues.some(({ batches }) => batches.length > 0)) {
      await news();
      await handOn();
    }
    await output.flush(true);
    const results = [result, ...shards.map((other) => other.result)];
    return results.every((part) => part != null) ? closeReplay(results) : null;
  } finally {
    await Promise.all(shards.map(({ worker }) => worker.terminate()));
  }
}

function startShards(
  inputs: readonly Input[],
  { rules, ...rest }: Omit<ByteReplayOptions, 'shard'>,
  threads: number,
): Shard[] {
  const paths = inputs.map((input) => input.name);
  return Array.from({ length: threads - 1 }, (_, other): Shard => {
    const options = { ...rest, shard: { index: other + 1, count: threads } };
    const workerData: ShardTask = { paths, rules: rules.options, options };
    const worker = new Worker(new URL('./shard-worker.js', import.meta.url), { workerData });
    const onUsed = () => worker.postMessage('used up');
    return { worker, queue: { batches: [], next: 0, isEnded: false, onUsed }, result: undefined };
  });
}

/** Hears what threads tell; gives a function that waits for what is told next, and throws what went wrong. */
function hearOf(shards: readonly Shard[]): () => Promise<void> {
  let failure: Error | null = null;
  let isNew = false;
  let wake: () => void = () => {};

  function tell(): void {
    isNew = true;
    wake();
  }

  for (const shard of shards) {
    shard.worker.on('error', (error) => {
      failure ??= error;
      tell();
    });
    shard.worker.on('message', (message: ShardMessage) => {
      if (message.kind === 'unreadable') failure ??= new UnreadableInput(message.message);
      else if (message.kind === 'meetings') shard.queue.batches.push(message.batch);
      else {
        shard.result = message.result;
        shard.queue.isEnded = true;
      }
      tell();
    });
  }

  return async () => {
    if (!isNew && failure === null) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isNew = false;
    if (failure !== null) throw failure;
  };
}
