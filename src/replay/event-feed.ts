import type { ValidEvent } from '../model/event.js';
import type { Clock } from './bytes/clocks.js';
import { createEventEncoder } from './bytes/encode-event.js';
import { createScannedLine, type ScannedLine } from './bytes/scan-line.js';
import type { EventTarget } from './source-ledger.js';

/** Feeds events that have been judged to a clock. */
export function feedClock(clock: Clock): EventTarget {
  const lines: ScannedLine[] = [];
  const encoder = createEventEncoder();
  /** events that wait for what has to come before them */
  let waiting: ValidEvent[] = [];

  function moveOn(): void {
    if (waiting.length === 0) return;
    const events = waiting;
    waiting = [];
    // What is repaired may be earlier than what it is repaired by.
    if (events.length > 1) events.sort((a, b) => a.at - b.at);
    while (lines.length < events.length) lines.push(createScannedLine());
    encoder.clear();
    for (const [i, event] of events.entries()) encoder.encode(event, lines[i]!);
    const view = encoder.view();
    if (clock.takeAny !== null) clock.takeAny(view, lines, events.length);
    else for (let i = 0; i < events.length; i++) clock.take(view, lines[i]!);
  }

  return { take: (event) => void waiting.push(event), moveOn, bytes: clock };
}
