import { createByteLineReader } from '../../formats/read-lines.js';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { compareStrays } from '../../rules/strays.js';
import { closeAccount, type Statistics } from '../accounting.js';
import { type Input, readInput, StopReading } from '../input.js';
import { createLogAccount, type KeptAnomaly, type LogAccount, type ReplayWatcher } from '../log-account.js';
import type { ReplayOptions } from '../replay-options.js';
import { readByteLines } from './byte-events.js';
import {
  type ByteRunOptions,
  createByteRun,
  type EventSink,
  type RunResult,
  type TakeMeeting,
} from './byte-run.js';
import { type Clock, createClock, createSortingClock, type OnAdvance } from './clocks.js';
import { createGroupClock } from './group-clock.js';
import { createStartOrder, type StartOrder } from './start-order.js';

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
  /** whether somebody waits for what is decided, while the log still comes */
  readonly isLive?: boolean;
}

/** Where meetings go, in their order. */
export interface MeetingOutput {
  readonly take: TakeMeeting;
  /** Gives what has been taken the time to go out; `all` at the end. */
  readonly flush: (all: boolean) => Promise<void>;
}

/** What a replay came to, beside the meetings. */
export interface ByteReplay {
  /** bad lines and late events in their order, then strays in theirs; empty unless they were to be kept */
  readonly anomalies: KeptAnomaly[];
  readonly statistics: Statistics;
}

/** So many meetings come, or as many as were left the last time, before it is asked which of them can go. */
export const PATIENCE = 4096;

/** To ask takes at most one part in so many of the time. */
const LEISURE = 20;

/**
 * Replays inputs as one log from bytes to bytes, in bounded memory. Meetings are lines of NDJSON.
 * @returns null if events were to come in time order, with no lateness, and one goes back in time: then the output is of no use
 * @throws UnreadableInput, UnwritableOutput
 */
export async function replayBytes(
  inputs: readonly Input[],
  options: ByteReplayOptions,
  watcher: ReplayWatcher,
  output: MeetingOutput,
  start: StartRun = startRun,
): Promise<ByteReplay | null> {
  const account = createLogAccount(options, watcher);
  const run = start(account, options, areLarge(inputs), output);
  return replayRun(account, run, readingInputs(inputs, account, run.clock, watcher));
}

/** Has a log read into a run, to its end. The run is not to be used any more. */
export async function replayRun(account: LogAccount, run: LogRun, read: ReadLog): Promise<ByteReplay | null> {
  try {
    if (!(await runLog(run.clock, read, run.flush))) return null;
    await run.finish();
    return closeReplay(account, run.results());
  } finally {
    await run.discard();
  }
}

/** The events of one log on their way to meetings. */
export interface LogRun {
  readonly clock: Clock;
  /** Gives meetings the time to go out, now and then. */
  readonly flush: () => Promise<void>;
  /** Hands on all meetings that are left, after the end of the clock. */
  readonly finish: () => Promise<void>;
  /** What came of it, in any number of parts. */
  readonly results: () => RunResult[];
  /** Removes what lies in temporary files, and ends what runs elsewhere. */
  readonly discard: () => Promise<void>;
}

/** Begins to run a log; `isLarge`: whether many events are to be expected. */
export type StartRun = (
  account: LogAccount,
  options: ByteReplayOptions,
  isLarge: boolean,
  output: MeetingOutput,
) => LogRun;

/** Runs a log in this thread. */
export const startRun: StartRun = (account, options, isLarge, output) => {
  const startOrder = createStartOrder(output.take);
  let askedAt = PATIENCE;
  let askAgainAt = 0;
  const run = createByteRun(options.rules, runOptionsOf(options, isLarge), (key, bytes, from, to) => {
    if (options.order === 'closed') output.take(key, bytes, from, to);
    else startOrder.add(key, bytes, from, to);
  });
  let watermark = ALWAYS;
  const clock = clockFor(account, options, run, (reached) => {
    watermark = reached;
  });

  /** Of a log that still comes it is asked as often as costs little of the time: what comes next may take long. */
  function isToBeAsked(): boolean {
    const waiting = startOrder.waiting();
    if (options.holdsMeetings || waiting === 0) return false;
    return waiting >= askedAt || (options.isLive === true && performance.now() >= askAgainAt);
  }

  async function flush(): Promise<void> {
    if (isToBeAsked()) {
      const began = performance.now();
      const before = Math.min(run.earliestStart(), watermark + 1);
      const askedFor = performance.now() - began;
      await releaseInto(output, startOrder, before);
      askedAt = Math.max(PATIENCE, 2 * startOrder.waiting());
      askAgainAt = performance.now() + LEISURE * askedFor;
    }
    await output.flush(false);
  }

  async function finish(): Promise<void> {
    await releaseInto(output, startOrder, NEVER);
    await output.flush(true);
  }

  return { clock, flush, finish, results: () => [run.result()], discard: async () => startOrder.discard() };
};

