import { ALWAYS } from '../../model/time.js';
import type { EventSink } from './byte-run.js';
import { addWatermark, hasRoomFor } from './event-parcel.js';
import { storeEvent, textsOf } from './event-store.js';
import type { Part } from './part.js';
import type { ScannedLine } from './scan-line.js';

/** Rooms fall into so many lots, which are shared out. */
const LOTS = 256;
const HIGHEST = 24;

/** A part has fewer rooms that fall due, and so looks at them in longer steps of time, in milliseconds. */
const STEP = 2000;

/**
 * Deals events out to those who run their rooms.
 * @param shares what each part is to have of all rooms, which together is all
 */
export function dealEvents(parts: readonly Part[], shares: readonly number[]): EventSink {
  const owners = ownersOfLots(parts, shares);
  let advanced = ALWAYS;

  function put(view: DataView, line: ScannedLine): void {
    // The highest bits: rooms are found by the lowest, in which those of a part must differ.
    const part = owners[line.roomHash >>> HIGHEST]!;
    const length = textsOf(line);
    if (!hasRoomFor(part.parcel, length)) part.send(length);
    storeEvent(part.parcel, view, line);
  }

  return {
    take: put,
    takeRun(view, lines, from, to) {
      for (let i = from; i < to; i++) put(view, lines[i]!);
    },
    expect() {},
    advance(watermark) {
      if (watermark - advanced < STEP) return;
      advanced = watermark;
      for (const part of parts) {
        if (!hasRoomFor(part.parcel, 0)) part.send(0);
        addWatermark(part.parcel, watermark);
      }
    },
    *finish(asOf) {
      for (const part of parts) yield* part.end(asOf);
    },
  };
}

function ownersOfLots(parts: readonly Part[], shares: readonly number[]): Part[] {
  const owners: Part[] = [];
  let end = 0;
  for (const [i, part] of parts.entries()) {
    end += shares[i]! * LOTS;
    while (owners.length < Math.round(end)) owners.push(part);
  }
  return owners;
}
