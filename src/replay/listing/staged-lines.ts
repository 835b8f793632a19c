import { duckDbReason } from '../../formats/duckdb.js';
import type { JsonLines } from '../../formats/write-parquet.js';
import { type ByteOutput, toUnfinished } from '../byte-output.js';
import { makeFiles, modeOf, type OutputFile, UnwritableOutput } from '../output.js';

/** A file that DuckDB makes of lines of JSON when all are there. */
export interface FileOfLines {
  readonly file: OutputFile;
  readonly make: (path: string, lines: JsonLines) => Promise<void>;
}

const LONE_SURROGATE = Buffer.from('\\ud');

/**
 * An output of lines of JSON, each by itself, that wait beside the first of some files until all are there; then the files are made of them.
 * @throws UnwritableOutput where one of them is no file: these are not written from beginning to end
 */
export async function stageLines(files: readonly [FileOfLines, ...FileOfLines[]]): Promise<ByteOutput> {
  for (const { file } of files) {
    if (!file.isReplaceable)
      throw new UnwritableOutput(`${file.name}: is no file that Parquet can be written to`);
  }
  // Whoever may not read one of them may not read what all are made of.
  const mode = files.reduce((rights, { file }) => rights & modeOf(file), 0o777);
  const { output, path, abandon } = await toUnfinished(files[0].file, mode);
  let longest = 0;
  let count = 0;
  let length = 0;

  function put(line: Uint8Array): void {
    longest = Math.max(longest, line.length);
    length += line.length;
    count++;
    output.write(line, 0, line.length);
  }

  return {
    write(bytes, from, to) {
      const line = Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);
      // Only of half a surrogate pair is an escape written that begins so; it is no text to others than JavaScript.
      put(line.includes(LONE_SURROGATE) ? wellFormed(line) : line);
    },
    flush: output.flush,
    async finish() {
      await output.finish();
      const lines = { path, longest, average: count === 0 ? 0 : length / count };
      try {
        await makeFiles(
          files.map(({ file, make }) => ({ file, make: (to) => byDuckDb(file, make(to, lines)) })),
        );
      } finally {
        abandon();
      }
    },
    discard: output.discard,
  };
}

async function byDuckDb(file: OutputFile, made: Promise<void>): Promise<void> {
  try {
    await made;
  } catch (error) {
    throw new UnwritableOutput(`${file.name}: ${duckDbReason(error)}`);
  }
}

/** The same line with U+FFFD for each half of a surrogate pair. */
function wellFormed(line: Buffer): Buffer {
  const value: unknown = JSON.parse(line.toString());
  const text = JSON.stringify(value, (_, part) => (typeof part === 'string' ? part.toWellFormed() : part));
  return Buffer.from(`${text}\n`);
}
