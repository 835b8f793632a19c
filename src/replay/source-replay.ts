import { createColumns } from '../engine/event-columns.js';
import { createLineReader, type LineProblem } from '../formats/read-lines.js';
import { expectedFor } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import { wholeMs } from '../model/parse-time.js';
import { ALWAYS } from '../model/time.js';
import { type EventProblem, isEvent, problemOfName } from '../rules/event.js';
import { createLocalTime } from '../sources/local-time.js';
import { eventOfFact, factOfEvent, native } from '../sources/native.js';
import { readRecord } from '../sources/read-record.js';
import { createRepair, type Repair } from '../sources/repair/create-repair.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import { type LogFact, repairLog } from '../sources/repair/repair-log.js';
import type { Fact, SourceOptions } from '../sources/source.js';
import { closeAccount } from './accounting.js';
import { type Input, readInput } from './input.js';
import { jumpIn } from './jump.js';
import { createLogAccount, type OddTime, type ReplayWatcher } from './log-account.js';
import { isNativeLines, recordOf, type SourcePlan } from './plan-source.js';
import type { RowProblem } from './read-plan.js';
import { isBlank, readRecord as readNativeRecord, readValue, valueOfRow } from './read-record.js';
import { redactFact } from './redact.js';
import { type Replay, runLog } from './replay.js';
import { createLedger, type Ledger } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';

/** Who watches the replay of a platform's log. */
export interface SourceWatcher extends ReplayWatcher {
  readonly onOddTime: (odd: OddTime) => void;
  /** Hears every event that is used. */
  readonly onEvent?: (event: ValidEvent) => void;
  /** Hears what records are, by type. */
  readonly onFact?: (fact: Fact) => void;
}

type InvalidFact = Extract<Fact, { kind: 'invalid' }>;

interface Taker {
  /** Takes a fact; `plain` is an event in its own right. */
  readonly take: (fact: PresenceFact, plain: boolean) => void;
  /** Ends the log. */
  readonly finish: () => void;
}

/**
 * Replays inputs of any source as one log: records to facts, facts to repaired events, events to meetings. The log is held in memory.
 * Without a lateness it is put in time order before it is repaired; with one it is repaired as it comes.
 */
export async function replaySources(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions,
  watcher: SourceWatcher,
): Promise<Replay> {
  const account = createLogAccount(options, watcher);
  const columns = createColumns();
  const ledger = createLedger(account, columns, options, watcher.onEvent);
  const taker = takerOf(plans, ledger, options);
  for (const plan of plans) await readPlan(plan, taker, ledger, options, watcher);
  taker.finish();
  account.statistics.added = ledger.outcomes() - account.statistics.records_read;
  const meetings = await runLog(columns, { ...options, asOf: account.asOf() }, account);
  closeAccount(account.statistics);
  return { meetings, anomalies: account.anomalies, statistics: account.statistics };
}

function takerOf(plans: readonly SourcePlan[], ledger: Ledger, options: SourceReplayOptions): Taker {
  const { lateness, maxJump, repair } = options;
  const isPlain = plans.every(({ source }) => source === native) && repair.maxOpen === null;
  if (isPlain && (lateness !== null || maxJump === null)) return plainLog(ledger);
  return lateness === null ? wholeLog(ledger, options) : liveLog(ledger, options);
}

/** Of events in their own right there is nothing to repair but visits that last too long. */
function plainLog(ledger: Ledger): Taker {
  return {
    take(fact) {
      const events = fact.kind === 'stay' || fact.kind === 'rename' ? [] : [eventOfFact(fact)];
      ledger.settle({ events, notices: [], dropped: 0, ignored: 0 }, fact);
    },
    finish() {},
  };
}

/** Gathers a log, and repairs it when it is all there. */
function wholeLog(ledger: Ledger, options: SourceReplayOptions): Taker {
  const facts: LogFact[] = [];
  return {
    take(fact, plain) {
      facts.push({ fact, plain });
    },
    finish() {
      const { account } = ledger;
      if (options.asOf === null && options.maxJump !== null) {
        const times = Float64Array.from(facts.flatMap(({ fact }) => timesOf(fact))).sort();
        const jump = jumpIn(times, options.maxJump, (count, all) => count <= Math.max(1, all / 100));
        if (jump !== null) account.setAsOf(jump.from);
      }
      const settle = (repair: Repair, item: LogFact | null) => ledger.settle(repair, item?.fact ?? null);
      repairLog(drained(facts), options.repair, settle, account.asOf());
    },
  };
}

/** Gives items out, and lets go of each. */
function* drained<Item>(items: Item[]): Generator<Item> {
  items.reverse();
  while (items.length > 0) yield items.pop()!;
}

/** Repairs a log as it comes. */
function liveLog(ledger: Ledger, { repair }: SourceReplayOptions): Taker {
  const stage = createRepair(repair);
  const { account } = ledger;
  return {
    take(fact, plain) {
      ledger.settle(stage.take(fact, plain), fact);
      const watermark = account.watermark();
      if (watermark > ALWAYS) ledger.settle(stage.advance(watermark), null);
    },
    finish() {
      const last = account.statistics.last_at;
      if (last !== null) ledger.settle(stage.finish(last), null);
    },
  };
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

function timesOf(fact: PresenceFact): number[] {
  if (fact.kind === 'rename') return [];
  if (fact.kind !== 'stay') return [wholeMs(fact.at)];
  return fact.left_at === null ? [wholeMs(fact.joined_at)] : [wholeMs(fact.joined_at), wholeMs(fact.left_at)];
}

async function readPlan(
  plan: SourcePlan,
  taker: Taker,
  ledger: Ledger,
  options: SourceReplayOptions,
  watcher: SourceWatcher,
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
      if (problem === null) taker.take(redact === null ? fact : redactFact(fact, redact), plain);
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
