import type { ByteOutput } from '../byte-output.js';

/**
 * An output of one JSON array with a value a line, of values that come as lines, each by itself.
 * @param before what stands before the values, and `after` what stands behind them
 */
export function toJsonArray(output: ByteOutput, before = '[', after = ']\n'): ByteOutput {
  let separator = Buffer.from(`${before}\n`);

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
      put(Buffer.from(separator === NEXT ? `\n${after}` : `${before}${after}`));
      return output.finish();
    },
    discard: output.discard,
  };
}

const NEXT = Buffer.from(',\n');
