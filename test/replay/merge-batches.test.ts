import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ALWAYS, NEVER } from '../../src/model/time.js';
import { createMeetingBatches } from '../../src/replay/bytes/meeting-batches.js';
import { type BatchQueue, mergeBatches } from '../../src/replay/bytes/merge-batches.js';
import { compareByClosing, type MeetingKey } from '../../src/rules/order.js';
import { runs, seed } from '../support/law.js';

const PARTS = 3;

const keys: fc.Arbitrary<MeetingKey[]> = fc.array(
  fc.record({
    start: fc.integer({ min: 0, max: 3 }),
    room: fc.constantFrom('a', 'b', 'c'),
    decidedAt: fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(NEVER)),
  }),
  { maxLength: 40 },
);
/** At each step one part is heard of: its meetings up to a watermark, with word of it or without. */
const steps = fc.array(
  fc.record({ part: fc.nat(PARTS - 1), advance: fc.integer({ min: 1, max: 4 }), tells: fc.boolean() }),
);

/** Meetings whose bytes are their keys, each part's rooms its own. */
function createParts(drawn: readonly MeetingKey[]) {
  return Array.from({ length: PARTS }, (_, part) => {
    const queue: BatchQueue = { batches: [], next: 0, decided: ALWAYS, onUsed: () => batches.giveBack() };
    const batches = createMeetingBatches((batch) => void queue.batches.push(batch));
    const meetings = drawn.filter(({ room }) => 'abc'.indexOf(room) === part).sort(compareByClosing);
    return { queue, batches, meetings, watermark: -1 };
  });
}

test(`batches merge into the order of closing, whenever they come, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(keys, steps, (drawn, heard) => {
      const parts = createParts(drawn);
      const queues = parts.map(({ queue }) => queue);
      const whole = drawn.toSorted(compareByClosing).map((key) => JSON.stringify(key));
      const out: string[] = [];
      const merge = () =>
        mergeBatches(queues, (_, bytes, from, to) => void out.push(textIn(bytes, from, to)));
      const hear = (part: (typeof parts)[number], watermark: number, tells: boolean) => {
        while (part.meetings.length > 0 && part.meetings[0]!.decidedAt <= watermark) {
          const key = part.meetings.shift()!;
          const bytes = Buffer.from(JSON.stringify(key));
          part.batches.take(key, bytes, 0, bytes.length);
        }
        part.batches.flush(true);
        part.watermark = watermark;
        if (tells) part.queue.decided = watermark;
        merge();
        expect(out).toEqual(whole.slice(0, out.length));
      };
      for (const { part, advance, tells } of heard)
        hear(parts[part]!, parts[part]!.watermark + advance, tells);
      // Once all have told how far they are, all that is decided by then is out.
      for (const part of parts) hear(part, part.watermark, true);
      const decided = Math.min(...parts.map(({ watermark }) => watermark));
      expect(out.length).toBeGreaterThanOrEqual(drawn.filter(({ decidedAt }) => decidedAt <= decided).length);
      for (const part of parts) hear(part, NEVER, true);
      expect(out).toEqual(whole);
      expect(queues.every(({ batches }) => batches.length === 0)).toBe(true);
    }),
    { numRuns: runs, seed },
  );
});

function textIn(bytes: Uint8Array, from: number, to: number): string {
  return Buffer.from(bytes.slice(from, to)).toString();
}
