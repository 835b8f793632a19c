import { setImmediate as nextTurn } from 'node:timers/promises';
import { createLineReader, type LineProblem } from '../formats/read-lines.js';
import { expectedFor } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import { type EventProblem, isEvent, problemOfName } from '../rules/event.js';
import { createLocalTime } from '../sources/local-time.js';
import { factOfEvent, native } from '../sources/native.js';
import { readRecord } from '../sources/read-record.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import type { Fact, SourceOptions } from '../sources/source.js';
import { type Input, readInput } from './input.js';
import type { LogAccount, OddTime, ReplayWatcher } from './log-account.js';
import { isNativeLines, recordOf, type SourcePlan } from './plan-source.js';
import type { RowProblem } from './read-plan.js';
import { isBlank, readRecord as readNativeRecord, readValue, valueOfRow } from './read-record.js';
import { redactFact } from './redact.js';
import { repairFacts } from './repair-facts.js';
import { createLedger, type EventTarget, type Ledger } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';

/** Who watches the replay of a platform's log. */
export interface SourceWatcher extends ReplayWatcher {
  readonly onOddTime: (odd: OddTime) => void;
  /** Hears what records are, by type. */
  readonly onFact?: (fact: Fact) => void;
}

type InvalidFact = Extract<Fact, { kind: 'invalid' }>;

/**
 * Reads inputs of any source as one log: records to facts, facts to repaired events, which go to `target`. Without a lateness the log is
 * put in time order before it is repaired; with one it is repaired as it comes.
 * @param flush what is done now and then, and waited for
 */
export async function readSources(
  plans: readonly SourcePlan[],
  account: LogAccount,
  options: SourceReplayOptions,
  watcher: SourceWatcher,
  target: EventTarget,
  flush: () => Promise<void> = async () => {},
): Promise<void> {
  const ledger = createLedger(account, target, options);
  const taker = repairFacts(plans, ledger, options);
  const onBytes = async (count: number) => {
    watcher.onBytes(count);
    await flush();
  };
  try {
    for (const plan of plans) await readPlan(plan, taker.take, ledger, options, { ...watcher, onBytes });
    for (const _ of taker.finish()) await nextTurn();
  } finally {
    taker.discard();
  }
  account.statistics.added = ledger.outcomes() - account.statistics.records_read;
}

async function readPlan(
  plan: SourcePlan,
  takeFact: (fact: PresenceFact, plain: boolean) => void,
  ledger: Ledger,
  options: SourceReplayOptions,
  watcher: SourceWatcher & { readonly onBytes: (count: number) => Promise<void> },
): Promise<void> {
  const { account } = ledger;
  const { input, source, form, read } = plan;
  const { redact = null } = options;
  const units = account.open(input.name, source.name);
  const isRows = form === 'table' || form === 'parquet';
  const isNative = isNativeLines(plan) || (source === native && isRows);
  let line = 0;
  const reading: SourceOptions = {
    ...options.reading,
    room: options.reading.room ?? (source.isOfOneMeeting === true ? roomOfFile(input) : null),
    localTime:
      options.timezone === null
        ? null
        : createLocalTime(options.timezone, options.repeatedHour, ({ kind, text, at }) => {
            const odd: OddTime = { code: 'odd-local-time', kind, text, at, file: input.name, line };
            account.statistics.odd_local_times++;
            if (options.keepAnomalies) account.anomalies.push(odd);
            watcher.onOddTime(odd);
          }),
  };

  function take(fact: Fact, plain: boolean, text: () => string): void {
    watcher.onFact?.(fact);
    if (fact.kind === 'ignored') ledger.ignore(fact.type);
    else if (fact.kind === 'invalid') ledger.refuse(fact, line, text());
    else {
      const problem = problemOf(fact);
      if (problem === null) takeFact(redact === null ? fact : redactFact(fact, redact), plain);
      else ledger.refuse(problem, line, text());
    }
  }

  function takeRecord(record: unknown, text: () => string): void {
    account.count();
    const { facts } = readRecord(record, source, reading);
    if (facts.length === 0) ledger.ignore('nothing');
    for (const fact of facts) take(fact, source === native, text);
  }

  function takeNative(readOne: () => ValidEvent | EventProblem, text: () => string): void {
    account.count();
    const wasDecided = units.unit !== null;
    const event = readOne();
    if (!wasDecided) account.decideUnit(line);
    if (isEvent(event)) take(factOfEvent(event), true, text);
    else {
      const known = expectedFor(event.field, event.reason);
      // In a table, unlike in a line, a time zone can be given to local times.
      const hasZone = read === null || event.reason !== 'no-offset' || options.timezone !== null;
      const expected = hasZone ? known : `${known}, or --timezone ZONE`;
      ledger.refuse({ kind: 'invalid', ...event, expected }, line, text());
    }
  }

  function refuse({ expected, reason }: RowProblem, text: string): void {
    account.count();
    ledger.refuse({ kind: 'invalid', field: null, expected, reason }, line, text);
  }

  function takeLine(text: string, problem: LineProblem | null): void {
    if (problem === null && isBlank(text)) return;
    if (isNative)
      takeNative(
        () => readNativeRecord(text, line, problem, units),
        () => text,
      );
    else if (problem !== null) refuse({ expected: `one of ${source.title}`, reason: problem }, text);
    else takeRecord(recordOf(text), () => text);
  }

  if (read !== null) {
    const broken = await read((record, number, text, problem) => {
      line = number;
      if (problem !== null) refuse(problem, text());
      else if (isNative) {
        const value = valueOfRow(record as Readonly<Record<string, unknown>>, reading.localTime);
        takeNative(() => readValue(value, line, units), text);
      } else takeRecord(record, text);
    }, watcher.onBytes);
    account.close(broken);
    return;
  }
  const lines = createLineReader((text, number, problem) => {
    line = number;
    takeLine(text, problem);
  });
  account.close(await readInput(input, { lines, onBytes: watcher.onBytes, lastLine: () => line }));
}

/** A source may let through what cannot name a room or a participant. */
function problemOf(fact: PresenceFact): InvalidFact | null {
  const names: [string, string][] = [['room', fact.room]];
  if (fact.kind !== 'clear')
    names.push(['participant_id', fact.kind === 'rename' ? fact.from : fact.participant_id]);
  for (const [field, name] of names) {
    const reason = problemOfName(name);
    if (reason !== null) return { kind: 'invalid', field, expected: expectedFor(field, reason), reason };
  }
  return null;
}

/** What a file is called without its folder and endings. */
function roomOfFile({ name, path }: Input): string | null {
  const stem = (path === null ? '' : name)
    .replace(/^.*[/\\]/, '')
    .replace(/(?:\.(?:csv|tsv|txt|gz|zst))+$/i, '');
  return stem === '' ? null : stem;
}
