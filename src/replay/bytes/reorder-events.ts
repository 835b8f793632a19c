import { inTimeOrder } from '../../engine/time-order.js';
import type { EpochMs } from '../../model/time.js';
import type { TakeEvents } from './byte-events.js';
import { createEventStore, type EventStore, emptyStore, handOnStored, storeEvent } from './event-store.js';
import { createBatch, type ScannedLine } from './scan-line.js';

/**
 * Events that may still be overtaken. They are kept by spans of time, of which there are few, so that a span goes out whole and
 * no event is kept twice.
 */
export interface EventReorder {
  add(view: DataView, line: ScannedLine): void;
  /** The latest time, no later than a watermark, at which a span ends. */
  spanEnd(watermark: EpochMs): EpochMs;
  /** Hands on, in time order, the spans that have begun by a watermark: no event in them may be later. */
  release(watermark: EpochMs): void;
}

interface Span {
  from: EpochMs;
  readonly events: EventStore;
}

/** @param width of a span, in milliseconds */
export function createEventReorder(takeRun: TakeEvents, width: number): EventReorder {
  const lines = createBatch();
  /** in order of time */
  let spans: Span[] = [];
  const spare: Span[] = [];
  let current = createSpan();

  function add(view: DataView, event: ScannedLine): void {
    const { at } = event;
    if (!(at >= current.from && at < current.from + width)) current = spanOf(at);
    storeEvent(current.events, view, event);
  }

  function spanOf(at: EpochMs): Span {
    const from = Math.floor(at / width) * width;
    let place = 0;
    while (place < spans.length && spans[place]!.from < from) place++;
    if (spans[place]?.from === from) return spans[place]!;
    const span = spare.pop() ?? createSpan();
    span.from = from;
    spans.splice(place, 0, span);
    return span;
  }

  function release(watermark: EpochMs): void {
    let ended = 0;
    while (ended < spans.length && spans[ended]!.from <= watermark) {
      const span = spans[ended++]!;
      const { times, count } = span.events;
      handOnStored(span.events, inTimeOrder(times.subarray(0, count)), 0, count, lines, takeRun);
      emptyStore(span.events);
      span.from = Number.NaN;
      spare.push(span);
    }
    if (ended > 0) spans = spans.slice(ended);
  }

  return { add, spanEnd: (watermark) => Math.floor((watermark + 1) / width) * width - 1, release };
}

/** A span that begins nowhere yet. */
function createSpan(): Span {
  return { from: Number.NaN, events: createEventStore() };
}
