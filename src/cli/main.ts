import { Command, CommanderError } from 'commander';
import { MissingPackage } from '../formats/duckdb.js';
import { printable } from '../formats/printable.js';
import { UnreadableInput } from '../replay/input.js';
import { discardUnfinished, ReaderGone, UnwritableOutput } from '../replay/output.js';
import { compareCommand } from './compare-command.js';
import { conformCommand } from './conform-command.js';
import { ExitCode, Failure } from './exit-code.js';
import { fuzzCommand } from './fuzz-command.js';
import { inspectCommand } from './inspect-command.js';
import { refuseEmpty } from './refuse-empty.js';
import { replayCommand } from './replay-command.js';
import { respondCommand } from './respond-command.js';
import { endOnSignals } from './signals.js';
import { sourcesCommand } from './sources-command.js';
import { vectorsCommand } from './vectors-command.js';
import { version } from './version.js';

/** Runs the command line and sets the exit code; never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  endOnSignals();
  const program = new Command('reconvene')
    .description('Rebuilds meetings from participant join and leave events.')
    .version(version(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .helpCommand('help [command]', 'print help for a command')
    .addHelpText('after', EXIT_CODES)
    .showHelpAfterError('(--help tells more)')
    .exitOverride();
  const commands = [
    replayCommand(),
    inspectCommand(),
    sourcesCommand(),
    conformCommand(),
    compareCommand(),
    fuzzCommand(),
    respondCommand(),
    vectorsCommand(),
  ];
  for (const command of commands) {
    program.addCommand(inheriting(command, program));
  }
  try {
    if (argv.length > 2) await program.parseAsync([...argv]);
    else program.outputHelp();
  } catch (error) {
    discardUnfinished();
    process.exitCode = tell(error);
  }
}

/** Settings go down to subcommands of subcommands. */
function inheriting(command: Command, parent: Command): Command {
  command.exitOverride().copyInheritedSettings(parent);
  refuseEmpty(command);
  for (const child of command.commands) inheriting(child, command);
  return command;
}

const EXIT_CODES = `
Exit codes: 0 as asked · 1 differences, or with --strict something was not used · 2 usage · 3 could not start,
read or write · 4 internal error · 5 nothing was run · 129/130/143 ended by a signal`;

function tell(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.ok : ExitCode.usage;
  if (error instanceof Failure) return say(error.message, error.code);
  if (error instanceof ReaderGone) return ExitCode.ok;
  if (
    error instanceof UnreadableInput ||
    error instanceof UnwritableOutput ||
    error instanceof MissingPackage
  )
    return say(error.message, ExitCode.io);
  if (process.env.RECONVENE_DEBUG !== undefined && error instanceof Error) console.error(error.stack);
  const message = error instanceof Error ? error.message : String(error);
  return say(`internal error, please report it: ${message}`, ExitCode.internal);
}

function say(message: string, code: number): number {
  process.stderr.write(`reconvene: ${printable(message)}\n`);
  return code;
}
