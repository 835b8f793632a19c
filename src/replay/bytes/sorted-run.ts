import { closeSync, readSync } from 'node:fs';
import { type ByteBuffer, createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import { bytesAt, SLACK } from './byte-text.js';
import { createScannedLine, type ScannedLine } from './scan-line.js';
import { openTemporary, writeTemporary } from './temporary-file.js';

/** Events in time order in a temporary file, read one by one. */
export interface SortedRun {
  /** the event that is next, as ranges of `view`; good until `next` */
  readonly line: ScannedLine;
  readonly view: () => DataView;
  /** Goes on to the next event; false if there is none. */
  readonly next: () => boolean;
  readonly close: () => void;
}

/*
 * An event in the file: the length of all of it, its type, the hashes of room and participant, the lengths of its four
 * texts (−1 for null), each four bytes, its time in eight, and the texts.
 */
const HEAD = 40;
const BLOCK = 256 * 1024;

/** Lays events down; `each` hands them on in time order. */
export function writeRun(each: (take: (view: DataView, line: ScannedLine) => void) => void): SortedRun {
  const file = openTemporary();
  const block = createByteBuffer(BLOCK + 1024);
  let size = 0;

  function flush(): void {
    writeTemporary(file, block.bytes, 0, block.length, size);
    size += block.length;
    block.length = 0;
  }

  each((view, line) => {
    writeEvent(block, view, line);
    if (block.length >= BLOCK) flush();
  });
  flush();
  return readRun(file, size);
}

function writeEvent(block: ByteBuffer, source: DataView, line: ScannedLine): void {
  const { roomFrom, roomTo, idFrom, idTo, userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
  const lengths = [
    roomTo - roomFrom,
    idTo - idFrom,
    userIdFrom < 0 ? -1 : userIdTo - userIdFrom,
    userNameFrom < 0 ? -1 : userNameTo - userNameFrom,
  ];
  const froms = [roomFrom, idFrom, userIdFrom, userNameFrom];
  const total = lengths.reduce((sum, length) => sum + Math.max(0, length), HEAD);
  makeRoom(block, total);
  const { view, length } = block;
  const head = [total, line.type, line.roomHash, line.idHash, ...lengths];
  for (let i = 0; i < head.length; i++) view.setInt32(length + 4 * i, head[i]!, true);
  view.setFloat64(length + 4 * head.length, line.at, true);
  block.length = length + HEAD;
  for (let i = 0; i < 4; i++) {
    if (lengths[i]! > 0) writeBytes(block, bytesAt(source, froms[i]!, froms[i]! + lengths[i]!));
  }
}

function readRun(file: number, size: number): SortedRun {
  const line = createScannedLine();
  let bytes = new Uint8Array(BLOCK + SLACK);
  let view = new DataView(bytes.buffer);
  let place = 0;
  let filled = 0;
  let read = 0;

  /** Sees to it that so many bytes are there from the place on; false at the end of the file. */
  function fill(needed: number): boolean {
    if (filled - place >= needed) return true;
    if (filled - place + size - read < needed) return false;
    bytes.copyWithin(0, place, filled);
    filled -= place;
    place = 0;
    if (needed + SLACK > bytes.length) {
      const grown = new Uint8Array(needed + SLACK);
      grown.set(bytes.subarray(0, filled));
      bytes = grown;
      view = new DataView(bytes.buffer);
    }
    while (filled < needed) {
      const count = readSync(file, bytes, filled, Math.min(bytes.length - SLACK - filled, size - read), read);
      if (count === 0) return false;
      filled += count;
      read += count;
    }
    return true;
  }

  function next(): boolean {
    if (!fill(HEAD) || !fill(view.getInt32(place, true))) return false;
    line.type = view.getInt32(place + 4, true);
    line.roomHash = view.getInt32(place + 8, true);
    line.idHash = view.getInt32(place + 12, true);
    line.at = view.getFloat64(place + 32, true);
    let from = place + HEAD;
    line.roomFrom = from;
    from += view.getInt32(place + 16, true);
    line.roomTo = from;
    line.idFrom = from;
    from += view.getInt32(place + 20, true);
    line.idTo = from;
    const userIdLength = view.getInt32(place + 24, true);
    line.userIdFrom = userIdLength < 0 ? -1 : from;
    from += Math.max(0, userIdLength);
    line.userIdTo = from;
    const userNameLength = view.getInt32(place + 28, true);
    line.userNameFrom = userNameLength < 0 ? -1 : from;
    line.userNameTo = from + Math.max(0, userNameLength);
    place += view.getInt32(place, true);
    return true;
  }

  return { line, view: () => view, next, close: () => closeSync(file) };
}
