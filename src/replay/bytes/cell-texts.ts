import { hashBytes } from './byte-text.js';
import { textsOf } from './event-store.js';
import { putUnit } from './json-escapes.js';
import type { ScannedLine } from './scan-line.js';

const QUOTE = 0x22;
const NOT_ASCII = 0x80;

/** A byte becomes so many at most. */
const LONGEST = 6;

/**
 * Writes the texts of a row, of which some have quotes, backslashes or control characters, as texts of JSON have them, from `spare` on. Returns
 * where they end, or −1 if they might not end before `end`; then nothing is changed.
 */
export function rewriteCells(view: DataView, line: ScannedLine, spare: number, end: number): number {
  const { roomFrom, roomTo, idFrom, idTo, userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
  if (spare + LONGEST * textsOf(line) > end) return -1;
  line.roomFrom = spare;
  line.roomTo = rewrite(view, roomFrom, roomTo, spare);
  line.roomHash = hashBytes(view, line.roomFrom, line.roomTo);
  line.idFrom = line.roomTo;
  line.idTo = rewrite(view, idFrom, idTo, line.idFrom);
  line.idHash = hashBytes(view, line.idFrom, line.idTo);
  let at = line.idTo;
  if (userIdFrom >= 0) {
    line.userIdFrom = at;
    line.userIdTo = rewrite(view, userIdFrom, userIdTo, at);
    at = line.userIdTo;
  }
  if (userNameFrom >= 0) {
    line.userNameFrom = at;
    line.userNameTo = rewrite(view, userNameFrom, userNameTo, at);
    at = line.userNameTo;
  }
  return at;
}

/** Copies the content of a cell to `target`, and returns where it ends there. Each quote in it is one of two that stand for one. */
function rewrite(view: DataView, from: number, to: number, target: number): number {
  let end = target;
  for (let i = from; i < to; i++) {
    const byte = view.getUint8(i);
    if (byte === QUOTE) i++;
    if (byte < NOT_ASCII) end = putUnit(view, end, byte);
    else view.setUint8(end++, byte);
  }
  return end;
}
