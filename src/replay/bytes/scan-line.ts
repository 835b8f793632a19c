import { ascii } from './byte-buffer.js';

/** A line of the usual shape, as ranges of the bytes it was scanned from. Reused for line after line. */
export interface ScannedLine {
  /** JOIN, LEAVE or CLEAR of the engine */
  type: number;
  at: number;
  roomFrom: number;
  roomTo: number;
  roomHash: number;
  idFrom: number;
  idTo: number;
  idHash: number;
  /** −1: null or absent */
  userIdFrom: number;
  userIdTo: number;
  userNameFrom: number;
  userNameTo: number;
}

export function createScannedLine(): ScannedLine {
  return {
    type: 0,
    at: 0,
    roomFrom: 0,
    roomTo: 0,
    roomHash: 0,
    idFrom: 0,
    idTo: 0,
    idHash: 0,
    userIdFrom: -1,
    userIdTo: -1,
    userNameFrom: -1,
    userNameTo: -1,
  };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const SPACE = 0x20;
const OPEN = 0x7b;
const CLOSE = 0x7d;
const MINUS = 0x2d;
const ZERO = 0x30;

const HAS_TYPE = 1;
const HAS_ROOM = 2;
const HAS_ID = 4;
const HAS_AT = 8;
const HAS_USER_ID = 16;
const HAS_USER_NAME = 32;
const NEEDED = HAS_TYPE | HAS_ROOM | HAS_ID | HAS_AT;

/** Where `scanString` found the end and what it hashed on the way: a second result without an object. */
let hashed = 0;

/**
 * Scans a line of the usual shape: a flat object of the known keys in any order, at most a space after a colon or
 * comma, strings without escapes, `at` a whole number of at most 15 digits. False for everything else, right or wrong:
 * that is for the general path to say. The bytes must be valid UTF-8.
 */
export function scanLine(bytes: Uint8Array, from: number, to: number, line: ScannedLine): boolean {
  let i = from;
  if (bytes[i++] !== OPEN) return false;
  let seen = 0;
  line.userIdFrom = -1;
  line.userNameFrom = -1;
  for (;;) {
    if (bytes[i++] !== QUOTE) return false;
    // The known keys differ in length, but for `user_name`, which has a length of its own too.
    const keyFrom = i;
    while (bytes[i] !== QUOTE) {
      if (++i - keyFrom > 14) return false;
    }
    const key = keyOf(bytes, keyFrom, i - keyFrom);
    if (key === 0 || (seen & key) !== 0) return false;
    seen |= key;
    i++;
    if (bytes[i++] !== COLON) return false;
    if (bytes[i] === SPACE) i++;
    if (key === HAS_AT) {
      i = scanAt(bytes, i, to, line);
      if (i < 0) return false;
    } else if (bytes[i] === QUOTE) {
      const start = i + 1;
      i = scanString(bytes, start, to);
      if (i < 0) return false;
      if (key === HAS_ID) {
        line.idFrom = start;
        line.idTo = i;
        line.idHash = hashed;
      } else if (key === HAS_ROOM) {
        line.roomFrom = start;
        line.roomTo = i;
        line.roomHash = hashed;
      } else if (key === HAS_TYPE) {
        const length = i - start;
        // join, leave or clear: told by length and first letter, then checked whole.
        if (length === 4 && isText(bytes, start, JOIN_TEXT)) line.type = 0;
        else if (length === 5 && isText(bytes, start, LEAVE_TEXT)) line.type = 1;
        else return false;
      } else if (key === HAS_USER_NAME) {
        line.userNameFrom = start;
        line.userNameTo = i;
      } else {
        line.userIdFrom = start;
        line.userIdTo = i;
      }
      i++;
    } else {
      if ((key & (HAS_USER_ID | HAS_USER_NAME)) === 0 || !isText(bytes, i, NULL_TEXT)) return false;
      i += 4;
    }
    const next = bytes[i++];
    if (next === COMMA) {
      if (bytes[i] === SPACE) i++;
    } else {
      if (next !== CLOSE || i !== to) return false;
      return (seen & NEEDED) === NEEDED && line.idTo > line.idFrom && line.roomTo > line.roomFrom;
    }
  }
}

const JOIN_TEXT = ascii('join');
const LEAVE_TEXT = ascii('leave');
const NULL_TEXT = ascii('null');
const TYPE_KEY = ascii('type');
const ROOM_KEY = ascii('room');
const AT_KEY = ascii('at');
const ID_KEY = ascii('participant_id');
const USER_ID_KEY = ascii('user_id');
const USER_NAME_KEY = ascii('user_name');

function keyOf(bytes: Uint8Array, from: number, length: number): number {
  switch (length) {
    case 2:
      return isText(bytes, from, AT_KEY) ? HAS_AT : 0;
    case 4:
      if (isText(bytes, from, TYPE_KEY)) return HAS_TYPE;
      return isText(bytes, from, ROOM_KEY) ? HAS_ROOM : 0;
    case 7:
      return isText(bytes, from, USER_ID_KEY) ? HAS_USER_ID : 0;
    case 9:
      return isText(bytes, from, USER_NAME_KEY) ? HAS_USER_NAME : 0;
    case 14:
      return isText(bytes, from, ID_KEY) ? HAS_ID : 0;
    default:
      return 0;
  }
}

function isText(bytes: Uint8Array, from: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[from + i] !== text[i]) return false;
  return true;
}

/** The end of a string without escapes and control characters, −1 if it is none; its hash is left in `hashed`. */
function scanString(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let i = from; i < to; i++) {
    const byte = bytes[i]!;
    if (byte === QUOTE) {
      hashed = hash;
      return i;
    }
    if (byte === BACKSLASH || byte < SPACE) return -1;
    hash = (Math.imul(hash, 31) + byte) | 0;
  }
  return -1;
}

function scanAt(bytes: Uint8Array, from: number, to: number, line: ScannedLine): number {
  let i = from;
  const isNegative = bytes[i] === MINUS;
  if (isNegative) i++;
  const digitsFrom = i;
  let value = 0;
  for (; i < to; i++) {
    const digit = bytes[i]! - ZERO;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  const digits = i - digitsFrom;
  if (digits === 0 || digits > 15 || (digits > 1 && bytes[digitsFrom] === ZERO)) return -1;
  line.at = isNegative ? 0 - value : value;
  return i;
}

/** The hash that scanning gives the bytes [from, to). */
export function hashBytes(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0;
  for (let i = from; i < to; i++) hash = (Math.imul(hash, 31) + bytes[i]!) | 0;
  return hash;
}
