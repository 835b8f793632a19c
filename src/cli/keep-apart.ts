import { statSync } from 'node:fs';
import type { Input } from '../replay/input.js';
import { identityOf, type OutputFile } from '../replay/output.js';
import { ExitCode, Failure } from './exit-code.js';

/** Files that options name and that are read, by what they are called in messages. */
export type FilesRead = Readonly<Record<string, string | undefined>>;

/**
 * Sees to it that no output, by its option, takes the place of what is read, or of another one.
 * @throws Failure
 */
export function keepApart(
  outputs: Readonly<Record<string, OutputFile | null>>,
  inputs: readonly Input[],
  read: FilesRead,
): void {
  const taken = new Map(inputs.map(({ identity, name }) => [identity, `the input ${name}`]));
  for (const [what, path] of Object.entries(read)) {
    if (path === undefined) continue;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile()) taken.set(identityOf(stat), `the ${what} ${path}`);
  }
  const places = new Set<string>();
  for (const [option, file] of Object.entries(outputs)) {
    if (file === null || !file.isReplaceable) continue;
    const other = file.identity === null ? undefined : taken.get(file.identity);
    if (other !== undefined) throw new Failure(`--${option}: would overwrite ${other}`, ExitCode.usage);
    if (places.has(file.path))
      throw new Failure(`--${option}: ${file.name} is asked for twice`, ExitCode.usage);
    places.add(file.path);
  }
}
