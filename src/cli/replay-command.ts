import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { Command, Option } from 'commander';
import { type CompiledRules, compileRules } from '../engine/compile-rules.js';
import { loadDuckDb } from '../formats/duckdb.js';
import { writeNdjson } from '../formats/write-meetings.js';
import type { TimeUnit } from '../model/time-unit.js';
import { type Statistics, summaryLine } from '../replay/accounting.js';
import { writeFileWhole } from '../replay/byte-output.js';
import type { ByteReplay } from '../replay/bytes/byte-replay.js';
import type { Input } from '../replay/input.js';
import { createRedaction, type Redact } from '../replay/redact.js';
import type { ReplayOptions } from '../replay/replay-options.js';
import { type AsOfArgument, asOfFrom, parseAsOf } from './as-of-argument.js';
import { collecting } from './collecting.js';
import { describeJump } from './describe-jump.js';
import { ExitCode } from './exit-code.js';
import { type Listing, needsInstants } from './listing.js';
import { addNotRead, type NotRead, openInputs } from './open-inputs.js';
import { addOutputOptions, checkOutputs, type OutputArguments } from './output-arguments.js';
import { type PlannedInputs, planInputs, sourceOptionsOf } from './plan-inputs.js';
import { type Outputs, planOutputs } from './plan-outputs.js';
import { showProgress } from './progress.js';
import { type BytesOptions, replayAsBytes, replaySourcesAsBytes } from './replay-as-bytes.js';
import { rulesFrom } from './rule-arguments.js';
import { addSourceOptions, type SourceArguments } from './source-arguments.js';
import { addStreamOptions, checkGrouped, checkStream, type StreamArguments } from './stream-arguments.js';
import { tellOddTimes } from './tell-odd-times.js';

interface ReplayArguments extends SourceArguments, StreamArguments, OutputArguments {
  readonly asOf: AsOfArgument;
  readonly rule: readonly string[];
  readonly rules?: string;
  readonly timeUnit: TimeUnit | 'auto';
  readonly onlyRoom: readonly string[];
  readonly strict?: true;
}

