import type { InvalidEvent, LateEvent, StrayEvent } from '../model/anomaly.js';
import { describeInvalid } from '../model/describe-invalid.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import type { TimeUnit } from '../model/time-unit.js';
import { isAfterAsOf, latestTime } from '../rules/as-of.js';
import type { EventProblem } from '../rules/event.js';
import type { OddLocalTime } from '../sources/local-time.js';
import type { RepairNotice } from '../sources/repair/repair.js';
import { type FileStatistics, noStatistics, type Statistics } from './accounting.js';
import type { Break } from './input.js';
import { createTimeSpans, type Jump } from './jump.js';
import { type UnitReading, unitReading } from './read-record.js';

/** A bad line: the anomaly, its place, what is wrong in words, and the line as it came. */
export interface BadLine extends InvalidEvent {
  readonly file: string;
  readonly line: number;
  readonly message: string;
  readonly record: string;
}

/** What a replay keeps of what it did not use. */
export type KeptAnomaly = BadLine | LateEvent | StrayEvent | RepairNotice | OddTime;

/** A local time that is not one instant, and how it was read. */
export interface OddTime {
  readonly code: 'odd-local-time';
  readonly kind: OddLocalTime['kind'];
  readonly text: string;
  readonly at: EpochMs;
  readonly file: string;
  readonly line: number;
}

/** Who watches a replay as it goes. */
export interface ReplayWatcher {
  readonly onBadLine: (bad: BadLine) => void;
  /** in auto, the unit of a file's numeric times, and the line that decided it */
  readonly onTimeUnit: (file: string, unit: TimeUnit, line: number) => void;
  readonly onBytes: (count: number) => void;
}

/** What an account needs to know of how to replay. */
export interface AccountOptions {
  /** T in milliseconds; null: the time of the latest event, of whichever room */
  readonly asOf: EpochMs | null;
  /** how far behind the latest time an event may come, in milliseconds; null: any order */
  readonly lateness: number | null;
  /** only these rooms; empty: all */
  readonly onlyRooms: ReadonlySet<string>;
  readonly timeUnit: TimeUnit | 'auto';
  /** whether to keep what is not used, beyond counting it */
  readonly keepAnomalies: boolean;
  /** replaces the text of a bad record, as it may tell who it is about */
  readonly redact?: ((text: string) => string) | null;
}

/** What becomes of a valid event. */
export type Verdict = 'used' | 'ignored' | 'after-as-of' | 'late';

/** The account of one input's records as it is read. */
export interface LogAccount {
  readonly statistics: Statistics;
  readonly anomalies: KeptAnomaly[];
  /** Begins an input. */
  readonly open: (file: string, source?: string) => UnitReading;
  /** Counts a record of the input. */
  readonly count: () => void;
  /** Says that the unit of the input's times is decided. */
  readonly decideUnit: (line: number) => void;
  /** `expected`: what a platform's record has there, where that is known better than of an event. */
  readonly refuse: (problem: EventProblem, line: number, record: string, expected?: string) => void;
  /** whether rooms are chosen by name, so that `judge` needs it */
  readonly choosesRooms: boolean;
  /**
   * What becomes of a valid event; counts it unless it is to be used. Moves the latest time. One that is `made` by whoever moves the
   * watermark is never late.
   */
  readonly judge: (at: EpochMs, room: string | null, isMade?: boolean) => Verdict;
  /**
   * Counts and judges so many valid events at once, which are in time order, the first of them at `from`, the last at `to`.
   * True: all are to be used. False: nothing has been done, they must be counted and judged one by one.
   */
  readonly acceptRun: (count: number, from: EpochMs, to: EpochMs) => boolean;
  /**
   * The same for events in any order, of which the earliest is at `from`; the latest, or one before them, is at `to`. None comes
   * more than `lag` behind the latest time before it.
   */
  readonly acceptAny: (count: number, from: EpochMs, to: EpochMs, lag: number) => boolean;
  /** Sets T, before any event is judged. */
  readonly setAsOf: (asOf: EpochMs) => void;
  /** T, if it is set. */
  readonly asOf: () => EpochMs | null;
  /** The end of the log: T, or else its latest time; null where there is neither. */
  readonly end: () => EpochMs | null;
  /** Counts an event as late that was judged to be used. */
  readonly countLate: () => void;
  /** Reports an event that was judged late. */
  readonly reportLate: (late: Omit<LateEvent, 'code'>) => void;
  readonly close: (broken: Break | null) => void;
  /** Nothing at or before it will still be accepted; ALWAYS without a lateness. */
  readonly watermark: () => EpochMs;
  /** The gap that the latest few of the events that are used lie behind. */
  readonly jump: () => Jump | null;
}

