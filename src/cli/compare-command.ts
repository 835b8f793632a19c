import { Command, InvalidArgumentError, Option } from 'commander';
import type { TimeUnit } from '../model/time-unit.js';
import { type AsOfArgument, parseAsOf } from './as-of-argument.js';
import { collecting } from './collecting.js';
import { addSourceOptions, type SourceArguments } from './source-arguments.js';

/** What the command line of `compare` says. */
export interface CompareArguments extends SourceArguments {
  readonly tolerance: number;
  readonly why?: true;
  readonly ignore?: string;
  readonly asOf: AsOfArgument;
  readonly rule: readonly string[];
  readonly rules?: string;
  readonly timeUnit: TimeUnit | 'auto';
  readonly show: number;
  readonly format: 'pretty' | 'json';
  readonly out?: string;
}

/** The verb `compare`: another system's list of meetings, held against a log. */
export function compareCommand(): Command {
  const command = new Command('compare')
    .summary("tell where another system's list of meetings differs from a log")
    .description(
      "Holds another system's list of meetings against those that the rules make of a log, and tells what differs and why.",
    )
    .usage('[options] LOG… THEIR-MEETINGS')
    .argument(
      '<file...>',
      'logs as for replay, then their list: {total_count, data}, an array, NDJSON or CSV',
    )
    .addOption(
      new Option('--tolerance <seconds>', 'how far apart times and durations may be')
        .default(15)
        .argParser(parseTolerance),
    )
    .option('--why', 'look for readings of the rules, and for known mistakes, that explain the differences')
    .option('--ignore <file>', 'do not count what a JSON file lists, each entry with a reason')
    .addOption(
      new Option(
        '--as-of <time>',
        'list ours as of a time: last (the latest event), now, ISO 8601 or milliseconds',
      )
        .default('last')
        .argParser(parseAsOf),
    )
    .addOption(collecting('--rule <name=value>', 'set a rule option; may be repeated, beats --rules'))
    .option('--rules <file>', 'read rule options from a JSON file; granularity is 1 unless it is set')
    .addOption(
      new Option(
        '--time-unit <unit>',
        'what numeric times of logs are in; auto tells by their size, for each file',
      )
        .choices(['auto', 's', 'ms', 'us', 'ns'])
        .default('auto'),
    )
    .addOption(
      new Option('--show <n>', 'how many differences are told one by one').default(10).argParser(parseCount),
    )
    .addOption(new Option('--format <format>', 'what to write').choices(['pretty', 'json']).default('pretty'))
    .option('--out <file>', 'write the report to a file')
    .addHelpText('after', EXAMPLES)
    .action(async (files: string[], args: CompareArguments) => {
      // Loaded only for this verb.
      const { runCompare } = await import('./run-compare.js');
      process.exitCode = await runCompare(files, args);
    });
  return addSourceOptions(command);
}

const EXAMPLES = `
Examples:
  reconvene compare webhooks.ndjson page.json
  reconvene compare monday.ndjson.gz tuesday.ndjson.gz meetings.csv --why
  reconvene compare log.ndjson page.json --ignore known.json --format json --out report.json

Meetings are matched one to one, within the tolerance at the least cost in all, and are equal, within
tolerance, different (in a field or their bounds), split (one of ours is several of theirs), merged, missing,
extra, or unknown: the log does not tell of that time or room. Ids are not compared. A unit or an offset that
is wrong in all of their times is found, told, and taken back before comparing. Ours are listed with
granularity 1, as published lists are (SPEC.md, section 7). docs/compare.md has an example.

A list of what to ignore: [{"reason": "they count bots", "field": "max_participants"},
  {"reason": "lost in the outage", "outcome": "missing", "room": "den", "start_time": 1774363860}]

Exit codes: 0 equal within tolerance · 1 differences, a meeting that cannot be read, or an entry to ignore
that is not there · 2 usage · 3 could not read or write · 4 internal error · 5 nothing to compare ·
129/130/143 ended by a signal`;

function parseTolerance(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= 86_400) return seconds;
  throw new InvalidArgumentError('Expected seconds from 0 to 86400, such as 15.');
}

function parseCount(text: string): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isSafeInteger(count)) return count;
  throw new InvalidArgumentError('Expected a whole number from 0 on.');
}
