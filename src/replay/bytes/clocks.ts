import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { LogAccount } from '../log-account.js';
import type { EventTaker, TakeEvent, TakeEvents } from './byte-events.js';
import type { ByteReplayOptions } from './byte-replay.js';
import type { EventSink } from './byte-run.js';
import { createEventReorder } from './reorder-events.js';
import { createEventSorter } from './sort-events.js';

/** Feeds events to the engine in time order, and moves its watermark on as far as they allow. */
export interface Clock extends EventTaker {
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
  { lateness }: ByteReplayOptions,
  run: EventSink,
  onAdvance: OnAdvance,
): Clock {
  const runAll: TakeEvents = (view, lines, count) => {
    run.expect(lines, count);
    run.takeRun(view, lines, 0, count);
  };
  const step = Math.max(STEP, lateness ?? 0);
  const reorder = lateness === null || lateness === 0 ? null : createEventReorder(runAll, step);
  let advanced = ALWAYS;
  let last = ALWAYS;
  let isDisordered = false;

  function advance(watermark: EpochMs): void {
    if (watermark - advanced < step) return;
    const reached = reorder === null ? watermark : reorder.spanEnd(watermark);
    const asOf = account.asOf();
    advanced = asOf === null ? reached : Math.min(reached, asOf);
    reorder?.release(advanced);
    run.advance(advanced);
    onAdvance(advanced);
  }

  const take: TakeEvent = (view, line) => {
    const { at } = line;
    if (reorder !== null) {
      reorder.add(view, line);
      advance(account.watermark());
      return;
    }
    isDisordered ||= at < last;
    if (isDisordered) return;
    last = at;
    advance(at - 1);
    run.take(view, line);
  };

  /** Of events that may still be overtaken. */
  const takeAny: TakeEvents = (view, lines, count) => {
    for (let i = 0; i < count; i++) reorder!.add(view, lines[i]!);
    // Not before, as the account has counted all of them already.
    advance(account.watermark());
  };

  const takeRun: TakeEvents = (view, lines, count) => {
    if (isDisordered) return;
    last = lines[count - 1]!.at;
    run.expect(lines, count);
    let from = 0;
    for (let i = 0; i < count; i++) {
      if (lines[i]!.at - 1 - advanced < step) continue;
      run.takeRun(view, lines, from, i);
      from = i;
      advance(lines[i]!.at - 1);
    }
    run.takeRun(view, lines, from, count);
  };

  function* finish(): Generator<void> {
    const end = account.end();
    if (end === null) return;
    reorder?.release(end);
    yield* run.finish(end);
  }

  return {
    take,
    takeRun: reorder === null ? takeRun : takeAny,
    takeAny: reorder === null ? null : takeAny,
    finish,
    isDisordered: () => isDisordered,
    discard() {},
  };
}

/** For a log in any order: all events are sorted before the first is taken. */
export function createSortingClock(
  account: LogAccount,
  options: ByteReplayOptions,
  run: EventSink,
  onAdvance: OnAdvance,
): Clock {
  const sorter = createEventSorter(options.memory);
  const inOrder = createClock(account, options, run, onAdvance);

  function* finish(): Generator<void> {
    yield* sorter.drain(inOrder.takeRun);
    yield* inOrder.finish();
  }

  const { add, discard } = sorter;
  const takeAny: TakeEvents = (view, lines, count) => {
    for (let i = 0; i < count; i++) add(view, lines[i]!);
  };

  return { take: add, takeRun: takeAny, takeAny, finish, isDisordered: () => false, discard };
}
