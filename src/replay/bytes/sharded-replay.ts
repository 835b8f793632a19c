import { Worker } from 'node:worker_threads';
import type { EpochMs } from '../../model/time.js';
import { compareByClosing, compareByStart, type MeetingKey } from '../../rules/order.js';
import type { ByteOutput } from '../byte-output.js';
import { UnreadableInput } from '../input.js';
import type { ReplayWatcher } from '../log-account.js';
import { type ByteReplay, type ByteReplayOptions, closeReplay } from './byte-replay.js';
import { KEY_SIZE, type MeetingBatch, type ShardMessage, type ShardTask } from './shard-messages.js';

/** One thread and what it has told. */
interface Shard {
  readonly worker: Worker;
  readonly batches: MeetingBatch[];
  /** the next meeting of the first batch */
  next: number;
  result: ByteReplay | null | undefined;
}

/**
 * Replays files in several threads, each a part of the rooms, and merges the meetings into the order that one thread
 * would give: the same bytes for any number.
 * @param isListed whether a meeting that starts then is to go out
 * @returns null if no lateness was given and an event goes back in time: then the output is of no use
 * @throws UnreadableInput, UnwritableOutput
 */
export async function replaySharded(
  paths: readonly string[],
  options: Omit<ByteReplayOptions, 'shard'>,
  threads: number,
  watcher: ReplayWatcher,
  output: ByteOutput,
  isListed: (start: EpochMs) => boolean,
): Promise<Pick<ByteReplay, 'anomalies' | 'statistics'> | null> {
  const { rules, ...rest } = options;
  const shards = Array.from({ length: threads }, (_, index): Shard => {
    const shard = { index, count: threads };
    const workerData: ShardTask = { paths, rules: rules.options, options: { ...rest, shard } };
    const worker = new Worker(new URL('./shard-worker.js', import.meta.url), { workerData });
    return { worker, batches: [], next: 0, result: undefined };
  });
  try {
    await merge(
      shards,
      options.order === 'closed' ? compareByClosing : compareByStart,
      watcher,
      output,
      isListed,
    );
  } finally {
    await Promise.all(shards.map(({ worker }) => worker.terminate()));
  }
  const parts = shards.map(({ result }) => result);
  return parts.every((part) => part != null) ? closeReplay(parts) : null;
}

/** Hands meetings on while every thread has one to show, or is done; ends when all are done or one gives up. */
async function merge(
  shards: readonly Shard[],
  compare: (a: MeetingKey, b: MeetingKey) => number,
  watcher: ReplayWatcher,
  output: ByteOutput,
  isListed: (start: EpochMs) => boolean,
): Promise<void> {
  let failure: Error | null = null;
  let wake: () => void = () => {};
  for (const shard of shards) {
    shard.worker.on('error', (error) => {
      failure ??= error;
      wake();
    });
    shard.worker.on('message', (message: ShardMessage) => {
      if (message.kind === 'unreadable') failure ??= new UnreadableInput(message.message);
      else hear(shard, message, watcher);
      wake();
    });
  }
  for (;;) {
    const news = new Promise<void>((resolve) => {
      wake = resolve;
    });
    if (failure !== null) throw failure;
    if (shards.some(({ result }) => result === null)) return;
    handOn(shards, compare, output, isListed);
    await output.flush(false);
    if (shards.every((shard) => shard.result !== undefined && shard.batches.length === 0)) break;
    await news;
  }
  await output.flush(true);
}

function hear(shard: Shard, message: ShardMessage, watcher: ReplayWatcher): void {
  switch (message.kind) {
    case 'meetings':
      shard.batches.push(message);
      break;
    case 'bad-line':
      watcher.onBadLine(message.bad);
      break;
    case 'time-unit':
      watcher.onTimeUnit(message.file, message.unit, message.line);
      break;
    case 'bytes':
      watcher.onBytes(message.count);
      break;
    case 'done':
      shard.result = message.result;
  }
}

function handOn(
  shards: readonly Shard[],
  compare: (a: MeetingKey, b: MeetingKey) => number,
  output: ByteOutput,
  isListed: (start: EpochMs) => boolean,
): void {
  while (shards.every((shard) => shard.batches.length > 0 || shard.result !== undefined)) {
    let first: Shard | null = null;
    let firstKey: MeetingKey | null = null;
    for (const shard of shards) {
      if (shard.batches.length === 0) continue;
      const key = keyOf(shard);
      if (firstKey !== null && compare(firstKey, key) <= 0) continue;
      first = shard;
      firstKey = key;
    }
    if (first === null) return;
    take(first, output, isListed);
  }
}

function keyOf({ batches, next }: Shard): MeetingKey {
  const { keys, rooms } = batches[0]!;
  return { start: keys[next * KEY_SIZE]!, decidedAt: keys[next * KEY_SIZE + 1]!, room: rooms[next]! };
}

function take(shard: Shard, output: ByteOutput, isListed: (start: EpochMs) => boolean): void {
  const { keys, rooms, bytes } = shard.batches[0]!;
  const { next } = shard;
  const from = next === 0 ? 0 : keys[(next - 1) * KEY_SIZE + 2]!;
  if (isListed(keys[next * KEY_SIZE]!)) output.write(bytes, from, keys[next * KEY_SIZE + 2]!);
  if (++shard.next < rooms.length) return;
  shard.batches.shift();
  shard.next = 0;
  shard.worker.postMessage('used up');
}
