import { closeSync, readSync } from 'node:fs';
import type { MeetingKey } from '../../rules/order.js';
import { createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import type { OrderedMeetings } from './ordered-meetings.js';
import { openTemporary, writeTemporary } from './temporary-file.js';

/** Meetings that lie in a temporary file. */
export interface LaidMeetings extends OrderedMeetings {
  readonly close: () => void;
}

interface Laid extends MeetingKey {
  readonly from: number;
  readonly to: number;
}

/** Files are written and read in blocks of so many bytes, or of one meeting. */
const BLOCK = 256 * 1024;

/** Lays all down that are left of some. */
export function layDown(source: OrderedMeetings): LaidMeetings {
  const file = openTemporary();
  const block = createByteBuffer(2 * BLOCK);
  const meetings: Laid[] = [];
  let end = 0;
  let written = 0;

  function flush(): void {
    writeTemporary(file, block.bytes, 0, block.length, written);
    written += block.length;
    block.length = 0;
  }

  while (source.key() !== null) {
    source.handOn(({ start, room, decidedAt }, bytes, from, to) => {
      makeRoom(block, to - from);
      writeBytes(block, bytes.subarray(from, to));
      if (block.length >= BLOCK) flush();
      meetings.push({ start, room, decidedAt, from: end, to: end + to - from });
      end += to - from;
    });
  }
  flush();
  return readLaid(file, meetings);
}

function readLaid(file: number, meetings: readonly Laid[]): LaidMeetings {
  let next = 0;
  /** the block that was read last, and where it begins */
  let block = new Uint8Array(0);
  let blockFrom = 0;
  return {
    key: () => meetings[next] ?? null,
    handOn(take) {
      const item = meetings[next++]!;
      // They are read in the order in which they lie in the file.
      if (item.to > blockFrom + block.length) {
        const room = new Uint8Array(Math.max(BLOCK, item.to - item.from));
        block = room.subarray(0, readSync(file, room, 0, room.length, item.from));
        blockFrom = item.from;
      }
      take(item, block, item.from - blockFrom, item.to - blockFrom);
    },
    close: () => closeSync(file),
  };
}
