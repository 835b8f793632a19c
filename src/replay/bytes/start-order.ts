import { closeSync, readSync } from 'node:fs';
import { type EpochMs, NEVER } from '../../model/time.js';
import { compareByStart, type MeetingKey } from '../../rules/order.js';
import { createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import { createBytePieces, type Piece } from './byte-pieces.js';
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
  readonly piece: Piece;
  readonly from: number;
  readonly to: number;
}

/** A meeting in a file. */
interface Laid extends MeetingKey {
  readonly from: number;
  readonly to: number;
}

/** A sorted run in a file: its meetings in order, and how many of them have been handed on. */
interface Run {
  readonly file: number;
  readonly meetings: Laid[];
  next: number;
  /** the block of the file that was read last, and where it begins */
  block: Uint8Array;
  blockFrom: number;
}

/** Files are written and read in blocks of so many bytes, or of one meeting. */
const BLOCK = 256 * 1024;

export function createStartOrder(take: TakeMeeting, memory = MEMORY): StartOrder {
  const pieces = createBytePieces();
  /** in no order: most wait for one bound or two, and are sorted when they go */
  const waiting: Waiting[] = [];
  let runs: Run[] = [];

  function add({ start, room, decidedAt }: MeetingKey, source: Uint8Array, from: number, to: number): void {
    const piece = pieces.keep(source, from, to);
    waiting.push({ start, room, decidedAt, piece, from: piece.end - (to - from), to: piece.end });
    if (pieces.size() > memory) layDown();
  }

  function layDown(): void {
    const file = openTemporary();
    const block = createByteBuffer(2 * BLOCK);
    const meetings: Laid[] = [];
    let end = 0;
    let written = 0;
    for (const item of takeBefore(NEVER)) {
      const { start, room, decidedAt, piece, from, to } = item;
      makeRoom(block, to - from);
      writeBytes(block, piece.bytes.subarray(from, to));
      if (block.length >= BLOCK) flush();
      meetings.push({ start, room, decidedAt, from: end, to: end + to - from });
      end += to - from;
      pieces.letGo(piece);
    }
    flush();
    runs.push({ file, meetings, next: 0, block: new Uint8Array(0), blockFrom: 0 });

    function flush(): void {
      writeTemporary(file, block.bytes, 0, block.length, written);
      written += block.length;
      block.length = 0;
    }
  }

  function release(before: EpochMs): void {
    for (const item of takeBefore(before)) {
      releaseRuns(item);
      take(item, item.piece.bytes, item.from, item.to);
      pieces.letGo(item.piece);
    }
    releaseRuns({ start: before, room: '', decidedAt: NEVER });
    runs = runs.filter((run) => {
      if (run.next < run.meetings.length) return true;
      closeSync(run.file);
      return false;
    });
  }

  /** Takes those that start before a bound out of those that wait, in order. */
  function takeBefore(before: EpochMs): Waiting[] {
    const going: Waiting[] = [];
    let kept = 0;
    for (const item of waiting) {
      if (item.start < before) going.push(item);
      else waiting[kept++] = item;
    }
    waiting.length = kept;
    return going.sort(compareByStart);
  }

  /** Hands on the meetings in files that come before one. */
  function releaseRuns(next: MeetingKey): void {
    for (let run = earliestRun(); run !== undefined; run = earliestRun()) {
      const item = run.meetings[run.next]!;
      if (compareByStart(item, next) >= 0) return;
      run.next++;
      handOnFrom(run, item);
    }
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
  function handOnFrom(run: Run, item: Laid): void {
    if (item.to > run.blockFrom + run.block.length) {
      const block = new Uint8Array(Math.max(BLOCK, item.to - item.from));
      run.block = block.subarray(0, readSync(run.file, block, 0, block.length, item.from));
      run.blockFrom = item.from;
    }
    take(item, run.block, item.from - run.blockFrom, item.to - run.blockFrom);
  }

  function discard(): void {
    for (const run of runs) closeSync(run.file);
    runs = [];
  }

  return { add, release, waiting: () => waiting.length, discard };
}
