import type { EpochMs } from '../../model/time.js';
import { compareByClosing, type MeetingKey } from '../../rules/order.js';
import type { TakeMeeting } from './byte-run.js';
import { KEY_SIZE, type MeetingBatch } from './meeting-batches.js';

/** The batches of one part of the rooms, in the order of closing, that have come and are not used up. */
export interface BatchQueue {
  readonly batches: MeetingBatch[];
  /** the next meeting of the first batch */
  next: number;
  /** all that is still to come is decided after it; NEVER: nothing will come */
  decided: EpochMs;
  /** Hears that a batch is used up. */
  readonly onUsed: () => void;
}

/** Hands meetings on in the order of closing, as long as it is known which of all is next. */
export function mergeBatches(queues: readonly BatchQueue[], take: TakeMeeting): void {
  for (;;) {
    let first: BatchQueue | null = null;
    let firstKey: MeetingKey | null = null;
    for (const queue of queues) {
      if (queue.batches.length === 0) continue;
      const key = keyOf(queue);
      if (firstKey !== null && compareByClosing(firstKey, key) <= 0) continue;
      first = queue;
      firstKey = key;
    }
    if (first === null || firstKey === null) return;
    const { decidedAt } = firstKey;
    if (queues.some(({ batches, decided }) => batches.length === 0 && decided < decidedAt)) return;
    takeNext(first, firstKey, take);
  }
}

/** Hands on all meetings of a queue that have come. */
export function takeBatches(queue: BatchQueue, take: TakeMeeting): void {
  while (queue.batches.length > 0) takeNext(queue, keyOf(queue), take);
}

function keyOf({ batches, next }: BatchQueue): MeetingKey {
  const { keys, rooms } = batches[0]!;
  return { start: keys[next * KEY_SIZE]!, decidedAt: keys[next * KEY_SIZE + 1]!, room: rooms[next]! };
}

function takeNext(queue: BatchQueue, key: MeetingKey, take: TakeMeeting): void {
  const { keys, rooms, bytes } = queue.batches[0]!;
  const { next } = queue;
  const from = next === 0 ? 0 : keys[(next - 1) * KEY_SIZE + 2]!;
  take(key, bytes, from, keys[next * KEY_SIZE + 2]!);
  if (++queue.next < rooms.length) return;
  queue.batches.shift();
  queue.next = 0;
  queue.onUsed();
}
