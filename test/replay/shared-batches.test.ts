import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createMeetingBatches, type MeetingBatch } from '../../src/replay/bytes/meeting-batches.js';
import { createBatchSharing, unshared } from '../../src/replay/bytes/shared-batches.js';
import { runs, seed } from '../support/law.js';

/** Lengths about those at which memory is made larger, and texts of one to four bytes a character. */
const texts = fc.array(
  fc.tuple(
    fc.constantFrom('x', 'ë', '李', '🦊', '\u007f'),
    fc.constantFrom(1, 2, 3, 7, 300, 70_000, 140_000),
  ),
  { minLength: 1, maxLength: 6 },
);

test(`what goes from thread to thread arrives, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(fc.array(texts, { minLength: 1, maxLength: 4 }), fc.boolean(), (drawn, isUsed) => {
      const sharing = createBatchSharing();
      const arrived: MeetingBatch[] = [];
      const batches = createMeetingBatches((batch) => {
        const shared = sharing.share(batch);
        batches.giveBack();
        arrived.push(unshared(shared));
        if (isUsed) sharing.giveBack();
      });
      const sent = drawn.map((meetings) =>
        meetings.map(([character, count]) => `${character.repeat(count)}\n`),
      );
      for (const meetings of sent) {
        for (const [i, text] of meetings.entries()) {
          const bytes = Buffer.from(text);
          batches.take({ start: i, room: `room ${i}`, decidedAt: i }, bytes, 0, bytes.length);
        }
        batches.flush(true);
      }
      expect(arrived.map(textIn)).toEqual(sent.map((meetings) => meetings.join('')));
      expect(arrived.map(({ rooms }) => rooms.length)).toEqual(sent.map((meetings) => meetings.length));
      expect(sharing.ahead()).toBe(isUsed ? 0 : sent.length);
    }),
    { numRuns: Math.ceil(runs / 20), seed },
  );
});

function textIn({ bytes, length }: MeetingBatch): string {
  return Buffer.from(bytes.slice(0, length)).toString();
}
