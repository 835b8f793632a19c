import TinyQueue from 'tinyqueue';
import { inTimeOrder } from '../../engine/time-order.js';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import type { TakeEvents } from './byte-events.js';
import { createEventStore, emptyStore, handOnStored, storeEvent, storeSize } from './event-store.js';
import { createBatch, type ScannedLine } from './scan-line.js';
import { type SortedRun, writeRun } from './sorted-run.js';

/** Sorts events that come in any order, in memory as long as they fit, else in temporary files. */
export interface EventSorter {
  add(view: DataView, line: ScannedLine): void;
  /** Hands all events on in time order; yields now and then, so that what comes of them can go out. */
  drain(takeRun: TakeEvents): Generator<void>;
  /** Removes what lies in temporary files. */
  discard(): void;
}

/** Events are handed on so many at a time. */
const PATIENCE = 4096;

/**
 * @param memory how many bytes of events to hold in memory; sorting them takes about half as much again
 */
export function createEventSorter(memory: number): EventSorter {
  const store = createEventStore();
  const lines = createBatch();
  let runs: SortedRun[] = [];
  let last: EpochMs = ALWAYS;
  let isSorted = true;

  function add(view: DataView, event: ScannedLine): void {
    if (event.at < last) isSorted = false;
    last = event.at;
    storeEvent(store, view, event);
    if (storeSize(store) > memory) layDown();
  }

  function layDown(): void {
    runs.push(
      writeRun((take) => {
        const takeAll: TakeEvents = (view, batch, count) => {
          for (let i = 0; i < count; i++) take(view, batch[i]!);
        };
        for (const _ of drainStore(takeAll));
      }),
    );
    emptyStore(store);
    last = ALWAYS;
    isSorted = true;
  }

  function* drainStore(takeRun: TakeEvents): Generator<void> {
    const { times, count } = store;
    const order = isSorted ? null : inTimeOrder(times.subarray(0, count));
    for (let from = 0; from < count; from += PATIENCE) {
      handOnStored(store, order, from, Math.min(from + PATIENCE, count), lines, takeRun);
      yield;
    }
  }

  function* drain(takeRun: TakeEvents): Generator<void> {
    if (runs.length === 0) {
      yield* drainStore(takeRun);
      return;
    }
    layDown();
    const queue = new TinyQueue(
      runs.filter((run) => run.next()),
      (a, b) => a.line.at - b.line.at,
    );
    const one: ScannedLine[] = [];
    for (let taken = 0; ; taken++) {
      const run = queue.pop();
      if (run === undefined) return;
      one[0] = run.line;
      takeRun(run.view(), one, 1);
      if (run.next()) queue.push(run);
      if (taken % PATIENCE === PATIENCE - 1) yield;
    }
  }

  return {
    add,
    drain,
    discard() {
      for (const run of runs) run.close();
      runs = [];
    },
  };
}
