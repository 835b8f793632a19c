import { closeSync, readSync } from 'node:fs';
import type { EpochMs } from '../../model/time.js';
import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import type { TakeMeeting } from './byte-run.js';
import { openTemporary, writeTemporary } from './temporary-file.js';

/** Meetings that wait for others that may start earlier. */
export interface StartOrder {
  readonly add: TakeMeeting;
  /** Hands on, in order, all meetings that start before a bound. */
  release(before: EpochMs): void;
  /** how many wait in memory */
  readonly waiting: () => number;
  /** Removes what lies in temporary files. */
  discard(): void;
}

/** So much waits in memory; more is sorted and laid down in a temporary file. */
const MEMORY = 64 * 1024 * 1024;

interface Waiting extends MeetingKey {
  readonly from: number;
  readonly to: number;
}

/** A sorted run in a file: its meetings in order, and how many of them have been handed on. */
interface Run {
  readonly file: number;
  readonly meetings: Waiting[];
  next: number;
  /** the piece of the file that was read last, and where it begins */
  block: Uint8Array;
  blockFrom: number;
}

/** Files are written and read in pieces of so many bytes, or of one meeting. */
const BLOCK = 256 * 1024;

export function createStartOrder(take: TakeMeeting, memory = MEMORY): StartOrder {
  const bytes = createByteBuffer(1 << 16);
  let waiting: Waiting[] = [];
  let runs: Run[] = [];

  function add(key: MeetingKey, source: Uint8Array, from: number, to: number): void {
    makeRoom(bytes, to - from);
    bytes.bytes.set(source.subarray(from, to), bytes.length);
    const { start, room, decidedAt } = key;
    waiting.push({ start, room, decidedAt, from: bytes.length, to: bytes.length + to - from });
    bytes.length += to - from;
    if (bytes.length > memory) layDown();
  }

  function layDown(): void {
    const file = openTemporary();
    const block = createByteBuffer(2 * BLOCK);
    waiting.sort(compareByStart);
    let end = 0;
    let written = 0;
    const meetings = waiting.map((item) => {
      const length = item.to - item.from;
      makeRoom(block, length);
      writeBytes(block, bytes.bytes.subarray(item.from, item.to));
      if (block.length >= BLOCK) flush();
      const placed = { ...item, from: end, to: end + length };
      end += length;
      return placed;
    });
    flush();
    runs.push({ file, meetings, next: 0, block: new Uint8Array(0), blockFrom: 0 });
    waiting = [];
    bytes.length = 0;

    function flush(): void {
      writeTemporary(file, block.bytes, 0, block.length, written);
      written += block.length;
      block.length = 0;
    }
  }

  function release(before: EpochMs): void {
    waiting.sort(compareByStart);
    let count = 0;
    for (;;) {
      const run = earliestRun();
      const item = waiting[count];
      const fromRun = run?.meetings[run.next];
      const isFromRun = fromRun !== undefined && (item === undefined || compareByStart(fromRun, item) < 0);
      const next = isFromRun ? fromRun : item;
      if (next === undefined || next.start >= before) break;
      if (isFromRun) {
        run!.next++;
        handOnFrom(run!, next);
      } else {
        count++;
        take(next, bytes.bytes, next.from, next.to);
      }
    }
    if (count > 0) forget(count);
    runs = runs.filter((run) => {
      if (run.next < run.meetings.length) return true;
      closeSync(run.file);
      return false;
    });
  }

  function earliestRun(): Run | undefined {
    let earliest: Run | undefined;
    for (const run of runs) {
      if (run.next === run.meetings.length) continue;
      const isEarlier =
        earliest === undefined ||
        compareByStart(run.meetings[run.next]!, earliest.meetings[earliest.next]!) < 0;
      if (isEarlier) earliest = run;
    }
    return earliest;
  }

  /** Meetings are handed on in the order in which they lie in the file. */
  function handOnFrom(run: Run, item: Waiting): void {
    if (item.to > run.blockFrom + run.block.length) {
      const block = new Uint8Array(Math.max(BLOCK, item.to - item.from));
      run.block = block.subarray(0, readSync(run.file, block, 0, block.length, item.from));
      run.blockFrom = item.from;
    }
    take(item, run.block, item.from - run.blockFrom, item.to - run.blockFrom);
  }

  /** Drops the meetings that have been handed on and moves the others up. */
  function forget(count: number): void {
    const rest = waiting.slice(count);
    const kept = createByteBuffer(Math.max(1 << 16, bytes.length >> 1));
    waiting = rest.map((item) => {
      const length = item.to - item.from;
      makeRoom(kept, length);
      kept.bytes.set(bytes.bytes.subarray(item.from, item.to), kept.length);
      const moved = { ...item, from: kept.length, to: kept.length + length };
      kept.length += length;
      return moved;
    });
    bytes.bytes = kept.bytes;
    bytes.view = kept.view;
    bytes.length = kept.length;
  }

  function discard(): void {
    for (const run of runs) closeSync(run.file);
    runs = [];
  }

  return { add, release, waiting: () => waiting.length, discard };
}
