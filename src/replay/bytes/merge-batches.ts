import type { EpochMs } from '../../model/time.js';
import type { MeetingKey } from '../../rules/order.js';
import { KEY_SIZE, type MeetingBatch } from './meeting-batches.js';

/** The batches of one part of the rooms that have come and are not used up. */
export interface BatchQueue {
  readonly batches: MeetingBatch[];
  /** the next meeting of the first batch */
  next: number;
  /** whether no more of them will come */
  isEnded: boolean;
  /** Hears that a batch is used up. */
  readonly onUsed: () => void;
}

/** Takes a meeting that is the next of all. */
export type TakeMerged = (start: EpochMs, bytes: Uint8Array, from: number, to: number) => void;

/** Hands meetings on in their order, as long as every queue has one to show or has ended. */
export function mergeBatches(
  queues: readonly BatchQueue[],
  compare: (a: MeetingKey, b: MeetingKey) => number,
  take: TakeMerged,
): void {
  while (queues.every(({ batches, isEnded }) => batches.length > 0 || isEnded)) {
    let first: BatchQueue | null = null;
    let firstKey: MeetingKey | null = null;
    for (const queue of queues) {
      if (queue.batches.length === 0) continue;
      const key = keyOf(queue);
      if (firstKey !== null && compare(firstKey, key) <= 0) continue;
      first = queue;
      firstKey = key;
    }
    if (first === null) return;
    takeNext(first, take);
  }
}

function keyOf({ batches, next }: BatchQueue): MeetingKey {
  const { keys, rooms } = batches[0]!;
  return { start: keys[next * KEY_SIZE]!, decidedAt: keys[next * KEY_SIZE + 1]!, room: rooms[next]! };
}

function takeNext(queue: BatchQueue, take: TakeMerged): void {
  const { keys, rooms, bytes } = queue.batches[0]!;
  const { next } = queue;
  const from = next === 0 ? 0 : keys[(next - 1) * KEY_SIZE + 2]!;
  take(keys[next * KEY_SIZE]!, bytes, from, keys[next * KEY_SIZE + 2]!);
  if (++queue.next < rooms.length) return;
  queue.batches.shift();
  queue.next = 0;
  queue.onUsed();
}
