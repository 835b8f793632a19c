import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ValidEvent } from '../../src/model/event.js';
import { decodeEvent } from '../../src/replay/bytes/decode-event.js';
import { createEventEncoder } from '../../src/replay/bytes/encode-event.js';
import { createScannedLine } from '../../src/replay/bytes/scan-line.js';
import { runs, seed } from '../support/law.js';

const name = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1 }),
  fc.constantFrom('"', '\\', '\u0000\n', '/', '李雷 🦊', 'x'.repeat(300)),
);
const known = fc.option(name);
const events: fc.Arbitrary<ValidEvent> = fc
  .record({
    type: fc.constantFrom('join', 'leave', 'clear'),
    room: name,
    participant_id: name,
    at: fc.integer(),
    user_id: known,
    user_name: known,
  })
  .map((event) =>
    event.type === 'clear' ? { ...event, participant_id: '', user_id: null, user_name: null } : event,
  );

test(`what is written as bytes is read as it was, RECONVENE_SEED=${seed}`, () => {
  const encoder = createEventEncoder();
  const line = createScannedLine();
  fc.assert(
    fc.property(events, (event) => {
      encoder.clear();
      encoder.encode(event, line);
      expect(decodeEvent(encoder.view(), line)).toEqual(event);
    }),
    { numRuns: runs, seed },
  );
});
