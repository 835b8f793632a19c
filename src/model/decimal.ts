const MINUS = 0x2d;
const ZERO = 0x30;
/** Larger numbers are written as two: integer arithmetic is for 32 bits. */
const SPLIT = 10_000_000;

/** Writes a safe integer in decimal into `target` from `offset`, as ASCII codes, and returns the end. */
export function writeDecimal(value: number, target: Uint8Array, offset: number): number {
  let end = offset;
  let rest = value;
  if (rest < 0) {
    target[end++] = MINUS;
    rest = -rest;
  }
  if (rest < SPLIT) return writeDigits(rest, digitsIn(rest), target, end);
  const high = Math.floor(rest / SPLIT);
  end = writeDigits(high, digitsIn(high), target, end);
  return writeDigits(rest - high * SPLIT, 7, target, end);
}

function digitsIn(value: number): number {
  let digits = 1;
  for (let bound = 10; bound <= value; bound *= 10) digits++;
  return digits;
}

function writeDigits(value: number, digits: number, target: Uint8Array, offset: number): number {
  let rest = value | 0;
  for (let place = offset + digits - 1; place >= offset; place--) {
    const tenth = (rest / 10) | 0;
    target[place] = ZERO + rest - tenth * 10;
    rest = tenth;
  }
  return offset + digits;
}
