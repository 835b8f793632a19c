import { Command, InvalidArgumentError, Option } from 'commander';
import { type CompiledRules, compileRules } from '../engine/compile-rules.js';
import { parseTime } from '../model/parse-time.js';
import type { EpochMs } from '../model/time.js';
import { summaryLine } from '../replay/accounting.js';
import { type Input, openFile, openStdin } from '../replay/input.js';
import { type OutputFile, planOutput, writeAll, writeFileWhole } from '../replay/output.js';
import { type Replay, replay } from '../replay/replay.js';
import type { TimeUnit } from '../replay/time-unit.js';
import { badLineReporter } from './bad-line-reporter.js';
import { describeTimeUnit } from './describe-time-unit.js';
import { ExitCode, Failure } from './exit-code.js';
import { type Format, formatMeetings, formats } from './format-meetings.js';
import { type Progress, showProgress } from './progress.js';
import { rulesFrom } from './rule-arguments.js';

interface ReplayArguments {
  readonly asOf: 'last' | 'now' | EpochMs;
  readonly rule: readonly string[];
  readonly rules?: string;
  readonly timeUnit: TimeUnit | 'auto';
  readonly onlyRoom: readonly string[];
  readonly format?: Format;
  readonly displayTimezone: string;
  readonly out?: string;
  readonly anomalies?: string;
  readonly stats?: string;
  readonly explain?: true;
  readonly strict?: true;
}

