import TinyQueue from 'tinyqueue';
import type { ValidEvent } from '../../model/event.js';
import { type EpochMs, NEVER } from '../../model/time.js';

/**
 * Events that wait for the watermark. Most come in time order, and the next watermark takes them at once: these are in
 * a queue, whose places are used again. An event that comes before the last of the queue is in a heap beside it.
 */
export interface WaitingEvents {
  /** by place; null where an event has been taken */
  readonly queue: (ValidEvent | null)[];
  /** the place of the first that waits */
  first: number;
  /** the place behind the last */
  end: number;
  readonly heap: TinyQueue<ValidEvent>;
}

/** So many places are not worth being moved up. */
const FEW = 64;

export function createWaitingEvents(): WaitingEvents {
  return { queue: [], first: 0, end: 0, heap: new TinyQueue([], compareTimes) };
}

export function addWaiting(waiting: WaitingEvents, event: ValidEvent): void {
  const { queue, first, end } = waiting;
  if (first === end) {
    waiting.first = 0;
    waiting.end = 1;
    queue[0] = event;
  } else if (event.at < queue[end - 1]!.at) {
    waiting.heap.push(event);
  } else {
    if (first > FEW && first * 2 > end) moveUp(waiting);
    queue[waiting.end++] = event;
  }
}

/** How many wait. */
export function countWaiting({ first, end, heap }: WaitingEvents): number {
  return end - first + heap.length;
}

/** The time of the earliest, `NEVER` for none. */
export function earliestWaiting({ queue, first, end, heap }: WaitingEvents): EpochMs {
  const queued = first < end ? queue[first]!.at : NEVER;
  return heap.length === 0 ? queued : Math.min(queued, heap.peek()!.at);
}

/** Takes out the earliest; there must be one. */
export function takeWaiting(waiting: WaitingEvents): ValidEvent {
  const { queue, first, end, heap } = waiting;
  if (heap.length > 0 && (first === end || heap.peek()!.at < queue[first]!.at)) return heap.pop()!;
  const event = queue[first]!;
  queue[first] = null;
  waiting.first = first + 1;
  return event;
}

/** All that wait, in time order; so long as it goes on, none must be added or taken. */
export function* waitingInOrder({ queue, first, end, heap }: WaitingEvents): Generator<ValidEvent> {
  let place = first;
  for (const event of heapInOrder(heap)) {
    while (place < end && queue[place]!.at <= event.at) yield queue[place++]!;
    yield event;
  }
  while (place < end) yield queue[place++]!;
}

/** Goes down the heap only as far as it is asked to. */
function* heapInOrder({ data }: TinyQueue<ValidEvent>): Generator<ValidEvent> {
  const next = new TinyQueue<number>([], (a, b) => compareTimes(data[a]!, data[b]!));
  if (data.length > 0) next.push(0);
  for (let slot = next.pop(); slot !== undefined; slot = next.pop()) {
    yield data[slot]!;
    for (let child = 2 * slot + 1; child <= 2 * slot + 2 && child < data.length; child++) next.push(child);
  }
}

function moveUp(waiting: WaitingEvents): void {
  const { queue, first, end } = waiting;
  queue.copyWithin(0, first, end);
  queue.fill(null, end - first, end);
  waiting.first = 0;
  waiting.end = end - first;
}

function compareTimes(a: ValidEvent, b: ValidEvent): number {
  return a.at - b.at;
}
