import { createByteLineReader } from '../../formats/read-lines.js';
import type { StrayEvent } from '../../model/anomaly.js';
import { NEVER } from '../../model/time.js';
import { compareStrays } from '../../rules/strays.js';
import { closeAccount, type Statistics } from '../accounting.js';
import { type Input, readInput, StopReading } from '../input.js';
import { createLogAccount, type KeptAnomaly, type LogAccount, type ReplayWatcher } from '../log-account.js';
import type { ReplayOptions } from '../replay.js';
import { readByteLines } from './byte-events.js';
import { type ByteRun, createByteRun, type TakeMeeting } from './byte-run.js';
import { type Clock, createClock, createSortingClock, type OnAdvance } from './clocks.js';
import { createGroupClock } from './group-clock.js';
import { createStartOrder } from './start-order.js';

/** How to replay bytes. */
export interface ByteReplayOptions extends ReplayOptions {
  /**
   * the order in which events come: "time", or at most the lateness late; "any"; or "grouped", the events of a room
   * together in time order, with order "closed"
   */
  readonly arrival: 'time' | 'any' | 'grouped';
  /** with "any": how many bytes of events to hold in memory before they are sorted in temporary files */
  readonly memory: number;
  /** whether no meeting may go out before the end, as the output cannot be taken back; not with order "closed" */
  readonly holdsMeetings: boolean;
  /** which part of the rooms to replay, of how many; all lines are read in any case */
  readonly shard: { readonly index: number; readonly count: number };
}

/** All rooms. */
export const WHOLE = { index: 0, count: 1 };

/** Where meetings go, in their order. */
export interface MeetingOutput {
  readonly take: TakeMeeting;
  /** Gives what has been taken the time to go out; `all` at the end. */
  readonly flush: (all: boolean) => Promise<void>;
}

/** What a replay of bytes came to, beside the meetings: of all records, and of the strays of its rooms. */
export interface ByteReplay {
  readonly anomalies: KeptAnomaly[];
  readonly strays: StrayEvent[];
  readonly statistics: Statistics;
}

/** So many meetings come, or as many as were left the last time, before it is asked which of them can go. */
const PATIENCE = 4096;

/**
 * Replays inputs as one log from bytes to bytes, in bounded memory. The same meetings, anomalies and account as `replay` gives, as NDJSON.
 * @returns null if events were to come in time order, with no lateness, and one goes back in time: then the output is of no use
 * @throws UnreadableInput, UnwritableOutput
 */
export async function replayBytes(
  inputs: readonly Input[],
  options: ByteReplayOptions,
  watcher: ReplayWatcher,
  output: MeetingOutput,
): Promise<ByteReplay | null> {
  const account = createLogAccount(options, watcher);
  const startOrder = createStartOrder(output.take);
  let askedAt = PATIENCE;
  const run = createByteRun(
    options.rules,
    options.keepAnomalies,
    inputs.some(isLarge),
    (key, bytes, from, to) => {
      if (options.order === 'closed') output.take(key, bytes, from, to);
      else startOrder.add(key, bytes, from, to);
    },
  );
  const clock = clockFor(account, options, run, (watermark) => {
    if (startOrder.waiting() < askedAt || options.holdsMeetings) return;
    startOrder.release(Math.min(run.earliestStart(), watermark + 1));
    askedAt = Math.max(PATIENCE, 2 * startOrder.waiting());
  });
  try {
    for (const input of inputs) {
      const units = account.open(input.name);
      const { take, scanner } = readByteLines(account, units, clock);
      const lines = createByteLineReader(take, scanner);
      const onBytes = async (count: number) => {
        if (clock.isDisordered()) throw new StopReading();
        watcher.onBytes(count);
        await output.flush(false);
      };
      account.close(await readInput(input, { lines, onBytes, lastLine: lines.lastLine }));
    }
    if (clock.isDisordered()) return null;
    for (const _ of clock.finish()) await output.flush(false);
    startOrder.release(NEVER);
    await output.flush(true);
  } catch (error) {
    if (error instanceof StopReading) return null;
    throw error;
  } finally {
    startOrder.discard();
    clock.discard();
  }
  return settleAccount(account, run, options);
}

/** Less than this is soon read, whatever it is. */
const LARGE = 4 * 1024 * 1024;

function isLarge({ size }: Input): boolean {
  return size === null || size > LARGE;
}

function clockFor(
  account: LogAccount,
  options: ByteReplayOptions,
  run: ByteRun,
  onAdvance: OnAdvance,
): Clock {
  if (options.arrival === 'grouped') return createGroupClock(account, options, run);
  if (options.arrival === 'any') return createSortingClock(account, options, run, onAdvance);
  return createClock(account, options, run, onAdvance);
}

function settleAccount(
  { statistics, anomalies }: LogAccount,
  run: ByteRun,
  { asOf }: ReplayOptions,
): ByteReplay {
  const { counts, strays } = run;
  statistics.as_of = asOf ?? statistics.last_at;
  statistics.repeated = run.repeated();
  statistics.stray = counts.duplicateJoins + counts.orphanLeaves;
  statistics.stray_by_code['duplicate-join'] = counts.duplicateJoins;
  statistics.stray_by_code['orphan-leave'] = counts.orphanLeaves;
  statistics.meetings = counts.meetings;
  statistics.ongoing = counts.ongoing;
  return { anomalies, strays, statistics };
}

/** Puts together what the parts of a replay came to: each has read all records, and counted the strays of its rooms. */
export function closeReplay(parts: readonly ByteReplay[]): Pick<ByteReplay, 'anomalies' | 'statistics'> {
  const [{ statistics, anomalies }, ...others] = parts as [ByteReplay, ...ByteReplay[]];
  for (const { statistics: other } of others) {
    for (const count of ['repeated', 'stray', 'meetings', 'ongoing'] as const)
      statistics[count] += other[count];
    for (const code of ['duplicate-join', 'orphan-leave'] as const) {
      statistics.stray_by_code[code] += other.stray_by_code[code];
    }
  }
  for (const stray of parts.flatMap((part) => part.strays).sort(compareStrays)) anomalies.push(stray);
  closeAccount(statistics);
  return { anomalies, statistics };
}
