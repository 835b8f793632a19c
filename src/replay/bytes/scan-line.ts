import { CLEAR, JOIN, LEAVE } from '../../engine/flat/event-types.js';
import { spread } from '../../engine/flat/slot-table.js';
import { asciiAt, firstBytes, hashBytes, mixWord } from './byte-text.js';
import { endOfEscaped, hasLoneSurrogate, rewriteEscapes } from './json-escapes.js';

/** A line of the usual shape, as ranges of the bytes it was scanned from. Reused for line after line. */
export interface ScannedLine {
  /** JOIN, LEAVE or CLEAR of the engine */
  type: number;
  /** NaN: it is told by what is in the range that follows, a number of another kind, or a text with its quotes */
  at: number;
  atFrom: number;
  atTo: number;
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
  /** whether strings have escapes, with which they must not be taken as they are */
  hasEscapes: boolean;
}

/** So many lines are scanned, at most, before their events are taken. */
export const BATCH = 64;

export function createBatch(): ScannedLine[] {
  return Array.from({ length: BATCH }, createScannedLine);
}

export function createScannedLine(): ScannedLine {
  return {
    type: 0,
    at: 0,
    atFrom: 0,
    atTo: 0,
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
    hasEscapes: false,
  };
}

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const LETTER_E = 0x65;
const CLOSE = 0x7d;

/** The bit in which small letters differ from capitals. */
const CASE = 0x20;

/** More bytes than a number of any sense takes, or a time. */
const LONGEST_SCALAR = 64;

export const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const JSON_WORD = /^(?:true|false|null)$/;

/** A key that says nothing of an event. */
const OTHER = 0;
const HAS_TYPE = 1;
const HAS_ROOM = 2;
const HAS_ID = 4;
const HAS_AT = 8;
const HAS_USER_ID = 16;
const HAS_USER_NAME = 32;
const NEEDED = HAS_TYPE | HAS_ROOM | HAS_AT;

/** Texts of the usual shape, four bytes at a time. */
const TYPE = word('type');
const ROOM = word('room');
const PART = word('part');
const ICIP = word('icip');
const ANT_ = word('ant_');
const ID = word('id":');
const AT = word('at":');
const USER = word('user');
const _ID = word('_id"');
const _NAM = word('_nam');
const E_COLON = word('e":');
export const JOIN_ = word('join');
export const LEAV = word('leav');
export const CLEA = word('clea');
const NULL = word('null');
const OPENING = word('{"');
const E_QUOTE = word('e"');
const R_QUOTE = word('r"');
const QUOTE_COLON = word('":');
const COMMA_QUOTE = word(',"');
const COMMA_SPACE_QUOTE = word(', "');

/** What `scanString` hashed on the way, and whether it came upon escapes: further results without an object. */
let hashed = 0;
let hasEscapes = false;

/**
 * Scans a line of the usual shape that begins at `from`: a flat object with the known keys in any order, at most a space
 * after a colon or comma, `at` a number or a text, ended by LF or CRLF before `end`. Returns where the next
 * line begins, or −1 for everything else, right or wrong: that is for the general path to say. The bytes must be valid
 * UTF-8, and SLACK more of them must be there to be read.
 */
