import TinyQueue from 'tinyqueue';
import { type EpochMs, NEVER } from '../../model/time.js';
import { type FlatState, ROOM_TIMES, WAKE_AT } from './flat-state.js';

/**
 * Rooms by the time at which they must be looked at. A room may be moved to an earlier time at the cost of one more
 * entry; entries that are not in force, as a room's record tells, are passed over when their time comes.
 */
export interface WakeHeap {
  times: Float64Array;
  rooms: Int32Array;
  length: number;
}

/** A room and the time by which it must be looked at. */
export interface WakeUp {
  readonly at: EpochMs;
  readonly room: number;
}

export function createWakeHeap(): WakeHeap {
  return { times: new Float64Array(16), rooms: new Int32Array(16), length: 0 };
}

/** Sees to it that a room is looked at no later than at a time. */
export function wakeBy(heap: WakeHeap, { roomTimes }: FlatState, room: number, time: EpochMs): void {
  const t = room * ROOM_TIMES + WAKE_AT;
  if (time === NEVER || roomTimes[t]! <= time) return;
  roomTimes[t] = time;
  push(heap, time, room);
}

/** Takes out a room whose time has come; −1 when there is none. It has no entry in force then. */
export function popDue(heap: WakeHeap, { roomTimes }: FlatState, now: EpochMs): number {
  while (heap.length > 0 && heap.times[0]! <= now) {
    const time = heap.times[0]!;
    const room = heap.rooms[0]!;
    pop(heap);
    const t = room * ROOM_TIMES + WAKE_AT;
    if (roomTimes[t] !== time) continue;
    roomTimes[t] = NEVER;
    return room;
  }
  return -1;
}

/**
 * The entries in force, in time order. It goes down the heap only as far as it is asked to; so long as it goes on,
 * nothing in it must change.
 */
export function* wakesInOrder(
  { times, rooms, length }: WakeHeap,
  { roomTimes }: FlatState,
): Generator<WakeUp> {
  const next = new TinyQueue<number>([], (a, b) => times[a]! - times[b]!);
  if (length > 0) next.push(0);
  for (let slot = next.pop(); slot !== undefined; slot = next.pop()) {
    const at = times[slot]!;
    const room = rooms[slot]!;
    for (let child = 2 * slot + 1; child <= 2 * slot + 2 && child < length; child++) next.push(child);
    if (roomTimes[room * ROOM_TIMES + WAKE_AT] === at) yield { at, room };
  }
}

function push(heap: WakeHeap, time: EpochMs, room: number): void {
  if (heap.length === heap.times.length) grow(heap);
  const { times, rooms } = heap;
  let slot = heap.length++;
  while (slot > 0) {
    const parent = (slot - 1) >> 1;
    if (times[parent]! <= time) break;
    times[slot] = times[parent]!;
    rooms[slot] = rooms[parent]!;
    slot = parent;
  }
  times[slot] = time;
  rooms[slot] = room;
}

function pop(heap: WakeHeap): void {
  const { times, rooms } = heap;
  const last = --heap.length;
  const time = times[last]!;
  const room = rooms[last]!;
  let slot = 0;
  for (;;) {
    let child = 2 * slot + 1;
    if (child >= last) break;
    if (child + 1 < last && times[child + 1]! < times[child]!) child++;
    if (times[child]! >= time) break;
    times[slot] = times[child]!;
    rooms[slot] = rooms[child]!;
    slot = child;
  }
  times[slot] = time;
  rooms[slot] = room;
}

function grow(heap: WakeHeap): void {
  const times = new Float64Array(heap.times.length * 2);
  const rooms = new Int32Array(heap.rooms.length * 2);
  times.set(heap.times);
  rooms.set(heap.rooms);
  heap.times = times;
  heap.rooms = rooms;
}