/** The verb `replay`: recorded logs to meetings. */
export function replayCommand(): Command {
  return new Command('replay')
    .summary('list the meetings of recorded logs')
    .description(
      'Lists the meetings of recorded logs: NDJSON of native events, plain or gzip, several as one log.',
    )
    .argument('[file...]', 'logs to read; - or nothing for standard input')
    .addOption(
      new Option(
        '--as-of <time>',
        'list as of a time: last (the latest event), now, ISO 8601 or milliseconds',
      )
        .default('last')
        .argParser(parseAsOf),
    )
    .addOption(collecting('--rule <name=value>', 'set a rule option; may be repeated, beats --rules'))
    .option('--rules <file>', 'read rule options from a JSON file')
    .addOption(
      new Option('--time-unit <unit>', 'what numeric times are in; auto tells by their size, for each file')
        .choices(['auto', 's', 'ms', 'us', 'ns'])
        .default('auto'),
    )
    .addOption(collecting('--only-room <name>', 'list this room only; may be repeated'))
    .addOption(
      new Option('--format <format>', 'what to write (default: table on a terminal, else ndjson)').choices(
        formats,
      ),
    )
    .addOption(
      new Option('--display-timezone <zone>', 'IANA time zone of the times in a table')
        .default('UTC')
        .argParser(parseTimezone),
    )
    .option('--out <file>', 'write the meetings to a file, completed or not at all')
    .option('--anomalies <file>', 'write all bad lines and strays to a file, as NDJSON')
    .option('--stats <file>', 'write to a file, as JSON, what became of every record')
    .option('--explain', 'say of each meeting why it began and ended')
    .option('--strict', 'exit with 1 if a record was stray, late or invalid')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Examples:
  reconvene replay log.ndjson                           a table of the meetings
  reconvene replay monday.ndjson.gz tuesday.ndjson.gz   two files as one log
  zcat logs/*.gz | reconvene replay - > meetings.ndjson
  reconvene replay log.ndjson --format api --out page.json
  reconvene replay log.ndjson --rule granularity=1 --rule aloneReset=never
  reconvene replay log.ndjson --explain --display-timezone Europe/Berlin
  reconvene replay log.ndjson --strict --anomalies bad.ndjson --stats stats.json

A line is one event:
  {"type":"join","room":"daily","participant_id":"p1","at":1774363859000,"user_name":"Alice"}
  {"type":"leave","room":"daily","participant_id":"p1","at":"2026-03-24T15:00:59Z"}
  {"type":"clear","room":"daily","at":1774364459000}

The last line on standard error accounts for every record.
Exit codes: 0 as asked · 1 with --strict, a record was stray, late or invalid · 2 usage · 3 could not read or
write (a file that breaks midway: its good part is used) · 4 internal error · 130/143 ended by a signal`;

async function run(files: string[], args: ReplayArguments, command: Command): Promise<void> {
  if (files.length === 0 && process.stdin.isTTY) {
    command.outputHelp();
    return;
  }
  const rules = compileRules(rulesFrom(args.rules, args.rule));
  const inputs: Input[] = [];
  try {
    await openInputs(files.length === 0 ? ['-'] : files, inputs);
    await replayTo(planOutputs(args, inputs), inputs, rules, args);
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
}

async function replayTo(
  outputs: Outputs,
  inputs: readonly Input[],
  rules: CompiledRules,
  args: ReplayArguments,
): Promise<void> {
  const sizes = inputs.map((input) => input.size);
  const progress = await showProgress(
    sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0),
  );
  const badLines = badLineReporter(progress.say);
  let result: Replay;
  try {
    result = await replay(
      inputs,
      {
        rules,
        asOf: args.asOf === 'last' ? null : args.asOf === 'now' ? Date.now() : args.asOf,
        timeUnit: args.timeUnit,
        onlyRooms: new Set(args.onlyRoom),
        explains: args.explain === true,
        keepAnomalies: outputs.anomalies !== null,
      },
      {
        onBadLine: badLines.report,
        onTimeUnit: (file, unit, line) => sayTimeUnit(progress, file, unit, line),
        onBytes: progress.add,
      },
    );
  } finally {
    progress.stop();
  }
  badLines.sayRest(outputs.anomalies !== null);
  await writeOutputs(result, args, outputs);
  process.stderr.write(`${summaryLine(result.statistics)}\n`);
  process.exitCode = exitCodeOf(result, args.strict === true);
}

/** Opens inputs one by one, so that those opened are known when one fails. */
async function openInputs(files: readonly string[], inputs: Input[]): Promise<void> {
  if (files.filter((file) => file === '-').length > 1) {
    throw new Failure('-: standard input can be read only once', ExitCode.usage);
  }
  for (const file of files) {
    inputs.push(file === '-' ? openStdin() : await openFile(file));
  }
}

interface Outputs {
  readonly out: OutputFile | null;
  readonly anomalies: OutputFile | null;
  readonly stats: OutputFile | null;
}

function planOutputs(args: ReplayArguments, inputs: readonly Input[]): Outputs {
  const plan = (path: string | undefined) => (path === undefined ? null : planOutput(path));
  const outputs = { out: plan(args.out), anomalies: plan(args.anomalies), stats: plan(args.stats) };
  const taken = new Map(inputs.map(({ identity, name }) => [identity, `the input ${name}`]));
  const places = new Set<string>();
  for (const [option, file] of Object.entries(outputs)) {
    if (file === null || !file.isReplaceable) continue;
    const input = file.identity === null ? undefined : taken.get(file.identity);
    if (input !== undefined) throw new Failure(`--${option}: would overwrite ${input}`, ExitCode.usage);
    if (places.has(file.path))
      throw new Failure(`--${option}: ${file.name} is asked for twice`, ExitCode.usage);
    places.add(file.path);
  }
  return outputs;
}

async function writeOutputs(result: Replay, args: ReplayArguments, outputs: Outputs): Promise<void> {
  const format = args.format ?? (outputs.out === null && process.stdout.isTTY ? 'table' : 'ndjson');
  const text = await formatMeetings(result.meetings, format, args.displayTimezone);
  if (outputs.out === null) await writeAll(process.stdout, text);
  else await writeFileWhole(outputs.out, text);
  if (outputs.anomalies !== null) await writeFileWhole(outputs.anomalies, ndjson(result.anomalies));
  if (outputs.stats !== null) {
    await writeFileWhole(outputs.stats, [`${JSON.stringify(result.statistics, null, 2)}\n`]);
  }
}

function* ndjson(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

function exitCodeOf({ statistics }: Replay, strict: boolean): number {
  if (statistics.files.some((file) => file.broken !== null)) return ExitCode.io;
  const unused = statistics.stray + statistics.late + statistics.invalid;
  return strict && unused > 0 ? ExitCode.differences : ExitCode.ok;
}

function sayTimeUnit(progress: Progress, file: string, unit: TimeUnit, line: number): void {
  if (unit !== 'ms') progress.say(`reconvene: ${describeTimeUnit(file, unit, line)}`);
}

function collecting(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], 'none')
    .argParser((value: string, previous: string[]) => [...previous, value]);
}

function parseAsOf(text: string): ReplayArguments['asOf'] {
  if (text === 'last' || text === 'now') return text;
  const at = parseTime(/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
  if (typeof at === 'number') return at;
  throw new InvalidArgumentError(
    'Expected last, now, milliseconds since the Unix epoch, or ISO 8601 such as 2026-03-24T14:50:59Z.',
  );
}

function parseTimezone(zone: string): string {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    throw new InvalidArgumentError('Expected an IANA time zone such as Europe/Berlin.');
  }
}
