import { isUtf8 } from 'node:buffer';
import { type Input, readInput, UnreadableInput } from '../../replay/input.js';
import type { ForeignList } from './foreign-meeting.js';
import { readForeignList, UnreadableList } from './read-foreign-list.js';

/** A list longer than this is not held in memory as one text. */
const LONGEST = 256 * 1024 * 1024;

/**
 * Reads another system's list from an input, plain or gzip.
 * @throws UnreadableInput for what breaks, is too long, no text, or no list
 */
export async function readListInput(input: Input): Promise<ForeignList> {
  const pieces: Buffer[] = [];
  let length = 0;
  const lines = {
    push(chunk: Buffer) {
      length += chunk.length;
      if (length > LONGEST) {
        throw new UnreadableInput(
          `${input.name}: is a list of more than ${LONGEST / 1024 / 1024} MiB; expected less`,
        );
      }
      pieces.push(Buffer.from(chunk));
    },
    end() {},
  };
  const broken = await readInput(input, { lines, onBytes() {}, lastLine: () => 0 });
  if (broken !== null) throw new UnreadableInput(`${input.name}: ${broken.reason}`);
  const bytes = Buffer.concat(pieces);
  if (!isUtf8(bytes)) throw new UnreadableInput(`${input.name}: is not UTF-8; expected a list as UTF-8 text`);
  try {
    return readForeignList(bytes.toString('utf8'), input.name);
  } catch (error) {
    if (error instanceof UnreadableList) throw new UnreadableInput(error.message);
    throw error;
  }
}