export function scanLine(view: DataView, from: number, end: number, line: ScannedLine): number {
  if ((view.getInt32(from, true) & 0xffff) !== OPENING) return -1;
  let i = from + 2;
  let seen = 0;
  hasEscapes = false;
  line.userIdFrom = -1;
  line.userNameFrom = -1;
  // Each key and its value begin before `end`; what is read beyond it makes the line fail, or is found out at its end.
  while (i < end) {
    let key = OTHER;
    const name = view.getInt32(i, true);
    if (name === AT) {
      key = HAS_AT;
      i += 4;
    } else if (name === USER) {
      const rest = view.getInt32(i + 4, true);
      if (rest === _NAM && (view.getInt32(i + 8, true) & 0xffffff) === E_COLON) {
        key = HAS_USER_NAME;
        i += 11;
      } else if (rest === _ID && view.getUint8(i + 8) === COLON) {
        key = HAS_USER_ID;
        i += 9;
      }
    } else if (name === PART) {
      if (
        view.getInt32(i + 4, true) === ICIP &&
        view.getInt32(i + 8, true) === ANT_ &&
        view.getInt32(i + 12, true) === ID
      ) {
        key = HAS_ID;
        i += 16;
      }
    } else if (name === ROOM || name === TYPE) {
      if ((view.getInt32(i + 4, true) & 0xffff) === QUOTE_COLON) {
        key = name === ROOM ? HAS_ROOM : HAS_TYPE;
        i += 6;
      }
    }
    if (key === OTHER) {
      i = endOfOtherKey(view, i, end);
      if (i < 0) return -1;
    }
    if ((seen & key) !== 0) return -1;
    seen |= key;
    if (view.getUint8(i) === SPACE) i++;
    if (key === OTHER) {
      i = endOfOtherValue(view, i, end);
      if (i < 0) return -1;
    } else if (key === HAS_AT) {
      const begin = i;
      i = scanAt(view, begin, line);
      if (i < 0) i = scanOddAt(view, begin, end, line);
      if (i < 0) return -1;
    } else if (view.getUint8(i) !== QUOTE) {
      if ((key & (HAS_USER_ID | HAS_USER_NAME)) === 0 || view.getInt32(i, true) !== NULL) return -1;
      i += 4;
    } else if (key === HAS_TYPE) {
      const value = view.getInt32(i + 1, true);
      const last = view.getInt32(i + 5, true);
      if (value === JOIN_ && (last & 0xff) === QUOTE) {
        line.type = JOIN;
        i += 6;
      } else {
        if (value === LEAV && (last & 0xffff) === E_QUOTE) line.type = LEAVE;
        else if (value === CLEA && (last & 0xffff) === R_QUOTE) line.type = CLEAR;
        else return -1;
        i += 7;
      }
    } else {
      const start = i + 1;
      i = scanString(view, start, end);
      if (i < 0) return -1;
      if (key === HAS_ID) {
        line.idFrom = start;
        line.idTo = i;
        line.idHash = spread(hashed);
      } else if (key === HAS_ROOM) {
        line.roomFrom = start;
        line.roomTo = i;
        line.roomHash = spread(hashed);
      } else if (key === HAS_USER_NAME) {
        line.userNameFrom = start;
        line.userNameTo = i;
      } else {
        line.userIdFrom = start;
        line.userIdTo = i;
      }
      i++;
    }
    const next = view.getInt32(i, true);
    if ((next & 0xffff) === COMMA_QUOTE) i += 2;
    else if ((next & 0xffffff) === COMMA_SPACE_QUOTE) i += 3;
    else {
      if ((next & 0xff) !== CLOSE) return -1;
      i += ((next >> 8) & 0xff) === RETURN ? 2 : 1;
      if (view.getUint8(i++) !== NEWLINE || i > end) return -1;
      line.hasEscapes = hasEscapes;
      return isWhole(seen, line) ? i : -1;
    }
  }
  return -1;
}

/**
 * Writes texts with escapes as they will be put out, in their place. False, and nothing is written, if the room or the
 * participant is no text.
 */
export function rewriteTexts(view: DataView, line: ScannedLine): boolean {
  const { roomFrom, roomTo, idFrom, idTo, userIdFrom, userNameFrom } = line;
  if (hasLoneSurrogate(view, roomFrom, roomTo) || hasLoneSurrogate(view, idFrom, idTo)) return false;
  if (hasBackslash(view, roomFrom, roomTo)) {
    line.roomTo = rewriteEscapes(view, roomFrom, roomTo);
    line.roomHash = hashBytes(view, roomFrom, line.roomTo);
  }
  if (hasBackslash(view, idFrom, idTo)) {
    line.idTo = rewriteEscapes(view, idFrom, idTo);
    line.idHash = hashBytes(view, idFrom, line.idTo);
  }
  if (userIdFrom >= 0) line.userIdTo = rewriteEscapes(view, userIdFrom, line.userIdTo);
  if (userNameFrom >= 0) line.userNameTo = rewriteEscapes(view, userNameFrom, line.userNameTo);
  return true;
}

function hasBackslash(view: DataView, from: number, to: number): boolean {
  for (let i = from; i < to; i++) if (view.getUint8(i) === BACKSLASH) return true;
  return false;
}

function isWhole(seen: number, line: ScannedLine): boolean {
  if ((seen & NEEDED) !== NEEDED || line.roomTo === line.roomFrom) return false;
  if (line.type !== CLEAR) return (seen & HAS_ID) !== 0 && line.idTo > line.idFrom;
  nameNobody(line);
  return true;
}

