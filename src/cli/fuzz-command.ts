import { Command, InvalidArgumentError, Option } from 'commander';
import { collecting } from './collecting.js';
import { type HarnessArguments, harnessOptions, seconds } from './harness-options.js';

/** What the command line of `fuzz` says. */
export interface FuzzArguments extends HarnessArguments {
  readonly with: readonly string[];
  readonly seed?: number;
  readonly runs?: number;
  readonly for?: number;
  readonly untilFound?: true;
  readonly checks: 'all' | 'reference' | 'laws';
  readonly replay: readonly string[];
  readonly finds: string | false;
  readonly saveVectors?: string;
  readonly shrinkTime: number;
}

/** The verb `fuzz`: drawn cases against one or several implementations in any language. */
export function fuzzCommand(): Command {
  const command = new Command('fuzz')
    .summary('find cases that an implementation gets wrong, and make them small')
    .description(
      'Draws cases that lean on the boundaries of the rules, puts them to an implementation in any language, and tells ' +
        'in which different ways it is wrong, each with a small case that shows it.',
    )
    .usage('[options] -- COMMAND [ARGUMENT…]')
    .argument('[command...]', 'the program to ask and its arguments, as they are, after --')
    .addOption(
      collecting(
        '--with <command>',
        'another program to ask the same; words, or a JSON array of them; may be repeated',
      ),
    )
    .addOption(whole('--seed <n>', 'draw the cases of this seed again', -0x80000000))
    .addOption(whole('--runs <n>', 'how many cases to draw (default: 10000, without end with --for)', 1))
    .addOption(
      new Option(
        '--for <duration>',
        'for how long to draw cases: seconds, or such as 90s, 10m, 1h',
      ).argParser(lengthOf),
    )
    .option('--until-found', 'draw no more once something is found')
    .addOption(
      new Option('--checks <kind>', 'the answers of the reference, relations that need none, or both')
        .choices(['all', 'reference', 'laws'])
        .default('all'),
    )
    .addOption(
      collecting('--replay <file>', 'put a counterexample again instead of drawing; may be repeated'),
    )
    .option('--finds <folder>', 'where to keep counterexamples', 'reconvene-finds')
    .option('--no-finds', 'do not keep them')
    .option('--save-vectors <folder>', 'add finds to fuzz.json in this folder, as conformance vectors')
    .addOption(seconds('--shrink-time <seconds>', 'how long one find may be shrunk', 20));
  for (const option of harnessOptions(whole)) command.addOption(option);
  return command.addHelpText('after', EXAMPLES).action(async (command: string[], args: FuzzArguments) => {
    // Loaded only for this verb.
    const { runFuzz } = await import('./run-fuzz.js');
    process.exitCode = await runFuzz(command, args);
  });
}

const EXAMPLES = `
Examples:
  reconvene fuzz -- python3 harness.py
  reconvene fuzz --for 10m --save-vectors vectors -- ./harness
  reconvene fuzz --with 'node harness.mjs' --with '["java", "Harness.java"]' -- python3 harness.py
  reconvene fuzz --replay reconvene-finds/duration-alone-reset-0123456789ab.json -- ./harness

The program speaks the line protocol of \`reconvene conform\`. The seed is told on standard error before the
run; the same seed and number of runs draw the same cases. Ctrl-C ends the drawing and reports what was found
by then.

Exit codes: 0 nothing found · 1 something was · 2 usage · 3 could not start, read or write · 4 internal error ·
5 nothing was run · 129/130/143 ended by a signal`;

const UNITS: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600 };

function lengthOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text) ?? [];
  const length = Number(number) * UNITS[unit]!;
  if (number !== '' && length > 0 && length <= 500 * 3600) return length;
  throw new InvalidArgumentError('Expected a length such as 30, 90s, 10m or 1h, up to 500h.');
}

function whole(flags: string, description: string, least: number): Option {
  return new Option(flags, description).argParser((text: string) => {
    const value = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= least && value <= 0x7fffffff) return value;
    throw new InvalidArgumentError(`Expected a whole number from ${least} to ${0x7fffffff}.`);
  });
}
