import type { Command } from 'commander';
import { ExitCode, Failure } from './exit-code.js';

/**
 * Has the options of a command refuse an empty value, which is what a variable leaves that is not set: as a path it would be the folder one is
 * in, and in a list nothing.
 */
export function refuseEmpty(command: Command): void {
  for (const option of command.options) {
    command.on(`option:${option.name()}`, (value: unknown) => {
      if (value === '') throw new Failure(`${option.long}: is empty; expected a value`, ExitCode.usage);
    });
  }
}
