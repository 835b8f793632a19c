import { hashBytes } from './byte-text.js';
import type { ScannedLine } from './scan-line.js';

const SPACE = 0x20;
const QUOTE = 0x22;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;

/** What stands behind a backslash for these; other control characters are told by their number. */
const SHORT = new Map([...'bfnrt'].map((letter, i) => ['\b\f\n\r\t'.charCodeAt(i), letter.charCodeAt(0)]));

/** A byte becomes so many at most. */
const LONGEST = 6;

/**
 * Writes the texts of a row, of which some have quotes, backslashes or control characters, as texts of JSON have them, from `spare` on. Returns
 * where they end, or −1 if they might not end before `end`; then nothing is changed.
 */
export function rewriteCells(view: DataView, line: ScannedLine, spare: number, end: number): number {
  const { roomFrom, roomTo, idFrom, idTo, userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
  let length = roomTo - roomFrom + idTo - idFrom;
  if (userIdFrom >= 0) length += userIdTo - userIdFrom;
  if (userNameFrom >= 0) length += userNameTo - userNameFrom;
  if (spare + LONGEST * length > end) return -1;
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
    if (byte >= SPACE && byte !== QUOTE && byte !== BACKSLASH) {
      view.setUint8(end++, byte);
      continue;
    }
    if (byte === QUOTE) i++;
    view.setUint8(end++, BACKSLASH);
    const short = byte >= SPACE ? byte : SHORT.get(byte);
    if (short !== undefined) {
      view.setUint8(end++, short);
      continue;
    }
    view.setUint8(end++, LETTER_U);
    view.setUint8(end++, ZERO);
    view.setUint8(end++, ZERO);
    view.setUint8(end++, ZERO + (byte >> 4));
    view.setUint8(end++, '0123456789abcdef'.charCodeAt(byte & 15));
  }
  return end;
}
