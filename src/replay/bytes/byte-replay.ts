import { spread } from '../../engine/flat/slot-table.js';
import { createByteLineReader } from '../../formats/read-lines.js';
import type { StrayEvent } from '../../model/anomaly.js';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { compareStrays } from '../../rules/strays.js';
import { closeAccount, type Statistics } from '../accounting.js';
import { type Input, readInput, StopReading } from '../input.js';
import { createLogAccount, type KeptAnomaly, type LogAccount, type ReplayWatcher } from '../log-account.js';
import type { ReplayOptions } from '../replay.js';
import { readByteLines, type TakeEvent } from './byte-events.js';
import { type ByteRun, createByteRun, type TakeMeeting } from './byte-run.js';
import { createEventReorder } from './reorder-events.js';
import { createStartOrder } from './start-order.js';

/** How to replay bytes. */
export interface ByteReplayOptions extends ReplayOptions {
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

/** Time moves on in steps of at least so many milliseconds: rooms that fall due are looked at together. */
const STEP = 1000;

/** So many meetings come, or as many as were left the last time, before it is asked which of them can go. */
const PATIENCE = 4096;

/**
 * Replays inputs as one log from bytes to bytes, in bounded memory: events come in time order, or no more than the
 * lateness late. The same meetings, anomalies and account as `replay` gives, as NDJSON.
 * @returns null if no lateness was given and an event goes back in time: then the output is of no use
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
  const run = createByteRun(options.rules, options.keepAnomalies, (key, bytes, from, to) => {
    if (options.order === 'closed') output.take(key, bytes, from, to);
    else startOrder.add(key, bytes, from, to);
  });
  const clock = createClock(account, options, run, (watermark) => {
    if (startOrder.waiting() < askedAt || options.holdsMeetings) return;
    startOrder.release(Math.min(run.earliestStart(), watermark + 1));
    askedAt = Math.max(PATIENCE, 2 * startOrder.waiting());
  });
  try {
    for (const input of inputs) {
      const units = account.open(input.name);
      const { take, scanner } = readByteLines(account, units, clock.take, run.expect);
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
  }
  return settleAccount(account, run, options);
}

interface Clock {
  readonly take: TakeEvent;
  /** Ends the log; yields now and then, for meetings to go out. */
  readonly finish: () => Generator<void>;
  /** whether an event has gone back in time though no lateness was given; those after it are not taken */
  readonly isDisordered: () => boolean;
}

/** Feeds events to the engine in time order, and moves its watermark on as far as they allow. */
function createClock(
  account: LogAccount,
  { asOf, lateness, shard }: ByteReplayOptions,
  run: ByteRun,
  onAdvance: (watermark: EpochMs) => void,
): Clock {
  const reorder = lateness === null || lateness === 0 ? null : createEventReorder(run.take);
  const step = Math.max(STEP, lateness ?? 0);
  let advanced = ALWAYS;
  let last = ALWAYS;
  let isDisordered = false;

  function advance(watermark: EpochMs): void {
    if (watermark - advanced < step) return;
    advanced = asOf === null ? watermark : Math.min(watermark, asOf);
    reorder?.release(advanced);
    run.advance(advanced);
    onAdvance(advanced);
  }

  const take: TakeEvent = (view, line) => {
    const { at } = line;
    const isOwn = shard.count === 1 || shardOf(line.roomHash, shard.count) === shard.index;
    if (reorder !== null) {
      if (isOwn) reorder.add(view, line);
      advance(account.watermark());
      return;
    }
    isDisordered ||= at < last;
    if (isDisordered) return;
    last = at;
    advance(at - 1);
    if (isOwn) run.take(view, line);
  };

  function* finish(): Generator<void> {
    const end = asOf ?? account.statistics.last_at;
    if (end === null) return;
    reorder?.release(end);
    yield* run.finish(end);
  }

  return { take, finish, isDisordered: () => isDisordered };
}

/** The part of the rooms that a room belongs to, by the hash of its name. */
function shardOf(hash: number, count: number): number {
  return (spread(hash ^ count) >>> 0) % count;
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
