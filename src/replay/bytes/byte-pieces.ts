/**
 * Bytes that are kept for a while, each in its place until it is wanted no more: what comes goes about in the order in which
 * it came, so that whole pieces of memory become free, and nothing has to be moved.
 */
export interface BytePieces {
  /** Keeps a copy, and gives its address. */
  keep(source: Uint8Array, from: number, to: number): number;
  /** The piece in which something lies that is kept, from `offsetOf` its address on. */
  pieceOf(address: number): Uint8Array;
  /** Lets it go. */
  letGo(address: number): void;
  /** how many bytes are in use, with what cannot be used again yet */
  readonly size: () => number;
}

/** A stretch of memory for many small things, or for one that is larger. */
interface Piece {
  bytes: Uint8Array;
  end: number;
  /** how many of the things in it are still wanted */
  live: number;
}

/** Pieces have so many bytes, or what one thing needs. */
const SIZE = 256 * 1024;

/** Where something begins in its piece. */
export function offsetOf(address: number): number {
  return address % SIZE;
}

export function createBytePieces(): BytePieces {
  const pieces: Piece[] = [];
  /** those in which nothing is */
  const free: number[] = [];
  let current = -1;
  let size = 0;

  function keep(source: Uint8Array, from: number, to: number): number {
    const needed = to - from;
    if (current < 0 || pieces[current]!.end + needed > pieces[current]!.bytes.length) begin(needed);
    const piece = pieces[current]!;
    const address = current * SIZE + piece.end;
    piece.bytes.set(source.subarray(from, to), piece.end);
    piece.end += needed;
    piece.live++;
    return address;
  }

  function begin(needed: number): void {
    const full = current;
    current = free.pop() ?? pieces.push({ bytes: new Uint8Array(SIZE), end: 0, live: 0 }) - 1;
    const piece = pieces[current]!;
    if (needed > piece.bytes.length) piece.bytes = new Uint8Array(needed);
    size += piece.bytes.length;
    if (full >= 0 && pieces[full]!.live === 0) giveBack(full);
  }

  function letGo(address: number): void {
    const i = Math.floor(address / SIZE);
    if (--pieces[i]!.live === 0 && i !== current) giveBack(i);
  }

  function giveBack(i: number): void {
    const piece = pieces[i]!;
    size -= piece.bytes.length;
    piece.end = 0;
    if (piece.bytes.length > SIZE) piece.bytes = new Uint8Array(SIZE);
    free.push(i);
  }

  return { keep, pieceOf: (address) => pieces[Math.floor(address / SIZE)]!.bytes, letGo, size: () => size };
}
