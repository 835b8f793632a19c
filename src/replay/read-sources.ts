import { createLineReader, type LineProblem } from '../formats/read-lines.js';
import { expectedFor } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import { type EventProblem, isEvent } from '../rules/event.js';
import type { OddLocalTime } from '../sources/local-time.js';
import { factOfEvent, native } from '../sources/native.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import type { Fact } from '../sources/source.js';
import type { EventTaker } from './bytes/byte-events.js';
import { scanRows } from './bytes/byte-rows.js';
import { rowShape } from './bytes/scan-row.js';
import { type Input, readInput } from './input.js';
import type { LogAccount, OddTime, ReplayWatcher } from './log-account.js';
import { isNativeLines, type SourcePlan } from './plan-source.js';
import type { ScanTable, TakeRecord } from './read-plan.js';
import { isBlank, readRecord as readNativeRecord, readValue, valueOfRow } from './read-record.js';
import { createRecordReader, type RecordSink } from './record-reader.js';
import { isPlain, repairFacts, type Together } from './repair-facts.js';
import { createLedger, type EventTarget, type Ledger } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';
import { readTogether } from './together/read-together.js';

/** Who watches the replay of a platform's log. */
export interface SourceWatcher extends ReplayWatcher {
  readonly onOddTime: (odd: OddTime) => void;
  /** Hears what records are, by type. */
  readonly onFact?: (fact: Fact) => void;
}

/**
 * Reads inputs of any source as one log: records to facts, facts to repaired events, which go to `target`. Without a lateness the log is
 * put in time order before it is repaired; with one it is repaired as it comes.
 * @param flush what is done now and then, and waited for
 * @param together those who share the work; null: this thread does it
 */
export async function readSources(
  plans: readonly SourcePlan[],
  account: LogAccount,
  options: SourceReplayOptions,
  watcher: SourceWatcher,
  target: EventTarget,
  flush: () => Promise<void> = async () => {},
  together: Together | null = null,
): Promise<void> {
  const ledger = createLedger(account, target, options);
  const facts = repairFacts(plans, ledger, options, together);
  const { redact = null } = options;
  // Of these nothing has to be known but what the engine has to know.
  const isAsItComes = isPlain(plans, options) && redact === null && watcher.onFact === undefined;
  const onBytes = async (count: number) => {
    watcher.onBytes(count);
    await flush();
  };
  try {
    for (const [place, plan] of plans.entries()) {
      const oddTime = (odd: OddLocalTime, line: number) => {
        const told: OddTime = { code: 'odd-local-time', ...odd, file: plan.input.name, line };
        account.statistics.odd_local_times++;
        if (options.keepAnomalies) account.anomalies.push(told);
        watcher.onOddTime(told);
      };
      if (together !== null && isShared(plan)) {
        const taker = { takeLines: facts.takeLines, oddTime, onBytes };
        await readTogether(plan, place, together.crew, ledger, taker);
      } else {
        await together?.crew.finish();
        const bytes = isAsItComes ? (target.bytes ?? null) : null;
        await readPlan(plan, facts.take, ledger, options, oddTime, bytes, { ...watcher, onBytes });
      }
    }
    await together?.crew.finish();
    await facts.finish();
  } finally {
    facts.discard();
  }
  account.statistics.added = ledger.outcomes() - account.statistics.records_read;
}

async function readPlan(
  plan: SourcePlan,
  takeFact: (fact: PresenceFact, plain: boolean) => void,
  ledger: Ledger,
  options: SourceReplayOptions,
  oddTime: RecordSink['oddTime'],
  bytes: EventTaker | null,
  watcher: SourceWatcher & { readonly onBytes: (count: number) => Promise<void> },
): Promise<void> {
  const { account } = ledger;
  const { input, source, form, read } = plan;
  const units = account.open(input.name, source.name);
  const isRows = form === 'table' || form === 'parquet';
  const isNative = isNativeLines(plan) || (source === native && isRows);
  const reader = createRecordReader(source, roomOf(plan, options), options, options.redact ?? null, {
    record: account.count,
    fact: takeFact,
    ignored: ledger.ignore,
    refused: ledger.refuse,
    oddTime,
    ...(watcher.onFact === undefined ? {} : { said: watcher.onFact }),
  });

  function takeNative(readOne: () => ValidEvent | EventProblem, line: number, text: () => string): void {
    account.count();
    reader.at(line);
    const wasDecided = units.unit !== null;
    const event = readOne();
    if (!wasDecided) account.decideUnit(line);
    if (isEvent(event)) reader.takeFact(factOfEvent(event), true, text);
    else {
      const known = expectedFor(event.field, event.reason);
      // In a table, unlike in a line, a time zone can be given to local times.
      const hasZone = read === null || event.reason !== 'no-offset' || options.timezone !== null;
      const expected = hasZone ? known : `${known}, or --timezone ZONE`;
      ledger.refuse({ kind: 'invalid', ...event, expected }, line, text());
    }
  }

  function takeLine(text: string, line: number, problem: LineProblem | null): void {
    if (!isNative) reader.takeLine(text, line, problem);
    else if (problem !== null || !isBlank(text)) {
      takeNative(
        () => readNativeRecord(text, line, problem, units),
        line,
        () => text,
      );
    }
  }

  if (read !== null) {
    const scan: ScanTable = (columns, delimiter, headerLine) => {
      // Local times are for who knows time zones.
      const shape = bytes === null || options.timezone !== null ? null : rowShape(columns, delimiter);
      return shape && scanRows(account, units, bytes!, shape, headerLine, ledger.pass);
    };
    const takeRow: TakeRecord = (record, line, text, problem) => {
      if (problem !== null) {
        account.count();
        ledger.refuse({ kind: 'invalid', field: null, ...problem }, line, text());
      } else if (isNative) {
        takeNative(
          () =>
            readValue(valueOfRow(record as Readonly<Record<string, unknown>>, reader.localTime), line, units),
          line,
          text,
        );
      } else reader.takeRecord(record, line, text);
    };
    account.close(await read(takeRow, watcher.onBytes, scan));
    return;
  }
  const lines = createLineReader(takeLine);
  account.close(await readInput(input, { lines, onBytes: watcher.onBytes, lastLine: lines.lastLine }));
}

/** Whether the records of an input can be read apart from its account: lines that are no events in their own right. */
export function isShared({ form, source }: SourcePlan): boolean {
  return form === 'lines' && source !== native;
}

/** The room of records that do not name theirs, null if there is none. */
export function roomOf({ source, input }: SourcePlan, { reading }: SourceReplayOptions): string | null {
  return reading.room ?? (source.isOfOneMeeting === true ? roomOfFile(input) : null);
}

/** What a file is called without its folder and endings. */
function roomOfFile({ name, path }: Input): string | null {
  const stem = (path === null ? '' : name)
    .replace(/^.*[/\\]/, '')
    .replace(/(?:\.(?:csv|tsv|txt|gz|zst))+$/i, '');
  return stem === '' ? null : stem;
}
