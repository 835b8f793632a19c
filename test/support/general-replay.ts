import { readEvents } from '../../src/engine/read-events.js';
import { runRows } from '../../src/engine/whole/run-rows.js';
import { createLineReader } from '../../src/formats/read-lines.js';
import type { ValidEvent } from '../../src/model/event.js';
import { closeAccount } from '../../src/replay/accounting.js';
import type { ByteReplay } from '../../src/replay/bytes/byte-replay.js';
import { type Input, readInput } from '../../src/replay/input.js';
import { createLogAccount, type LogAccount, type ReplayWatcher } from '../../src/replay/log-account.js';
import type { SourcePlan } from '../../src/replay/plan-source.js';
import { isBlank, readRecord } from '../../src/replay/read-record.js';
import { readSources, type SourceWatcher } from '../../src/replay/read-sources.js';
import type { ReplayOptions } from '../../src/replay/replay-options.js';
import type { SourceReplayOptions } from '../../src/replay/source-options.js';
import { isEvent } from '../../src/rules/event.js';
import { compareByClosing, compareByStart } from '../../src/rules/order.js';
import { compareStrays } from '../../src/rules/strays.js';
import { listedMeetings, type ToldMeeting } from './listed-meetings.js';

/** What a replay came to. */
export interface Replay extends ByteReplay {
  /** in the order that was asked for */
  readonly meetings: ToldMeeting[];
}

/**
 * Replays inputs of native events as one log, in any order, line by line and as objects: the general path, which holds the log in memory,
 * and stands for what the path of bytes must come to.
 * @throws UnreadableInput if one is of a kind that is not read
 */
export async function replay(
  inputs: readonly Input[],
  options: ReplayOptions,
  watcher: ReplayWatcher,
): Promise<Replay> {
  const account = createLogAccount(options, watcher);
  const events: ValidEvent[] = [];
  for (const input of inputs) await readLog(input, events, account, watcher);
  return runLog(events, options, account);
}

async function readLog(
  input: Input,
  events: ValidEvent[],
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
    if (verdict === 'used') events.push(event);
    else if (verdict === 'late') {
      const { type, room, at } = event;
      account.reportLate({ type, room, participant_id: type === 'clear' ? null : event.participant_id, at });
    }
  });
  account.close(await readInput(input, { lines, onBytes: watcher.onBytes, lastLine: lines.lastLine }));
}

/** The same of inputs of any source. */
export async function replaySources(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions,
  watcher: SourceWatcher,
): Promise<Replay> {
  const account = createLogAccount(options, watcher);
  const events: ValidEvent[] = [];
  await readSources(plans, account, options, watcher, {
    take: (event) => void events.push(event),
    moveOn() {},
  });
  return runLog(events, options, account);
}

/** Runs the events that a log came to, and accounts for what the engine did not use. */
function runLog(
  events: readonly ValidEvent[],
  { rules, explains, order, keepAnomalies, isExact = false }: ReplayOptions,
  { statistics, anomalies, jump, end }: LogAccount,
): Replay {
  const asOf = end();
  const log = asOf === null ? null : runRows(readEvents(events, 1, () => {}).log, asOf, rules, explains);
  const finished = log === null ? [] : listedMeetings(log, isExact);
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
  closeAccount(statistics);
  return { meetings: finished, anomalies, statistics };
}
