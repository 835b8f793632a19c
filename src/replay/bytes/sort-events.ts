import TinyQueue from 'tinyqueue';
import { ALWAYS, type EpochMs } from '../../model/time.js';
import { makeRoom } from './byte-buffer.js';
import type { TakeEvent } from './byte-events.js';
import { SLACK } from './byte-text.js';
import { createEventStore, emptyStore, readStored, storeEvent, storeSize } from './event-store.js';
import { createScannedLine, type ScannedLine } from './scan-line.js';
import { type SortedRun, writeRun } from './sorted-run.js';
import { inTimeOrder } from './time-order.js';

/** Sorts events that come in any order, in memory as long as they fit, else in temporary files. */
export interface EventSorter {
  add(view: DataView, line: ScannedLine): void;
  /** Hands all events on in time order; yields now and then, so that what comes of them can go out. */
  drain(take: TakeEvent): Generator<void>;
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
  const line = createScannedLine();
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
        for (const _ of drainStore(take));
      }),
    );
    emptyStore(store);
    last = ALWAYS;
    isSorted = true;
  }

  function* drainStore(take: TakeEvent): Generator<void> {
    const { times, count, texts } = store;
    const order = isSorted ? null : inTimeOrder(times.subarray(0, count));
    makeRoom(texts, SLACK);
    for (let i = 0; i < count; i++) {
      readStored(store, order === null ? i : order[i]!, line);
      take(texts.view, line);
      if (i % PATIENCE === PATIENCE - 1) yield;
    }
  }

  function* drain(take: TakeEvent): Generator<void> {
    if (runs.length === 0) {
      yield* drainStore(take);
      return;
    }
    layDown();
    const queue = new TinyQueue(
      runs.filter((run) => run.next()),
      (a, b) => a.line.at - b.line.at,
    );
    for (let taken = 0; ; taken++) {
      const run = queue.pop();
      if (run === undefined) return;
      take(run.view(), run.line);
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
