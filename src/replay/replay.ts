import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledRules } from '../engine/compile-rules.js';
import { type EventColumns, logOf } from '../engine/event-columns.js';
import type { ListedMeeting } from '../engine/list-meeting.js';
import { listedMeetings } from '../engine/whole/list-meetings.js';
import { runRows } from '../engine/whole/run-rows.js';
import type { EpochMs } from '../model/time.js';
import { compareByClosing, compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import type { Statistics } from './accounting.js';
import type { AccountOptions, KeptAnomaly, LogAccount } from './log-account.js';

/** How to replay. */
export interface ReplayOptions extends Omit<AccountOptions, 'redact'> {
  readonly rules: CompiledRules;
  readonly order: 'start' | 'closed';
  /** whether to say of each meeting why it began and ended */
  readonly explains: boolean;
  /** whether meetings have their exact instants, too */
  readonly isExact?: boolean;
  /** list only meetings that start in it; all are reconstructed, and the others counted */
  readonly window?: Window;
}

/** From the one, until before the other; null: without a bound. In milliseconds. */
export interface Window {
  readonly since: EpochMs | null;
  readonly until: EpochMs | null;
}

export function isInWindow(start: EpochMs, { since, until }: Window): boolean {
  return (since === null || start >= since) && (until === null || start < until);
}

/** What a replay came to. */
export interface Replay {
  /** in the order that was asked for */
  readonly meetings: ListedMeeting[];
  /** bad lines and late events in their order, then strays in theirs; empty unless they were to be kept */
  readonly anomalies: KeptAnomaly[];
  readonly statistics: Statistics;
}

/** Long work gives way this often, in milliseconds, so that a signal is heard. */
const PATIENCE = 40;

/** Runs the events that a log came to, and accounts for what the engine did not use. */
export async function runLog(
  columns: EventColumns,
  { rules, explains, order, keepAnomalies, isExact = false, window }: ReplayOptions,
  { statistics, anomalies, jump, end }: LogAccount,
): Promise<ListedMeeting[]> {
  const asOf = end();
  const log = asOf === null ? null : await givingWay(runRows(logOf(columns), asOf, rules, explains));
  const finished = log === null ? [] : await givingWay(listedMeetings(log, isExact));
  const strays = log?.strays ?? [];
  finished.sort(order === 'closed' ? compareByClosing : compareByStart);
  strays.sort(compareStrays);
  if (keepAnomalies) for (const stray of strays) anomalies.push(stray);
  statistics.as_of = asOf;
  statistics.jump = jump();
  statistics.repeated += log?.repeated ?? 0;
  statistics.stray = strays.length;
  for (const { code } of strays) statistics.stray_by_code[code]++;
  statistics.meetings = finished.length;
  statistics.ongoing = finished.reduce((count, { meeting }) => count + Number(meeting.ongoing), 0);
  if (window === undefined) return finished;
  const listed = finished.filter(({ start }) => isInWindow(start, window));
  statistics.not_listed = finished.length - listed.length;
  return listed;
}

async function givingWay<Result>(work: Generator<void, Result>): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    if (performance.now() - since < PATIENCE) continue;
    await nextTurn();
    since = performance.now();
  }
}
