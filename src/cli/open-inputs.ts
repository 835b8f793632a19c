import { type Input, openFile, openStdin } from '../replay/input.js';
import { ExitCode, Failure } from './exit-code.js';

/** Opens inputs one by one, so that those opened are known when one fails. */
export async function openInputs(files: readonly string[], inputs: Input[]): Promise<void> {
  if (files.filter((file) => file === '-').length > 1) {
    throw new Failure('-: standard input can be read only once', ExitCode.usage);
  }
  for (const file of files) {
    inputs.push(file === '-' ? openStdin() : await openFile(file));
  }
}
