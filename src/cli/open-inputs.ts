import { printable } from '../formats/printable.js';
import type { Statistics } from '../replay/accounting.js';
import { type FoundFiles, findFiles } from '../replay/find-files.js';
import { type Input, openFile, openStdin } from '../replay/input.js';
import { ExitCode, Failure } from './exit-code.js';

/** So many files are held open at once: systems allow a few hundred. */
const HELD_OPEN = 64;

/** Of what a folder or a pattern has and is not read, so much is told one by one. */
const SHOWN = 20;

/** What folders and patterns have that is not read, with the reason: a line each. */
export type NotRead = Pick<FoundFiles, 'unreadable' | 'passedOver'>;

/**
 * Opens inputs one by one, so that those opened are known when one fails. Folders and patterns stand for their files.
 * @returns what they have beyond these, which has been told; the good part is to be used
 * @throws Failure, UnreadableInput
 */
export async function openInputs(names: readonly string[], inputs: Input[]): Promise<NotRead> {
  if (names.filter((name) => name === '-').length > 1) {
    throw new Failure('-: standard input can be read only once', ExitCode.usage);
  }
  const { files, unreadable, passedOver } = await findFiles(names);
  const isMany = files.length > HELD_OPEN;
  for (const file of files) {
    inputs.push(file === '-' ? openStdin() : await openFile(file, isMany));
  }
  tell(unreadable, 'that cannot be read');
  tell(passedOver, 'that are no files');
  return { unreadable, passedOver };
}

/** Accounts for what was not read, too. */
export function addNotRead(statistics: Statistics, { unreadable, passedOver }: NotRead): void {
  for (const told of unreadable) statistics.unreadable.push(told);
  for (const told of passedOver) statistics.passed_over.push(told);
}

function tell(lines: readonly string[], what: string): void {
  for (const line of lines.slice(0, SHOWN)) say(line);
  if (lines.length > SHOWN) say(`and ${lines.length - SHOWN} more ${what}`);
}

function say(line: string): void {
  process.stderr.write(`reconvene: ${printable(line)}\n`);
}
