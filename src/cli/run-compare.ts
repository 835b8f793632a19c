import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileRules } from '../engine/compile-rules.js';
import { printable } from '../formats/printable.js';
import type { RuleOptions } from '../model/rule-options.js';
import {
  compareOwn,
  type LogComparison,
  type OwnCompared,
  type OwnList,
} from '../oracle/compare/compare-log.js';
import { isRight } from '../oracle/compare/comparison.js';
import { comparisonReport } from '../oracle/compare/comparison-report.js';
import { type IgnoreEntry, InvalidIgnoreList, readIgnoreList } from '../oracle/compare/ignoring.js';
import { readListInput } from '../oracle/compare/read-list-input.js';
import { writeComparison } from '../oracle/compare/write-comparison.js';
import { type Statistics, summaryLine } from '../replay/accounting.js';
import { writeAll, writeFileWhole } from '../replay/byte-output.js';
import type { Input } from '../replay/input.js';
import { type OutputFile, planOutput } from '../replay/output.js';
import type { SourceReplayOptions } from '../replay/source-options.js';
import { reasonOf } from '../replay/system-error.js';
import { asOfFrom } from './as-of-argument.js';
import { badLineReporter } from './bad-line-reporter.js';
import type { CompareArguments } from './compare-command.js';
import { describeJump } from './describe-jump.js';
import { ExitCode, Failure } from './exit-code.js';
import { type Gathering, gatherLog } from './gather-log.js';
import { type FilesRead, keepApart } from './keep-apart.js';
import { openInputs } from './open-inputs.js';
import { planInputs, sourceOptionsOf } from './plan-inputs.js';
import { replaySourcesInOrder } from './replay-sources-in-order.js';
import { rulesFrom } from './rule-arguments.js';
import { HALF_OF_ALL } from './stream-arguments.js';
import { tellOddTimes } from './tell-odd-times.js';
import { watchReplay } from './watch-replay.js';

/** Holds a list against logs, writes the report, and gives the exit code. */
export async function runCompare(files: readonly string[], args: CompareArguments): Promise<number> {
  if (files.length < 2) {
    throw new Failure(
      'compare: expected a log and their list, such as: compare log.ndjson page.json',
      ExitCode.usage,
    );
  }
  const rules = rulesFrom(args.rules, args.rule, { granularity: 1 });
  const ignore = args.ignore === undefined ? [] : readIgnored(args.ignore);
  const inputs: Input[] = [];
  try {
    const { unreadable } = await openInputs(files, inputs);
    const out =
      args.out === undefined
        ? null
        : plannedOutput(args.out, inputs, {
            rules: args.rules,
            'list of what to ignore': args.ignore,
            mapping: args.mapping,
          });
    const list = await readListInput(inputs.at(-1)!);
    for (const { place, message } of list.bad.slice(0, SHOWN)) say(`${place}: ${message}`);
    if (list.bad.length > SHOWN) {
      say(
        `reconvene: and ${list.bad.length - SHOWN} more meetings that cannot be read; --format json tells all`,
      );
    }
    const { own, statistics } = await readLogs(inputs.slice(0, -1), rules, args);
    const { tolerance, why = false } = args;
    const comparison = await explained(compareOwn(own, list, { rules, tolerance, ignore, why }));
    const text =
      args.format === 'json'
        ? [`${JSON.stringify(comparisonReport(comparison), null, 2)}\n`]
        : writeComparison(comparison, args.show);
    if (out === null) await writeAll(process.stdout, text);
    else await writeFileWhole(out, text);
    say(summaryLine(statistics));
    return unreadable.length === 0 ? exitCodeOf(comparison, statistics) : ExitCode.io;
  } finally {
    await Promise.all(inputs.map((input) => input.close()));
  }
}

/** Looks for what explains a comparison, if that was asked for, and gives way now and then so that a signal is heard. */
async function explained({ comparison, explaining }: OwnCompared): Promise<LogComparison> {
  if (explaining === null) return comparison;
  if (process.stderr.isTTY) say('reconvene: looking for what explains the differences; this takes a while');
  for (;;) {
    const step = explaining.next();
    if (step.done === true) return { ...comparison, why: step.value };
    await nextTurn();
  }
}

/** So many meetings that cannot be read are told one by one. */
const SHOWN = 20;

function say(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}

/** Our list of logs, which are read as `replay` reads them. */
async function readLogs(
  inputs: readonly Input[],
  rules: Partial<RuleOptions>,
  args: CompareArguments,
): Promise<{ readonly own: OwnList; readonly statistics: Statistics }> {
  const { plans } = await planInputs(inputs, args, args.timeUnit, true, say);
  const oddTimes = tellOddTimes(args.repeatedHour);
  const options: SourceReplayOptions = {
    ...sourceOptionsOf(args),
    rules: compileRules(rules),
    asOf: asOfFrom(args.asOf),
    lateness: null,
    order: 'start',
    timeUnit: args.timeUnit,
    onlyRooms: new Set(),
    explains: true,
    keepAnomalies: false,
  };
  const order = { mayHope: true, goesOut: false, isGrouped: false, lateness: null };
  let gathered: Gathering | null = null;
  const { statistics } = await replaySourcesInOrder(
    plans!,
    options,
    { ...order, threads: 1, memory: HALF_OF_ALL },
    oddTimes.note,
    say,
    async (replayThem, run) => {
      // What has come of a log that proves to be in no order is of no use.
      gathered = gatherLog(args.why === true);
      const badLines = badLineReporter(run.say);
      const watcher = watchReplay(badLines, run.say);
      const outcome = await replayThem(watcher, gathered.meetings, gathered.start(run.start));
      if (outcome !== null) badLines.sayRest(false, say);
      return outcome;
    },
  );
  oddTimes.say(say);
  const warning = describeJump(statistics, args);
  if (warning !== null) say(warning);
  return { own: gathered!.list(statistics.as_of), statistics };
}

function exitCodeOf(comparison: LogComparison, { files }: Statistics): number {
  if (files.some(({ broken }) => broken !== null)) return ExitCode.io;
  if (!comparison.isComparable) return ExitCode.nothing;
  return isRight(comparison) ? ExitCode.ok : ExitCode.differences;
}

function plannedOutput(path: string, inputs: readonly Input[], read: FilesRead): OutputFile | null {
  if (path === '-') return null;
  const out = planOutput(path);
  keepApart({ out }, inputs, read);
  return out;
}

function readIgnored(file: string): IgnoreEntry[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`--ignore ${file}: ${reasonOf(error)}`, ExitCode.io);
  }
  try {
    return readIgnoreList(text, `--ignore ${file}`);
  } catch (error) {
    if (error instanceof InvalidIgnoreList) throw new Failure(error.message, ExitCode.usage);
    throw error;
  }
}
