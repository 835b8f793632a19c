import { Command, InvalidArgumentError, Option } from 'commander';
import { type HarnessArguments, harnessOptions } from './harness-options.js';
import { type VectorArguments, vectorOptions } from './vector-options.js';

/** What the command line of `conform` says. */
export interface ConformArguments extends VectorArguments, HarnessArguments {
  readonly oneShot?: true;
  readonly knownFailing?: string;
  readonly writeKnownFailing?: string;
}

/** The verb `conform`: vectors against an implementation in any language. */
export function conformCommand(): Command {
  const command = new Command('conform')
    .summary('run the conformance vectors against an implementation')
    .description(
      'Puts conformance vectors to an implementation of the rules in any language, and tells what is wrong with it.',
    )
    .usage('[options] -- COMMAND [ARGUMENT…]')
    .argument('[command...]', 'the program to ask and its arguments, as they are, after --');
  for (const option of vectorOptions()) command.addOption(option);
  command.option(
    '--one-shot',
    'start the program for each case: the request on its standard input, one reply out',
  );
  for (const option of harnessOptions(whole)) command.addOption(option);
  return command
    .option(
      '--known-failing <file>',
      'failures that are expected; one that does not fail as told is an error',
    )
    .option('--write-known-failing <file>', 'write the failures of this run to such a file')
    .addHelpText('after', EXAMPLES)
    .action(async (command: string[], args: ConformArguments) => {
      // Loaded only for this verb.
      const { runConform } = await import('./run-conform.js');
      process.exitCode = await runConform(command, args);
    });
}

const EXAMPLES = `
Examples:
  reconvene conform -- python3 harness.py
  reconvene conform --clause alone-reset --clause reset-start -- ./harness
  reconvene conform --one-shot -- sh harness.sh
  reconvene conform --format junit --out report.xml -- java Harness.java

The program reads requests, one JSON object a line, and writes replies: templates are in examples/harness,
docs/oracle.md tells all of it. The shortest conversation is

  → {"id":0,"cmd":"hello","protocol":[1]}
  ← {"id":0,"ok":true,"protocol":1,"implementation":{"name":"mine"}}
  → {"id":1,"cmd":"run","rules":{},"events":[]}
  ← {"id":1,"meetings":[]}

Exit codes: 0 all pass · 1 something does not · 2 usage · 3 could not start, read or write · 4 internal error ·
5 nothing was run · 129/130/143 ended by a signal`;

function whole(flags: string, description: string, least: number): Option {
  return new Option(flags, description).argParser((text: string) => {
    const value = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= 1e6 && Number.isInteger(value)) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to 1000000.`);
  });
}
