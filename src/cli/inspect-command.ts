import { Command, Option } from 'commander';
import { compileRules } from '../engine/compile-rules.js';
import { printable } from '../formats/printable.js';
import { compareText } from '../model/compare-text.js';
import type { TimeUnit } from '../model/time-unit.js';
import { summaryLine } from '../replay/accounting.js';
import { writeAll } from '../replay/byte-output.js';
import type { Input } from '../replay/input.js';
import type { Inspection } from '../replay/inspect.js';
import type { SourcePlan } from '../replay/plan-source.js';
import { badLineReporter } from './bad-line-reporter.js';
import { describePlan } from './describe-plan.js';
import { ExitCode } from './exit-code.js';
import { addNotRead, openInputs } from './open-inputs.js';
import { planInputs, sourceOptionsOf } from './plan-inputs.js';
import { memoryToSort } from './replay-in-order.js';
import { addSourceOptions, type SourceArguments } from './source-arguments.js';
import { HALF_OF_ALL } from './stream-arguments.js';
import { watchReplay } from './watch-replay.js';

interface InspectArguments extends SourceArguments {
  readonly timeUnit: TimeUnit | 'auto';
  readonly json?: true;
}

/** The verb `inspect`: what a replay would read. */
export function inspectCommand(): Command {
  const command = new Command('inspect')
    .summary('tell what would be read of logs, and how')
    .description(
      'Tells whose records logs have and why, what they say, and what is wrong with them; lists no meetings.',
    )
    .argument('[file...]', 'logs to read; - or nothing for standard input')
    .addOption(
      new Option('--time-unit <unit>', 'what numeric times are in; auto tells by their size')
        .choices(['auto', 's', 'ms', 'us', 'ns'])
        .default('auto'),
    )
    .option('--json', 'as JSON')
    .addHelpText('after', EXAMPLES)
    .action(run);
  return addSourceOptions(command);
}

const EXAMPLES = `
Examples:
  reconvene inspect webhooks.ndjson
  reconvene inspect chat.ndjson --room-field room --user-field user --type-field event --join-value join \\
    --leave-value leave --time-field ts --timezone Europe/London`;

async function run(files: string[], args: InspectArguments, command: Command): Promise<void> {
  if (files.length === 0 && process.stdin.isTTY) {
    command.outputHelp();
    return;
  }
  const opened: Input[] = [];
  try {
    const notRead = await openInputs(files.length === 0 ? ['-'] : files, opened);
    const { plans } = await planInputs(opened, args, args.timeUnit, true, () => {});
    const { inspect } = await import('../replay/inspect.js');
    const say = (line: string) => void process.stderr.write(`${line}\n`);
    const badLines = badLineReporter(say);
    const inspection = await inspect(
      plans!,
      {
        ...sourceOptionsOf(args),
        rules: compileRules({}),
        asOf: null,
        lateness: null,
        order: 'start',
        timeUnit: args.timeUnit,
        onlyRooms: new Set(),
        explains: false,
        keepAnomalies: true,
        memory: memoryToSort(HALF_OF_ALL),
      },
      watchReplay(badLines, say),
    );
    badLines.sayRest(false, say);
    addNotRead(inspection.statistics, notRead);
    const text = args.json
      ? [`${JSON.stringify(inspection, null, 2)}\n`]
      : writeInspection(inspection, plans!);
    await writeAll(process.stdout, text);
    const isBroken = inspection.statistics.files.some(({ broken }) => broken !== null);
    if (isBroken || notRead.unreadable.length > 0) process.exitCode = ExitCode.io;
  } finally {
    await Promise.all(opened.map((input) => input.close()));
  }
}

function* writeInspection(found: Inspection, plans: readonly SourcePlan[]): Generator<string> {
  for (const plan of plans) yield `${describePlan(plan)}\n`;
  yield `${summaryLine(found.statistics)}\n`;
  yield line('said', counted(found.said));
  yield line('ignored', counted(found.ignored_by_type));
  const { first_at: from, last_at: to } = found;
  yield line('times', from === null || to === null ? 'none' : `${isoOf(from)} to ${isoOf(to)}`);
  const more = found.rooms > found.first_rooms.length ? ', …' : '';
  yield line(
    'rooms',
    `${found.rooms}${found.rooms === 0 ? '' : `: ${found.first_rooms.map(printable).join(', ')}${more}`}`,
  );
  yield line('participants', `${found.participants}, with ${found.users} user ids`);
  yield line('anomalies', counted(found.anomalies));
  yield `first events\n`;
  for (const event of found.first_events) yield `  ${JSON.stringify(event)}\n`;
}

function line(name: string, text: string): string {
  return `${name.padEnd(13)} ${text}\n`;
}

function counted(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts)
    .sort(([a, m], [b, n]) => n - m || compareText(a, b))
    .map(([name, count]) => `${printable(name)} ${count}`);
  return parts.length === 0 ? 'none' : parts.join(', ');
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
