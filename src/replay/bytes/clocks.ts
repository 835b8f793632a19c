import { spread } from '../../engine/flat/slot-table.js';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { LogAccount } from '../log-account.js';
import type { ExpectEvents, TakeEvent } from './byte-events.js';
import type { ByteReplayOptions } from './byte-replay.js';
import type { ByteRun } from './byte-run.js';
import { createEventReorder } from './reorder-events.js';
import { createEventSorter } from './sort-events.js';

/** Feeds events to the engine in time order, and moves its watermark on as far as they allow. */
export interface Clock {
  readonly take: TakeEvent;
  /** Looks ahead for events that go to the engine as they come; does nothing where they wait before. */
  readonly expect: ExpectEvents;
  /** Ends the log; yields now and then, for meetings to go out. */
  readonly finish: () => Generator<void>;
  /** whether an event has gone back in time though the log was taken to be in order; those after it are not taken */
  readonly isDisordered: () => boolean;
  /** Removes what lies in temporary files. */
  readonly discard: () => void;
}

/** Time moves on in steps of at least so many milliseconds: rooms that fall due are looked at together. */
export const STEP = 1000;

/** Hears of each watermark. */
export type OnAdvance = (watermark: EpochMs) => void;

/** For a log in time order, or with events that are so much late at most. */
export function createClock(
  account: LogAccount,
  { asOf, lateness, shard }: ByteReplayOptions,
  run: ByteRun,
  onAdvance: OnAdvance,
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

  const expect = reorder === null ? run.expect : expectNothing;
  return { take, expect, finish, isDisordered: () => isDisordered, discard() {} };
}

/** For a log in any order: all events are sorted before the first is taken. */
export function createSortingClock(
  account: LogAccount,
  options: ByteReplayOptions,
  run: ByteRun,
  onAdvance: OnAdvance,
): Clock {
  const sorter = createEventSorter(options.memory);
  const inOrder = createClock(account, options, run, onAdvance);

  function* finish(): Generator<void> {
    yield* sorter.drain(inOrder.take);
    yield* inOrder.finish();
  }

  const { add, discard } = sorter;
  return { take: add, expect: expectNothing, finish, isDisordered: () => false, discard };
}

function expectNothing(): void {}

/** The part of the rooms that a room belongs to, by the hash of its name. */
function shardOf(hash: number, count: number): number {
  return (spread(hash ^ count) >>> 0) % count;
}
