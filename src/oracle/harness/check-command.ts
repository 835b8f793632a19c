import { showValue } from '../../model/show-value.js';

/**
 * Refuses what is no program with its arguments. A text is not split into words: what a shell would make of it is not guessed.
 * @throws TypeError that names the function
 */
export function checkCommand(of: string, command: unknown): void {
  const words: readonly unknown[] = Array.isArray(command) ? command : [];
  if (words.length > 0 && words[0] !== '' && words.every((word) => typeof word === 'string')) return;
  const otherList = words.length === 0 ? 'an empty one' : 'other things';
  const got = Array.isArray(command) ? otherList : showValue(command);
  throw new TypeError(
    `${of}: expected a command as a list of texts, such as ["python3", "harness.py"]; got ${got}`,
  );
}

/**
 * The same of several.
 * @throws TypeError that names the function
 */
export function checkCommands(of: string, commands: unknown): void {
  if (!Array.isArray(commands) || commands.length === 0) {
    throw new TypeError(`${of}: expected a list of commands, each a list of texts`);
  }
  for (const command of commands) checkCommand(of, command);
}
