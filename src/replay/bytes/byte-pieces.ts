/** A stretch of memory for many small things, used again once none of them is left. */
export interface Piece {
  readonly bytes: Uint8Array;
  end: number;
  /** how many of the things in it are still wanted */
  live: number;
}

/**
 * Bytes that are kept for a while, each in its place until it is wanted no more: what comes goes about in the order in which
 * it came, so that whole pieces become free, and nothing has to be moved.
 */
export interface BytePieces {
  /** Keeps a copy; its bytes end at the `end` of the piece. */
  keep(source: Uint8Array, from: number, to: number): Piece;
  /** Lets one thing of a piece go. */
  letGo(piece: Piece): void;
  /** how many bytes are in use, with what cannot be used again yet */
  readonly size: () => number;
}

/** Pieces have so many bytes, or what one thing needs. */
const SIZE = 256 * 1024;

export function createBytePieces(): BytePieces {
  let current = createPiece(0);
  const free: Piece[] = [];
  let size = 0;

  function keep(source: Uint8Array, from: number, to: number): Piece {
    const needed = to - from;
    if (current.end + needed > current.bytes.length) {
      const full = current;
      current = needed > SIZE ? createPiece(needed) : (free.pop() ?? createPiece(SIZE));
      size += current.bytes.length;
      if (full.live === 0) giveBack(full);
    }
    current.bytes.set(source.subarray(from, to), current.end);
    current.end += needed;
    current.live++;
    return current;
  }

  function letGo(piece: Piece): void {
    piece.live--;
    if (piece.live === 0 && piece !== current) giveBack(piece);
  }

  function giveBack(piece: Piece): void {
    size -= piece.bytes.length;
    piece.end = 0;
    if (piece.bytes.length === SIZE) free.push(piece);
  }

  return { keep, letGo, size: () => size };
}

function createPiece(size: number): Piece {
  return { bytes: new Uint8Array(size), end: 0, live: 0 };
}
