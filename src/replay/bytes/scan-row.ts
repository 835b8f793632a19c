import { CLEAR, JOIN, LEAVE } from '../../engine/flat/event-types.js';
import { delimiterByte } from '../../formats/row-scanner.js';
import { EVENT_KEYS } from '../read-record.js';
import { hashBytes } from './byte-text.js';
import { CLEA, JOIN_, LEAV, nameNobody, type ScannedLine, scanAt } from './scan-line.js';

/** How rows of delimited text are cut, and what is in which column. */
export interface RowShape {
  /** as a byte */
  readonly delimiter: number;
  /** by column: one of the roles below */
  readonly roles: Uint8Array;
}

/** The roles of the keys of events, in their order; the last is that of the name of the user. */
const OTHER = 0;
const TYPE = 1;
const ROOM = 2;
const ID = 3;
const AT = 4;
const USER_ID = 5;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_E = 0x65;
const LETTER_R = 0x72;

/** A cell of more bytes is no time. */
const LONGEST_TIME = 64;

/** The shape of rows with such columns, of which the first of a name counts; null if what an event needs is not there. */
export function rowShape(columns: readonly string[], delimiter: string): RowShape | null {
  const byte = delimiterByte(delimiter);
  if (byte === null) return null;
  const keys: readonly string[] = EVENT_KEYS;
  const roles = Uint8Array.from(columns, (column, i) =>
    columns.indexOf(column) === i ? keys.indexOf(column) + 1 : OTHER,
  );
  return [TYPE, ROOM, ID, AT].every((role) => roles.includes(role)) ? { delimiter: byte, roles } : null;
}

/** Of the cell that was scanned last, where its content ends, and whether that is no text of JSON as it is: results without an object. */
let contentTo = 0;
let isOdd = false;

/**
 * Scans a row of the usual shape: a cell for each column, of which those that have quotes, delimiters or line ends are in quotes as a whole.
 * Returns where the next row begins, or −1 for everything else. The bytes must be UTF-8, and SLACK more of them must be there to be read. `at`
 * is NaN where it is told by a text; with `hasEscapes` texts may have to be rewritten, and the row may be several lines.
 */
export function scanRow(
  view: DataView,
  from: number,
  end: number,
  line: ScannedLine,
  shape: RowShape,
): number {
  const { delimiter, roles } = shape;
  const last = roles.length - 1;
  let i = from;
  line.type = -1;
  line.hasEscapes = false;
  line.userIdFrom = -1;
  line.userNameFrom = -1;
  for (let column = 0; column <= last; column++) {
    const isQuoted = view.getUint8(i) === QUOTE;
    const start = isQuoted ? i + 1 : i;
    i = isQuoted ? endOfQuoted(view, start, end) : endOfPlain(view, start, end, delimiter);
    if (i < 0) return -1;
    if (isOdd) line.hasEscapes = true;
    const role = roles[column]!;
    if (role !== OTHER && !setCell(view, line, role, start, contentTo)) return -1;
    if (column === last) break;
    if (view.getUint8(i) !== delimiter) return -1;
    i++;
  }
  if (view.getUint8(i) === RETURN) i++;
  if (view.getUint8(i) !== NEWLINE || i >= end) return -1;
  if (line.roomTo === line.roomFrom) return -1;
  if (line.type === CLEAR) nameNobody(line);
  else if (line.idTo === line.idFrom) return -1;
  return i + 1;
}

function setCell(view: DataView, line: ScannedLine, role: number, from: number, to: number): boolean {
  if (role === TYPE) {
    line.type = typeOf(view, from, to);
    return line.type >= 0;
  }
  if (role === ROOM) {
    line.roomFrom = from;
    line.roomTo = to;
    line.roomHash = hashBytes(view, from, to);
  } else if (role === ID) {
    line.idFrom = from;
    line.idTo = to;
    line.idHash = hashBytes(view, from, to);
  } else if (role === AT) {
    line.atFrom = from;
    line.atTo = to;
    if (to - from > LONGEST_TIME) return false;
    if (scanAt(view, from, line) !== to) line.at = Number.NaN;
  } else if (role === USER_ID) {
    // An empty cell is none.
    line.userIdFrom = from === to ? -1 : from;
    line.userIdTo = to;
  } else {
    line.userNameFrom = from === to ? -1 : from;
    line.userNameTo = to;
  }
  return true;
}

function typeOf(view: DataView, from: number, to: number): number {
  const length = to - from;
  const begin = view.getInt32(from, true);
  if (length === 4) return begin === JOIN_ ? JOIN : -1;
  if (length !== 5) return -1;
  const end = view.getUint8(from + 4);
  if (begin === LEAV && end === LETTER_E) return LEAVE;
  return begin === CLEA && end === LETTER_R ? CLEAR : -1;
}

function endOfPlain(view: DataView, from: number, end: number, delimiter: number): number {
  isOdd = false;
  for (let i = from; i < end; i++) {
    const byte = view.getUint8(i);
    if (byte === delimiter || byte === NEWLINE || byte === RETURN) {
      contentTo = i;
      return i;
    }
    if (byte === QUOTE) return -1;
    if (byte < SPACE || byte === BACKSLASH) isOdd = true;
  }
  return -1;
}

/** Behind the quote that closes the cell. */
function endOfQuoted(view: DataView, from: number, end: number): number {
  isOdd = false;
  for (let i = from; i < end; i++) {
    const byte = view.getUint8(i);
    if (byte === QUOTE) {
      if (view.getUint8(i + 1) !== QUOTE) {
        contentTo = i;
        return i + 1;
      }
      isOdd = true;
      i++;
    } else if (byte < SPACE || byte === BACKSLASH) isOdd = true;
  }
  return -1;
}
