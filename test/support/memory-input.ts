import type { Input } from '../../src/replay/input.js';

/** An input that has been read already, in pieces of some size. */
export function memoryInput(content: string | Buffer, name = 'log', piece = 1 << 16): Input {
  const bytes = Buffer.from(content);
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let from = 0; from < bytes.length; from += piece) yield bytes.subarray(from, from + piece);
  }
  return {
    name,
    size: bytes.length,
    path: null,
    identity: null,
    isRepeatable: true,
    chunks,
    close: async () => {},
  };
}
