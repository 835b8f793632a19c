import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BulkRun, createBulkRun } from '../engine/bulk-run.js';
import type { CompiledRules } from '../engine/compile-rules.js';
import {
  appendEvent,
  createColumns,
  type EventColumns,
  namesOf,
  runColumns,
} from '../engine/event-columns.js';
import type { ListedMeeting } from '../engine/list-meeting.js';
import type { Anomaly, InvalidEvent } from '../model/anomaly.js';
import { describeInvalid } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import type { EpochMs } from '../model/time.js';
import { type EventProblem, isEvent } from '../rules/event.js';
import { compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import { closeAccount, noStatistics, type Statistics } from './accounting.js';
import { type Input, readInput } from './input.js';
import { readRecord, unitReading } from './read-record.js';
import type { TimeUnit } from './time-unit.js';

/** A bad line: the anomaly, its place, what is wrong in words, and the line as it came. */
export interface BadLine extends InvalidEvent {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly record: string;
}

/** How to replay. */
export interface ReplayOptions {
  readonly rules: CompiledRules;
  /** T in milliseconds; null: the time of the latest event, of whichever room */
  readonly asOf: EpochMs | null;
  readonly timeUnit: TimeUnit | 'auto';
  /** only these rooms; empty: all */
  readonly onlyRooms: ReadonlySet<string>;
  /** whether to say of each meeting why it began and ended */
  readonly explains: boolean;
  /** whether to keep bad lines and strays, beyond counting them */
  readonly keepAnomalies: boolean;
}

/** Who watches a replay as it goes. */
export interface ReplayWatcher {
  readonly onBadLine: (bad: BadLine) => void;
  /** in auto, the unit of a file's numeric times, and the line that decided it */
  readonly onTimeUnit: (file: string, unit: TimeUnit, line: number) => void;
  readonly onBytes: (count: number) => void;
}

/** What a replay came to. */
export interface Replay {
  /** in canonical order */
  readonly meetings: ListedMeeting[];
  /** bad lines in their order, then strays in theirs; empty unless they were to be kept */
  readonly anomalies: (BadLine | Anomaly)[];
  readonly statistics: Statistics;
}

/** Long work gives way this often, in milliseconds, so that a signal is heard. */
const PATIENCE = 40;

/**
 * Replays inputs of native events as one log.
 * @throws UnreadableInput if one is of a kind that is not read
 */
export async function replay(
  inputs: readonly Input[],
  options: ReplayOptions,
  watcher: ReplayWatcher,
): Promise<Replay> {
  const log = createColumns();
  const statistics = noStatistics();
  const anomalies: (BadLine | Anomaly)[] = [];
  for (const input of inputs) {
    await readLog(input, log, options, watcher, statistics, anomalies);
  }
  const { finished, strays } = await runLog(log, options, statistics);
  if (options.keepAnomalies) for (const stray of strays) anomalies.push(stray);
  closeAccount(statistics);
  return { meetings: finished, anomalies, statistics };
}

async function readLog(
  input: Input,
  log: EventColumns,
  options: ReplayOptions,
  watcher: ReplayWatcher,
  statistics: Statistics,
  anomalies: (BadLine | Anomaly)[],
): Promise<void> {
  const file = { file: input.name, records_read: 0, time_unit: null as TimeUnit | null, broken: null };
  const units = unitReading(options.timeUnit);
  statistics.files.push(file);

  function refuse(problem: EventProblem, line: number, record: string): void {
    const { field, reason } = problem;
    const bad: BadLine = {
      code: 'invalid-event',
      index: statistics.records_read - 1,
      field,
      reason,
      file: input.name,
      line,
      message: describeInvalid(field, reason),
      record,
    };
    statistics.invalid++;
    statistics.invalid_by_reason[reason] = (statistics.invalid_by_reason[reason] ?? 0) + 1;
    if (options.keepAnomalies) anomalies.push(bad);
    watcher.onBadLine(bad);
  }

  function use(event: ValidEvent): void {
    const { at, room } = event;
    if (statistics.first_at === null || at < statistics.first_at) statistics.first_at = at;
    if (statistics.last_at === null || at > statistics.last_at) statistics.last_at = at;
    if (options.onlyRooms.size > 0 && !options.onlyRooms.has(room)) statistics.ignored++;
    else appendEvent(log, event);
  }

  const broken = await readInput(
    input,
    (text, line, lineProblem) => {
      if (lineProblem === null && isBlank(text)) return;
      statistics.records_read++;
      file.records_read++;
      const wasDecided = units.unit !== null;
      const read = readRecord(text, line, lineProblem, units);
      if (!wasDecided && units.unit !== null) watcher.onTimeUnit(input.name, units.unit, line);
      if (isEvent(read)) use(read);
      else refuse(read, line, text);
    },
    watcher.onBytes,
  );
  Object.assign(file, {
    time_unit: units.unit,
    broken: broken && { after_line: broken.line, reason: broken.reason },
  });
}

async function runLog(
  log: EventColumns,
  { rules, explains, ...options }: ReplayOptions,
  statistics: Statistics,
): Promise<BulkRun> {
  const asOf = options.asOf ?? statistics.last_at;
  const run = createBulkRun(namesOf(log), rules, explains);
  const { finished, strays } = run;
  if (asOf !== null) {
    statistics.after_as_of = runColumns(log, asOf, rules, run);
    let since = performance.now();
    for (const _ of run.finish(asOf)) {
      if (performance.now() - since < PATIENCE) continue;
      await nextTurn();
      since = performance.now();
    }
  }
  finished.sort(compareByStart);
  strays.sort(compareStrays);
  statistics.as_of = asOf;
  statistics.rooms = run.roomCount();
  statistics.repeated = run.repeated();
  statistics.stray = strays.length;
  for (const { code } of strays) statistics.stray_by_code[code]++;
  statistics.meetings = finished.length;
  statistics.ongoing = finished.reduce((count, { meeting }) => count + Number(meeting.ongoing), 0);
  return run;
}

/** Only a line that begins with white space, or with nothing, can be blank. */
function isBlank(text: string): boolean {
  return !(text.charCodeAt(0) > 0x20) && text.trim() === '';
}
