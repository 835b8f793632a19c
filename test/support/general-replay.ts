import { appendEvent, createColumns, type EventColumns } from '../../src/engine/event-columns.js';
import { createLineReader } from '../../src/formats/read-lines.js';
import { closeAccount } from '../../src/replay/accounting.js';
import { type Input, readInput } from '../../src/replay/input.js';
import { createLogAccount, type LogAccount, type ReplayWatcher } from '../../src/replay/log-account.js';
import { isBlank, readRecord } from '../../src/replay/read-record.js';
import { type Replay, type ReplayOptions, runLog } from '../../src/replay/replay.js';
import { isEvent } from '../../src/rules/event.js';

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
