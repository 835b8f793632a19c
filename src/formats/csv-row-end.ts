/** Told of a row that does not end in the bytes. */
export const NOT_ENDED = -1;
/** Told of a row with a quote that neither begins a cell nor ends one: only the parser knows where it ends. */
export const IRREGULAR = -2;

const NEWLINE = 0x0a;
const RETURN = 0x0d;
const QUOTE = 0x22;

/** Where the row of delimited text ends that begins at `from`, behind its line end; or one of the two above. */
export function endOfRow(bytes: Buffer, from: number, delimiter: number): number {
  let at = from;
  for (;;) {
    const isQuoted = bytes[at] === QUOTE;
    if (isQuoted) {
      at = endOfQuotes(bytes, at + 1);
      if (at < 0) return NOT_ENDED;
    } else {
      at = endOfUnquoted(bytes, at, delimiter);
    }
    const next = bytes[at];
    if (next === undefined) return NOT_ENDED;
    if (next === NEWLINE) return at + 1;
    if (next === RETURN && isQuoted) {
      if (at + 1 === bytes.length) return NOT_ENDED;
      if (bytes[at + 1] === NEWLINE) return at + 2;
    }
    if (next !== delimiter) return IRREGULAR;
    at++;
  }
}

/** Behind the quote that closes a cell, with another behind it to see that it does; −1 if it is not there. */
function endOfQuotes(bytes: Buffer, from: number): number {
  let quote = bytes.indexOf(QUOTE, from);
  while (quote >= 0 && bytes[quote + 1] === QUOTE) quote = bytes.indexOf(QUOTE, quote + 2);
  return quote < 0 || quote + 1 === bytes.length ? -1 : quote + 1;
}

/** Where a cell ends that does not begin with a quote: at the delimiter, the line end, or a quote. */
function endOfUnquoted(bytes: Buffer, from: number, delimiter: number): number {
  let at = from;
  while (at < bytes.length) {
    const byte = bytes[at]!;
    if (byte === delimiter || byte === NEWLINE || byte === QUOTE) break;
    at++;
  }
  return at;
}