/** The verb `replay`: recorded logs to meetings. */
export function replayCommand(): Command {
  const command = new Command('replay')
    .summary('list the meetings of recorded logs')
    .description(
      'Lists the meetings of recorded logs: native events or what platforms send, in files of any shape, several as one log.',
    )
    .argument('[file...]', 'logs, folders or patterns to read; - or nothing for standard input')
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
    .option('--strict', 'exit with 1 if a record was stray, late or invalid')
    .addHelpText('after', EXAMPLES)
    .action(run);
  return addSourceOptions(addOutputOptions(addStreamOptions(command)));
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
  reconvene replay webhooks.ndjson                      what a platform sent: its content tells whose it is
  reconvene replay 'logs/*.csv.gz' --format parquet --out meetings.parquet
  reconvene replay attendance.csv --timezone Europe/Berlin --group-by user_id
  reconvene replay chat.ndjson --room-field room --user-field user --type-field event --time-field ts \\
    --join-value join --leave-value leave --timezone Europe/London

A line is one event:
  {"type":"join","room":"daily","participant_id":"p1","at":1774363859000,"user_name":"Alice"}
  {"type":"leave","room":"daily","participant_id":"p1","at":"2026-03-24T15:00:59Z"}
  {"type":"clear","room":"daily","at":1774364459000}

The last line on standard error accounts for every record:
  records_read + added = used + repeated + stray + late + after_as_of + ignored + invalid
added is what a platform's records said beyond one thing each, and what repair added; ignored are other rooms
and what is not presence.
reconvene inspect FILE tells how a file would be read.

Order: without --lateness the result does not depend on the order of the records. A log in time order is read
once, in little memory; one that is not is read again and sorted: in memory as long as it takes no more than
--memory allows (about 100 bytes a record), else in temporary files. What comes through a pipe is kept so that
it can be read again, beyond some megabytes in a temporary file. Without --lateness nothing goes to standard
output before the log has been read, as what is printed cannot be taken back; a file (--out) is written
meanwhile. --lateness streams in bounded memory: meetings go out as soon as they are decided; what comes later
than allowed is counted as late and not used. --order start holds a meeting back while another may still start
before it (beyond 64 MB in a temporary file); --order closed holds nothing back. --grouped is for records that
another program has put together by room, each room's in time order: meetings go out room by room, those that
run on at the end; what goes back in time, or to a room whose group has ended, is late. --max-jump looks at
the times of the whole log, and goes with neither --lateness nor --grouped.
What the log of a platform says is kept until it is all there, about 130 bytes a record, in a temporary file
where it takes more than a quarter of --memory; with --lateness it is a stream, as any other. ndjson, json and
csv go out as above, the rest and --group-by when the log has been read: api holds the meetings (beyond 64 MB
in a temporary file) and has an order of its own, the newest first; table holds its rows in memory; parquet is
made of the meetings' lines, which wait in a file beside it. --threads gives the same bytes for any number; it
pays for large files of native events, whose rooms are shared out, and of a platform's lines, which are read
and repaired in threads. Each thread has memory of its own.

Exit codes: 0 as asked · 1 with --strict, a record was stray, late or invalid · 2 usage · 3 could not read (no
source recognises it, too) or write (a file that breaks midway: its good part is used) · 4 internal error ·
129/130/143 ended by a signal`;

async function run(files: string[], args: ReplayArguments, command: Command): Promise<void> {
  if (files.length === 0 && process.stdin.isTTY) {
    command.outputHelp();
    return;
  }
  const format = args.format ?? (args.out === undefined && process.stdout.isTTY ? 'table' : 'ndjson');
  checkStream(args);
  const isOnLine = (option: keyof ReplayArguments) => command.getOptionValueSource(option) === 'cli';
  checkGrouped(args, {
    '--format api': format === 'api',
    '--order start': args.order === 'start' && isOnLine('order'),
  });
  checkOutputs(args, format, isOnLine);
  const rules = compileRules(rulesFrom(args.rules, args.rule));
  const inputs: Input[] = [];
  try {
    const notRead = await openInputs(files.length === 0 ? ['-'] : files, inputs);
    const outputs = planOutputs(args, inputs, { rules: args.rules, mapping: args.mapping });
    if (format === 'parquet') await loadDuckDb('to write Parquet');
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const redact = redactionFor(args, say);
    const planned = await planInputs(inputs, args, args.timeUnit, false, say, redact !== null);
    const opened = new Set(inputs);
    for (const input of planned.inputs) if (!opened.has(input)) inputs.push(input);
    await replayTo(outputs, planned, notRead, rules, redact, { ...args, format });
    if (notRead.unreadable.length > 0) process.exitCode = ExitCode.io;
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
}

async function replayTo(
  outputs: Outputs,
  { inputs, plans }: PlannedInputs,
  notRead: NotRead,
  rules: CompiledRules,
  redact: Redact | null,
  args: ReplayArguments & Listing,
): Promise<void> {
  const sizes = inputs.map((input) => input.size);
  const progress = await showProgress(
    sizes.reduce<number | null>((sum, size) => (sum === null || size === null ? null : sum + size), 0),
  );
  const options: ReplayOptions = {
    rules,
    asOf: asOfFrom(args.asOf),
    lateness: args.lateness === undefined ? null : Math.round(args.lateness * 1000),
    order: orderOf(args),
    timeUnit: args.timeUnit,
    onlyRooms: new Set(args.onlyRoom),
    explains: args.explain === true,
    isExact: needsInstants(args),
    window: { since: args.since ?? null, until: args.until ?? null },
    keepAnomalies: outputs.anomalies !== null,
  };
  const isNative = plans === null || plans.every(({ source }) => source.name === 'native');
  const bytes = bytesOptionsOf(args, inputs, isNative);
  const oddTimes = tellOddTimes(args.repeatedHour);
  const onOddTime = oddTimes.note;
  let result: ByteReplay;
  try {
    if (plans === null) result = await replayAsBytes(inputs, options, bytes, progress, outputs);
    else {
      const sourceOptions = { ...options, redact, ...sourceOptionsOf(args, args.memory) };
      result = await replaySourcesAsBytes(plans, sourceOptions, bytes, onOddTime, progress, outputs);
    }
  } finally {
    progress.stop();
  }
  addNotRead(result.statistics, notRead);
  if (outputs.anomalies !== null) await writeFileWhole(outputs.anomalies, writeNdjson(result.anomalies));
  if (outputs.stats !== null) {
    await writeFileWhole(outputs.stats, [`${JSON.stringify(result.statistics, null, 2)}\n`]);
  }
  const { records_read, after_as_of, as_of } = result.statistics;
  if (records_read > 0 && records_read === after_as_of) {
    progress.say(
      `reconvene: every record is after --as-of ${as_of}, which is read as milliseconds if it is a number`,
    );
  }
  oddTimes.say(progress.say);
  const warning = describeJump(result.statistics, args);
  if (warning !== null) progress.say(warning);
  process.stderr.write(`${summaryLine(result.statistics)}\n`);
  process.exitCode = exitCodeOf(result.statistics, args.strict === true);
}

/** Below this size one thread is done about as soon as two, which must both begin and be optimised. */
const WORTH_THREADS = { native: 384 * 1024 * 1024, platform: 128 * 1024 * 1024 };

/** What one thread does alone is about a fifth of the work for a platform's log: more threads than these would wait for it. */
const MOST_FOR_PLATFORM = 6;

function threadsFor(asked: number | 'auto', inputs: readonly Input[], isNative: boolean): number {
  if (asked !== 'auto') return asked;
  const size = inputs.reduce((sum, input) => sum + (input.size ?? 0), 0);
  if (size < (isNative ? WORTH_THREADS.native : WORTH_THREADS.platform)) return 1;
  return isNative ? availableParallelism() : Math.min(availableParallelism(), MOST_FOR_PLATFORM);
}

function bytesOptionsOf(
  args: ReplayArguments & Listing,
  inputs: readonly Input[],
  isNative: boolean,
): BytesOptions {
  const { threads, grouped, memory } = args;
  return {
    threads: threadsFor(threads, inputs, isNative),
    isGrouped: grouped === true,
    memory,
    listing: args,
  };
}

/** The documented listing has an order of its own, which is made of that by start. */
function orderOf({ grouped, order, format }: ReplayArguments): ReplayOptions['order'] {
  if (format === 'api') return 'start';
  return grouped === true ? 'closed' : order;
}

/** Says so where the key is one that nobody knows. */
function redactionFor({ redact, redactKey }: ReplayArguments, say: (line: string) => void): Redact | null {
  if (redact !== true) return null;
  if (redactKey === undefined) {
    say(
      'reconvene: --redact: the key is a random one, so that no other run gives the same hashes; --redact-key KEY does',
    );
  }
  return createRedaction(redactKey ?? randomBytes(32));
}

function exitCodeOf(statistics: Statistics, strict: boolean): number {
  if (statistics.files.some((file) => file.broken !== null)) return ExitCode.io;
  const unused = statistics.stray + statistics.late + statistics.invalid;
  return strict && unused > 0 ? ExitCode.differences : ExitCode.ok;
}