/** A clear names nobody, whatever stands in the line, or stood in one before. */
export function nameNobody(line: ScannedLine): void {
  line.idFrom = 0;
  line.idTo = 0;
  line.userIdFrom = -1;
  line.userNameFrom = -1;
}

/** The end of a string, −1 if it is none; its hash, if it has no escapes, is left in `hashed`, not spread. */
function scanString(view: DataView, from: number, end: number): number {
  let hash = 0;
  for (let i = from; i < end; i += 4) {
    const four = view.getInt32(i, true);
    // The high bit of each byte that is a quote, a backslash or below a space; exact up to the first of them. With its
    // second bit turned, a quote is where the space was: it is found with what is below.
    const low = four ^ 0x02020202;
    const backslash = four ^ 0x5c5c5c5c;
    const found = (((low - 0x21212121) & ~low) | ((backslash - 0x01010101) & ~backslash)) & 0x80808080;
    if (found !== 0) {
      const count = (31 - Math.clz32(found & -found)) >> 3;
      const byte = (four >>> (8 * count)) & 0xff;
      if (byte === BACKSLASH) {
        hasEscapes = true;
        return endOfEscaped(view, i + count, end);
      }
      if (byte !== QUOTE) return -1;
      hashed = count === 0 ? hash : mixWord(hash, firstBytes(four, count));
      return i + count;
    }
    hash = mixWord(hash, four);
  }
  return -1;
}

/** The end of a whole number of at most 15 digits; −1 for everything else. */
export function scanAt(view: DataView, from: number, line: ScannedLine): number {
  let i = from;
  const isNegative = view.getUint8(i) === MINUS;
  if (isNegative) i++;
  const digitsFrom = i;
  let value = 0;
  for (let rounds = 0; rounds < 3; rounds++) {
    const four = view.getInt32(i, true);
    const digits = four - 0x30303030;
    if ((((four + 0x46464646) | digits) & 0x80808080) !== 0) break;
    // Neighbours are put together: first digits, then pairs of them.
    const pairs = (digits * 10 + (digits >> 8)) & 0x00ff00ff;
    value = value * 10000 + ((pairs * 100 + (pairs >> 16)) & 0xffff);
    i += 4;
  }
  let next = 0;
  for (; i - digitsFrom <= 15; i++) {
    next = view.getUint8(i);
    if (next < ZERO || next > NINE) break;
    value = value * 10 + next - ZERO;
  }
  if (next === POINT || (next | CASE) === LETTER_E) return -1;
  const count = i - digitsFrom;
  if (count === 0 || count > 15 || (count > 1 && view.getUint8(digitsFrom) === ZERO)) return -1;
  line.at = isNegative ? 0 - value : value;
  return i;
}

/** Where the value of a key begins that, if a colon follows it, is none of ours; −1 for everything else. */
function endOfOtherKey(view: DataView, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const byte = view.getUint8(i);
    if (byte < SPACE || byte === BACKSLASH) return -1;
    if (byte === QUOTE) return view.getUint8(i + 1) === COLON ? i + 2 : -1;
  }
  return -1;
}

/** The end of a string, of a number, or of true, false or null; −1 for everything else. */
function endOfOtherValue(view: DataView, from: number, end: number): number {
  const to = endOfValue(view, from, end);
  if (view.getUint8(from) === QUOTE) return to;
  const text = asciiAt(view, from, to);
  return JSON_NUMBER.test(text) || JSON_WORD.test(text) ? to : -1;
}

/** The end of a text, or of what may be a number of another kind; −1 for neither. */
function scanOddAt(view: DataView, from: number, end: number, line: ScannedLine): number {
  const to = endOfValue(view, from, end);
  if (to < 0 || to - from > LONGEST_SCALAR) return -1;
  line.at = Number.NaN;
  line.atFrom = from;
  line.atTo = to;
  return to;
}

/** The end of a text, −1 if it has none; of everything else, where it must end if it is a scalar. */
function endOfValue(view: DataView, from: number, end: number): number {
  if (view.getUint8(from) === QUOTE) {
    const to = endOfEscaped(view, from + 1, end);
    return to < 0 ? -1 : to + 1;
  }
  let to = from;
  for (; to < end && to - from < LONGEST_SCALAR; to++) {
    const byte = view.getUint8(to);
    if (byte <= SPACE || byte === COMMA || byte === CLOSE) break;
  }
  return to;
}

function word(text: string): number {
  let value = 0;
  for (let i = 0; i < text.length; i++) value |= text.charCodeAt(i) << (8 * i);
  return value;
}
