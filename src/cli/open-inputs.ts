import { findFiles } from '../replay/find-files.js';
import { type Input, openFile, openStdin } from '../replay/input.js';
import { ExitCode, Failure } from './exit-code.js';

/** So many files are held open at once: systems allow a few hundred. */
const HELD_OPEN = 64;

/**
 * Opens inputs one by one, so that those opened are known when one fails. Folders and patterns stand for their files.
 * @throws Failure, UnreadableInput
 */
export async function openInputs(names: readonly string[], inputs: Input[]): Promise<void> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new Failure('-: standard input can be read only once', ExitCode.usage);
  }
  const files = await findFiles(names);
  const isMany = files.length > HELD_OPEN;
  for (const file of files) {
    inputs.push(file === '-' ? openStdin() : await openFile(file, isMany));
  }
}
