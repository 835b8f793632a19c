import { read, readSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { perhapsBlocked } from '../formats/blocked-calls.js';

/** So many bytes are read at once at most. */
export const CHUNK = 256 * 1024;
/** What lies behind a chunk, so that whoever scans it may look a little beyond its end. */
export const BEHIND = 64;

const reading = promisify(read);

/** A file that is not larger is read in less time than it takes to hear that it has been. */
const SMALL = 64 * 1024;

/** Reads one of many files: what `fileChunks` gives. */
export async function* oneOfMany(descriptor: number, size: number): AsyncGenerator<Buffer> {
  const whole = size <= SMALL ? readWhole(descriptor, size) : null;
  if (whole === null) yield* fileChunks(descriptor, size);
  else {
    // Others have their turn once for each file.
    await nextTurn();
    if (size > 0) yield whole;
  }
}

/** Null if the file is not as large as it was. */
function readWhole(descriptor: number, size: number): Buffer | null {
  const buffer = Buffer.alloc(size + 1 + BEHIND);
  const length = readSync(descriptor, buffer, 0, size + 1, 0);
  return length === size ? buffer.subarray(0, size) : null;
}

/**
 * Reads a file from its beginning. The next chunk is read while the one before is worked on; there are two buffers, as whoever asks for more
 * is done.
 * @param size that it had, in bytes; it may have grown since
 * @throws Error if it has become smaller
 */
export async function* fileChunks(descriptor: number, size: number): AsyncGenerator<Buffer> {
  // Where one byte less than asked for comes nothing more has to be asked for.
  let most = Math.min(CHUNK, size + 1);
  let [buffer, next] = [Buffer.alloc(most + BEHIND), Buffer.alloc(most + BEHIND)];
  let begun = begin(buffer, 0);
  try {
    for (let position = 0; ; ) {
      const { bytesRead } = await begun;
      if (bytesRead === 0) {
        if (position < size)
          throw new Error(`ends after ${position} of ${size} bytes: it was cut while it was read`);
        return;
      }
      position += bytesRead;
      const isEnd = bytesRead < most && position === size;
      if (!isEnd) {
        // Of what has grown it is not known by how much.
        if (position > size) most = CHUNK;
        if (next.length < most + BEHIND) next = Buffer.alloc(most + BEHIND);
        begun = begin(next, position);
      }
      yield buffer.subarray(0, bytesRead);
      if (isEnd) return;
      [buffer, next] = [next, buffer];
    }
  } finally {
    // Whoever closes the file must find it at rest.
    await begun.catch(() => {});
  }

  function begin(target: Buffer, position: number): Promise<{ bytesRead: number }> {
    const begun = reading(descriptor, target, 0, most, position);
    // What goes wrong is told when it is asked for.
    begun.catch(() => {});
    return begun;
  }
}

/** Reads what is no file, as it comes. */
export async function* pipeChunks(descriptor: number): AsyncGenerator<Buffer> {
  const buffer = Buffer.alloc(CHUNK + BEHIND);
  for (;;) {
    const { bytesRead } = await perhapsBlocked(reading(descriptor, buffer, 0, CHUNK, null));
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}
