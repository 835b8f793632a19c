import { join } from 'node:path';
import { type LineField, writeParquetLines } from '../formats/parquet-lines.js';
import { type Input, openFile } from './input.js';
import { makeTemporaryFolder, removeTemporaryFolder } from './temporary-folder.js';

/** Native events in columns. */
const FIELDS: readonly LineField[] = [
  { name: 'type', type: 'text', isRequired: true },
  { name: 'room', type: 'text', isRequired: true },
  { name: 'participant_id', type: 'text', isRequired: true },
  { name: 'at', type: 'time', isRequired: true },
  { name: 'user_id', type: 'text', isRequired: false },
  { name: 'user_name', type: 'text', isRequired: false },
];

/**
 * A Parquet file of native events as lines of them, which are read far faster than rows; they lie in a temporary file until they are
 * closed, or the program ends. Null where that cannot be: for columns of other types, a file that breaks, or a disk without room, as rows are read in any case.
 */
export async function linesOfParquet(input: Input, path: string): Promise<Input | null> {
  let folder: string | null = null;
  try {
    folder = makeTemporaryFolder();
    const lines = join(folder, 'events.ndjson');
    if (await writeParquetLines(path, lines, FIELDS)) {
      const { name, identity } = input;
      const made = folder;
      const close = async () => removeTemporaryFolder(made);
      return { ...(await openFile(lines, true)), name, identity, close };
    }
  } catch {
    // Whoever reads the rows will come to it, and tell where it is.
  }
  if (folder !== null) removeTemporaryFolder(folder);
  return null;
}
