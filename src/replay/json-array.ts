import type { ByteOutput } from './byte-output.js';

/** An output of one JSON array with a value a line, as `writeJson` makes it, of values that come as lines, each by itself. */
export function toJsonArray(output: ByteOutput): ByteOutput {
  let separator = FIRST;

  function put(bytes: Uint8Array): void {
    output.write(bytes, 0, bytes.length);
  }

  return {
    write(bytes, from, to) {
      put(separator);
      output.write(bytes, from, to - 1);
      separator = NEXT;
    },
    flush: output.flush,
    finish() {
      put(separator === FIRST ? NOTHING : END);
      return output.finish();
    },
    discard: output.discard,
  };
}

const FIRST = Buffer.from('[\n');
const NEXT = Buffer.from(',\n');
const END = Buffer.from('\n]\n');
const NOTHING = Buffer.from('[]\n');
