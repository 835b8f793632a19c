import { SLACK } from './byte-text.js';

/** Gives views of bytes behind which SLACK more can be read: of themselves, where these are there, or else of a copy, good until the next. */
export function createOpening(): (bytes: Buffer) => DataView {
  let padded = Buffer.alloc(0);
  return (bytes) => {
    if (bytes.byteOffset + bytes.length + SLACK <= bytes.buffer.byteLength) {
      return new DataView(bytes.buffer, bytes.byteOffset, bytes.length + SLACK);
    }
    if (padded.length < bytes.length + SLACK) padded = Buffer.alloc(bytes.length + SLACK);
    bytes.copy(padded);
    return new DataView(padded.buffer, padded.byteOffset, padded.length);
  };
}