export function createLogAccount(options: AccountOptions, watcher: ReplayWatcher): LogAccount {
  const { lateness, onlyRooms, keepAnomalies, redact = null } = options;
  let { asOf } = options;
  const statistics = noStatistics();
  const anomalies: KeptAnomaly[] = [];
  let file: FileStatistics = { file: '', source: 'native', records_read: 0, time_unit: null, broken: null };
  let units: UnitReading = unitReading(options.timeUnit);
  const spans = createTimeSpans();

  function open(name: string, source = 'native'): UnitReading {
    file = { file: name, source, records_read: 0, time_unit: null, broken: null };
    statistics.files.push(file);
    units = unitReading(options.timeUnit);
    return units;
  }

  function refuse({ field, reason }: EventProblem, line: number, record: string, expected?: string): void {
    const index = statistics.records_read - 1;
    const hint = reason === 'unit-changed' ? '; --time-unit s, ms, us or ns says which' : '';
    const message = describeInvalid(field, reason, expected) + hint;
    const bad: BadLine = {
      code: 'invalid-event',
      index,
      field,
      reason,
      file: file.file,
      line,
      message,
      record: redact === null ? record : redact(record),
    };
    statistics.invalid++;
    statistics.invalid_by_reason[reason] = (statistics.invalid_by_reason[reason] ?? 0) + 1;
    if (keepAnomalies) anomalies.push(bad);
    watcher.onBadLine(bad);
  }

  function judge(at: EpochMs, room: string | null, isMade = false): Verdict {
    const before = watermark();
    if (statistics.first_at === null || at < statistics.first_at) statistics.first_at = at;
    statistics.last_at = latestTime(statistics.last_at, at);
    if (room !== null && onlyRooms.size > 0 && !onlyRooms.has(room)) {
      statistics.ignored++;
      return 'ignored';
    }
    if (asOf !== null && isAfterAsOf(at, asOf)) {
      statistics.after_as_of++;
      return 'after-as-of';
    }
    if (at > before || isMade) {
      spans.add(1, at, at);
      return 'used';
    }
    statistics.late++;
    return 'late';
  }

  function acceptRun(count: number, from: EpochMs, to: EpochMs): boolean {
    return from >= (statistics.last_at ?? from) && accept(count, from, to);
  }

  function acceptAny(count: number, from: EpochMs, to: EpochMs, lag: number): boolean {
    return (lateness === null || lag <= lateness) && accept(count, from, to);
  }

  function accept(count: number, from: EpochMs, to: EpochMs): boolean {
    if (onlyRooms.size > 0 || (asOf !== null && isAfterAsOf(to, asOf))) return false;
    const { first_at, last_at } = statistics;
    if (!spans.add(count, from, to)) return false;
    statistics.records_read += count;
    file.records_read += count;
    if (first_at === null || from < first_at) statistics.first_at = from;
    statistics.last_at = latestTime(last_at, to);
    return true;
  }

  function watermark(): EpochMs {
    return lateness === null || statistics.last_at === null ? ALWAYS : statistics.last_at - lateness - 1;
  }

  return {
    statistics,
    anomalies,
    open,
    count() {
      statistics.records_read++;
      file.records_read++;
    },
    decideUnit(line) {
      if (units.unit !== null) watcher.onTimeUnit(file.file, units.unit, line);
    },
    refuse,
    choosesRooms: onlyRooms.size > 0,
    judge,
    acceptRun,
    acceptAny,
    setAsOf(at) {
      asOf = at;
    },
    asOf: () => asOf,
    end: () => asOf ?? statistics.last_at,
    countLate() {
      statistics.late++;
    },
    reportLate({ type, room, participant_id, at }) {
      if (keepAnomalies) anomalies.push({ code: 'late-event', type, room, participant_id, at });
    },
    close(broken) {
      file.time_unit = units.unit;
      file.broken = broken && { after_line: broken.line, reason: broken.reason };
    },
    watermark,
    jump: spans.jump,
  };
}
