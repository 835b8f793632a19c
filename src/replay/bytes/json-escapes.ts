const QUOTE = 0x22;
const SLASH = 0x2f;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
const SPACE = 0x20;

/** What stands for itself, or for a control character, behind a backslash, and is written the same way again. */
const SHORT = '"\\bfnrt';
const CONTROLS = '\b\f\n\r\t';
const isShort = new Uint8Array(256);
for (const letter of SHORT) isShort[letter.charCodeAt(0)] = 1;
/** By control character: the letter behind the backslash, 0 for none. */
const letterOf = new Uint8Array(0x20);
for (let i = 0; i < CONTROLS.length; i++) letterOf[CONTROLS.charCodeAt(i)] = 'bfnrt'.charCodeAt(i);

/** The end of a JSON string of which `from` is inside, not behind a backslash; −1 if it is none. */
export function endOfEscaped(view: DataView, from: number, end: number): number {
  for (let i = from; i < end; i++) {
    const byte = view.getUint8(i);
    if (byte === QUOTE) return i;
    if (byte < SPACE) return -1;
    if (byte !== BACKSLASH) continue;
    const letter = view.getUint8(++i);
    if (letter === LETTER_U) {
      if (unitAt(view, i + 1) < 0) return -1;
      i += 4;
    } else if (isShort[letter] === 0 && letter !== SLASH) return -1;
  }
  return -1;
}

/**
 * Whether the bytes [from, to) of a JSON string tell half a surrogate pair, so that it is no text. They are UTF-8: only
 * escapes can.
 */
export function hasLoneSurrogate(view: DataView, from: number, to: number): boolean {
  for (let i = from; i < to; i++) {
    if (view.getUint8(i) !== BACKSLASH || view.getUint8(++i) !== LETTER_U) continue;
    const unit = unitAt(view, i + 1);
    i += 4;
    if (isLow(unit)) return true;
    if (!isHigh(unit)) continue;
    if (lowAfter(view, i, to) < 0) return true;
    i += 6;
  }
  return false;
}

/**
 * Writes the bytes [from, to) of a JSON string as JSON.stringify would, in their place, and returns the new end: that
 * never takes more bytes than any other way of writing it.
 */
export function rewriteEscapes(view: DataView, from: number, to: number): number {
  let end = from;
  for (let i = from; i < to; i++) {
    const byte = view.getUint8(i);
    if (byte !== BACKSLASH) {
      view.setUint8(end++, byte);
      continue;
    }
    const letter = view.getUint8(++i);
    if (letter === SLASH) {
      view.setUint8(end++, SLASH);
    } else if (letter !== LETTER_U) {
      view.setUint8(end++, BACKSLASH);
      view.setUint8(end++, letter);
    } else {
      const unit = unitAt(view, i + 1);
      i += 4;
      const low = isHigh(unit) ? lowAfter(view, i, to) : -1;
      if (low >= 0) {
        end = putPoint(view, end, 0x10000 + ((unit & 0x3ff) << 10) + (low & 0x3ff));
        i += 6;
      } else {
        end = putUnit(view, end, unit);
      }
    }
  }
  return end;
}

/** Writes a UTF-16 code unit as JSON.stringify writes it in a text, and returns where it ends. */
export function putUnit(view: DataView, end: number, unit: number): number {
  if (unit < SPACE) {
    if (letterOf[unit] === 0) return putEscaped(view, end, unit);
    view.setUint8(end, BACKSLASH);
    view.setUint8(end + 1, letterOf[unit]!);
    return end + 2;
  }
  if (unit === QUOTE || unit === BACKSLASH) {
    view.setUint8(end, BACKSLASH);
    view.setUint8(end + 1, unit);
    return end + 2;
  }
  return isHigh(unit) || isLow(unit) ? putEscaped(view, end, unit) : putPoint(view, end, unit);
}

/** Writes \uXXXX. */
function putEscaped(view: DataView, end: number, unit: number): number {
  view.setUint8(end, BACKSLASH);
  view.setUint8(end + 1, LETTER_U);
  for (let i = 0; i < 4; i++) {
    const digit = (unit >> (12 - 4 * i)) & 15;
    view.setUint8(end + 2 + i, digit < 10 ? 0x30 + digit : 0x57 + digit);
  }
  return end + 6;
}

/** Writes a code point that is no surrogate as UTF-8. */
function putPoint(view: DataView, end: number, point: number): number {
  if (point < 0x80) {
    view.setUint8(end, point);
    return end + 1;
  }
  let next = end;
  if (point < 0x800) {
    view.setUint8(next++, 0xc0 | (point >> 6));
  } else {
    if (point < 0x10000) {
      view.setUint8(next++, 0xe0 | (point >> 12));
    } else {
      view.setUint8(next++, 0xf0 | (point >> 18));
      view.setUint8(next++, 0x80 | ((point >> 12) & 0x3f));
    }
    view.setUint8(next++, 0x80 | ((point >> 6) & 0x3f));
  }
  view.setUint8(next++, 0x80 | (point & 0x3f));
  return next;
}

/** The second half of a surrogate pair that is escaped right behind a place, before `to`; −1 if there is none. */
function lowAfter(view: DataView, place: number, to: number): number {
  if (place + 6 >= to) return -1;
  if (view.getUint8(place + 1) !== BACKSLASH || view.getUint8(place + 2) !== LETTER_U) return -1;
  const unit = unitAt(view, place + 3);
  return isLow(unit) ? unit : -1;
}

/** The UTF-16 code unit of four hexadecimal digits, −1 if they are none. */
function unitAt(view: DataView, at: number): number {
  let unit = 0;
  for (let i = 0; i < 4; i++) {
    const code = view.getUint8(at + i);
    const lower = code | 0x20;
    const digit =
      code >= 0x30 && code <= 0x39 ? code - 0x30 : lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
    if (digit < 0) return -1;
    unit = (unit << 4) | digit;
  }
  return unit;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