export function runOptionsOf(
  { keepAnomalies, explains, isExact = false }: ByteReplayOptions,
  isLarge: boolean,
): ByteRunOptions {
  return { keepStrays: keepAnomalies, isExact, explains, isLarge };
}

/** Hands on all meetings that start before a bound, no more at once than go out. */
export async function releaseInto(
  output: MeetingOutput,
  startOrder: StartOrder,
  before: EpochMs,
): Promise<void> {
  for (const _ of startOrder.release(before)) await output.flush(false);
}

/** Reads a log into a clock; `pause` is to be waited for now and then. */
export type ReadLog = (pause: () => Promise<void>) => Promise<void>;

/**
 * Has a log read into a clock, and ends it.
 * @param flush what is done now and then, and waited for
 * @returns false if an event goes back in time that must not
 */
export async function runLog(clock: Clock, read: ReadLog, flush: () => Promise<void>): Promise<boolean> {
  async function pause(): Promise<void> {
    if (clock.isDisordered()) throw new StopReading();
    await flush();
  }

  try {
    await read(pause);
    if (clock.isDisordered()) return false;
    for (const _ of clock.finish()) await flush();
    return true;
  } catch (error) {
    if (error instanceof StopReading) return false;
    throw error;
  } finally {
    clock.discard();
  }
}

/** Reads lines of native events, inputs one after the other. */
export function readingInputs(
  inputs: readonly Input[],
  account: LogAccount,
  clock: Clock,
  watcher: ReplayWatcher,
): ReadLog {
  return async (pause) => {
    for (const input of inputs) {
      const units = account.open(input.name);
      const { take, scanner } = readByteLines(account, units, clock);
      const lines = createByteLineReader(take, scanner);
      const onBytes = async (count: number) => {
        watcher.onBytes(count);
        await pause();
      };
      account.close(await readInput(input, { lines, onBytes, lastLine: lines.lastLine }));
    }
  };
}

/** Less than this is soon read, whatever it is. */
const LARGE = 4 * 1024 * 1024;

/** Whether many events are to be expected. */
export function areLarge(inputs: readonly Input[]): boolean {
  return inputs.some(({ size }) => size === null || size > LARGE);
}

export function clockFor(
  account: LogAccount,
  options: ByteReplayOptions,
  sink: EventSink,
  onAdvance: OnAdvance,
): Clock {
  if (options.arrival === 'grouped') return createGroupClock(account, sink);
  if (options.arrival === 'any') return createSortingClock(account, options, sink, onAdvance);
  return createClock(account, options, sink, onAdvance);
}

/** Puts together what was counted of all records, and what the runs of all rooms came to. */
export function closeReplay(
  { statistics, anomalies, jump, end }: LogAccount,
  runs: readonly RunResult[],
): ByteReplay {
  statistics.as_of = end();
  statistics.jump = jump();
  for (const { counts } of runs) {
    statistics.repeated += counts.repeated;
    statistics.stray += counts.duplicateJoins + counts.orphanLeaves;
    statistics.stray_by_code['duplicate-join'] += counts.duplicateJoins;
    statistics.stray_by_code['orphan-leave'] += counts.orphanLeaves;
    statistics.meetings += counts.meetings;
    statistics.ongoing += counts.ongoing;
  }
  for (const stray of runs.flatMap(({ strays }) => strays).sort(compareStrays)) anomalies.push(stray);
  closeAccount(statistics);
  return { anomalies, statistics };
}
