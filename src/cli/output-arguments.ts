import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseTime } from '../model/parse-time.js';
import type { EpochMs } from '../model/time.js';
import { ExitCode, Failure } from './exit-code.js';
import { type Format, formats } from './listing.js';
import { parseTimezone } from './timezone-argument.js';

/** What a command line says of what is written, and where. */
export interface OutputArguments {
  readonly format?: Format;
  readonly displayTimezone: string;
  readonly out?: string;
  readonly participants?: string;
  readonly flat?: true;
  readonly exact?: true;
  readonly groupBy?: 'user_id';
  readonly since?: EpochMs;
  readonly until?: EpochMs;
  readonly redact?: true;
  readonly redactKey?: string;
  readonly anomalies?: string;
  readonly stats?: string;
  readonly explain?: true;
}

/** Adds the options that say what is written, and where. */
export function addOutputOptions(command: Command): Command {
  const options = [
    new Option('--format <format>', 'what to write (default: table on a terminal, else ndjson)').choices(
      formats,
    ),
    new Option('--display-timezone <zone>', 'IANA time zone of the times in a table')
      .default('UTC')
      .argParser(parseTimezone),
    new Option('--out <file>', 'write the meetings to a file, completed or not at all'),
    new Option(
      '--participants <file>',
      'csv, parquet: write the participants to a file of their own, with meeting_id',
    ),
    new Option('--flat', 'parquet: a row for each participant, as csv has it, instead of nested ones'),
    new Option('--exact', 'add exact instants in milliseconds: start_at, end_at, join_at, leave_at'),
    new Option('--group-by <key>', 'list what each user comes to: meetings, seconds, first, last').choices([
      'user_id',
    ]),
    new Option('--since <time>', 'list only meetings that start at or after a time').argParser(parseInstant),
    new Option('--until <time>', 'list only meetings that start before a time').argParser(parseInstant),
    new Option('--redact', 'replace user ids, names and participant ids by keyed hashes, everywhere'),
    new Option('--redact-key <key>', 'the key of the hashes (default: a random one, of this run only)').env(
      'RECONVENE_REDACT_KEY',
    ),
    new Option('--anomalies <file>', 'write all bad lines and strays to a file, as NDJSON'),
    new Option('--stats <file>', 'write to a file, as JSON, what became of every record'),
    new Option('--explain', 'say of each meeting why it began and ended'),
  ];
  for (const option of options) command.addOption(option.helpGroup('What is written:'));
  return command;
}

/**
 * Checks that what is asked for goes together.
 * @throws Failure
 */
export function checkOutputs(
  args: OutputArguments,
  format: Format,
  isOnLine: (option: keyof OutputArguments) => boolean,
): void {
  const isColumnar = format === 'csv' || format === 'parquet';
  const wrong: [boolean | undefined, string][] = [
    [
      // What is written without a format depends on where it goes: there it is no mistake.
      isOnLine('displayTimezone') && isOnLine('format') && format !== 'table',
      '--display-timezone: only --format table has times of a zone',
    ],
    [args.participants !== undefined && !isColumnar, '--participants: only --format csv and parquet have it'],
    [args.flat && !isColumnar, '--flat: only --format csv and parquet have it'],
    [args.flat && args.participants !== undefined, '--flat and --participants: expected only one of them'],
    [
      args.groupBy && args.participants !== undefined,
      '--group-by and --participants: expected only one of them',
    ],
    [args.groupBy && args.flat, '--group-by and --flat: expected only one of them'],
    [args.groupBy && args.explain, '--group-by and --explain: expected only one of them'],
    [args.groupBy && format === 'api', '--group-by: --format api lists meetings only'],
    [args.explain && isColumnar, `--explain: --format ${format} has no place for it; ndjson and json have`],
    [args.exact && format === 'table', '--exact: --format table has no place for it; the others have'],
    [
      args.participants !== undefined && (args.out === undefined || args.out === '-'),
      '--participants: needs --out for the meetings',
    ],
    [
      format === 'parquet' && (args.out === undefined || args.out === '-'),
      '--format parquet: needs --out FILE',
    ],
    [isOnLine('redactKey') && !args.redact, '--redact-key: has no meaning without --redact'],
    [args.redact && args.redactKey === '', '--redact-key: is empty; expected a key'],
    [
      args.since !== undefined && args.until !== undefined && args.since >= args.until,
      '--since: is not before --until',
    ],
  ];
  const found = wrong.find(([isWrong]) => isWrong);
  if (found !== undefined) throw new Failure(found[1], ExitCode.usage);
}

/** Reads a point in time: milliseconds, or ISO 8601. */
function parseInstant(text: string): EpochMs {
  const at = parseTime(/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (typeof at === 'number') return at;
  throw new InvalidArgumentError(
    'Expected milliseconds since the Unix epoch, or ISO 8601 such as 2026-03-24T14:50:59Z.',
  );
}
