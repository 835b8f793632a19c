import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledRules } from '../engine/compile-rules.js';
import { appendEvent, createColumns, type EventColumns, logOf } from '../engine/event-columns.js';
import type { ListedMeeting } from '../engine/list-meeting.js';
import { listedMeetings } from '../engine/whole/list-meetings.js';
import { runRows } from '../engine/whole/run-rows.js';
import { createLineReader } from '../formats/read-lines.js';
import type { EpochMs } from '../model/time.js';
import { isEvent } from '../rules/event.js';
import { compareByClosing, compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import { closeAccount, type Statistics } from './accounting.js';
import { type Input, readInput } from './input.js';
import {
  type AccountOptions,
  createLogAccount,
  type KeptAnomaly,
  type LogAccount,
  type ReplayWatcher,
} from './log-account.js';
import { isBlank, readRecord } from './read-record.js';

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

/**
 * Replays inputs of native events as one log, in any order: the general path, which holds the log in memory.
 * @throws UnreadableInput if one is of a kind that is not read
 */
export async function replay(
  inputs: readonly Input[],
  options: ReplayOptions,
  watcher: ReplayWatcher,
): Promise<Replay> {
  const account = createLogAccount(options, watcher);
  const columns = createColumns();
  for (const input of inputs) await readLog(input, columns, account, watcher);
  const meetings = await runLog(columns, options, account);
  closeAccount(account.statistics);
  return { meetings, anomalies: account.anomalies, statistics: account.statistics };
}

async function readLog(
  input: Input,
  columns: EventColumns,
  account: LogAccount,
  watcher: ReplayWatcher,
): Promise<void> {
  const units = account.open(input.name);
  const lines = createLineReader((text, line, problem) => {
    if (problem === null && isBlank(text)) return;
    account.count();
    const wasDecided = units.unit !== null;
    const event = readRecord(text, line, problem, units);
    if (!wasDecided) account.decideUnit(line);
    if (!isEvent(event)) {
      account.refuse(event, line, text);
      return;
    }
    const verdict = account.judge(event.at, event.room);
    if (verdict === 'used') appendEvent(columns, event);
    else if (verdict === 'late') {
      const { type, room, at } = event;
      account.reportLate({ type, room, participant_id: type === 'clear' ? null : event.participant_id, at });
    }
  });
  account.close(await readInput(input, { lines, onBytes: watcher.onBytes, lastLine: lines.lastLine }));
}

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
