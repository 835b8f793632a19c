import { write } from 'node:fs';

/**
 * Writes all of a piece, while others go on.
 * @param at the place where it begins, null: where the file has come to
 */
export async function writePiece(descriptor: number, piece: Uint8Array, at: number | null): Promise<void> {
  for (let written = 0; written < piece.length; ) {
    const place = at === null ? null : at + written;
    written += await new Promise<number>((resolve, reject) => {
      write(descriptor, piece, written, piece.length - written, place, (error, bytes) => {
        if (error === null) resolve(bytes);
        else reject(error);
      });
    });
  }
}
