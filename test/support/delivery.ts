import fc from 'fast-check';
import type { ValidEvent } from '../../src/model/event.js';
import type { RuleOptions } from '../../src/model/rule-options.js';
import { anyGap, gapMs, type LogCase, logCases } from '../../src/oracle/arbitrary-logs.js';

/** What a live engine is told next: some events, then perhaps how far they are complete. */
export interface Batch {
  readonly events: readonly ValidEvent[];
  readonly watermark: number | null;
}

export interface Delivery {
  readonly log: LogCase;
  readonly batches: readonly Batch[];
}

/** A log delivered out of order, in any batches, with watermarks that keep their promise; the last one is T. */
export function deliveries(options?: fc.Arbitrary<RuleOptions>): fc.Arbitrary<Delivery> {
  return fc
    .record({
      log: options === undefined ? logCases() : logCases(options),
      delays: fc.array(fc.oneof(fc.constant(0), fc.nat(700_000)), { minLength: 60, maxLength: 60 }),
      cuts: fc.array(fc.record({ size: fc.nat(4), slack: anyGap, silent: fc.boolean() }), {
        minLength: 60,
        maxLength: 60,
      }),
    })
    .map(({ log, delays, cuts }) => {
      const due = log.events
        .filter(({ at }) => at <= log.asOf)
        .map((event, i) => ({ event, arrives: event.at + (delays[i % delays.length] ?? 0) }))
        .sort((a, b) => a.arrives - b.arrives)
        .map(({ event }) => event);
      const batches: Batch[] = [];
      let delivered = 0;
      let watermark = Number.NEGATIVE_INFINITY;
      for (const { size, slack, silent } of cuts) {
        const events = due.slice(delivered, delivered + size);
        delivered += events.length;
        const earliest = Math.min(log.asOf + 1, ...due.slice(delivered).map(({ at }) => at));
        const honest = earliest - 1 - gapMs(slack, log.options);
        const moves = !silent && honest >= watermark;
        if (moves) watermark = honest;
        batches.push({ events, watermark: moves ? honest : null });
      }
      batches.push({ events: due.slice(delivered), watermark: log.asOf });
      return { log, batches };
    });
}
