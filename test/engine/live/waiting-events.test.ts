import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addWaiting,
  countWaiting,
  createWaitingEvents,
  earliestWaiting,
  takeWaiting,
  waitingInOrder,
} from '../../../src/engine/live/waiting-events.js';
import type { ValidEvent } from '../../../src/model/event.js';
import { NEVER } from '../../../src/model/time.js';
import { seed } from '../../support/law.js';

function event(at: number, id: number): ValidEvent {
  return { type: 'join', room: 'den', participant_id: `${id}`, at, user_id: null, user_name: null };
}

/** Adds what comes nearly in order, and takes up to so many between. */
const scripts = fc.array(fc.record({ step: fc.integer({ min: -5, max: 8 }), takes: fc.nat(2) }), {
  maxLength: 400,
});

test(`whatever comes when, the earliest is taken first, and none is lost, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(scripts, (script) => {
      const waiting = createWaitingEvents();
      let model: ValidEvent[] = [];
      let at = 0;
      for (const [i, { step, takes }] of script.entries()) {
        at += step;
        addWaiting(waiting, event(at, i));
        model.push(event(at, i));
        for (let k = 0; k < takes && model.length > 0; k++) {
          expect(earliestWaiting(waiting)).toBe(Math.min(...model.map((item) => item.at)));
          const taken = takeWaiting(waiting);
          expect(taken.at).toBe(Math.min(...model.map((item) => item.at)));
          expect(model).toContainEqual(taken);
          model = model.filter(({ participant_id }) => participant_id !== taken.participant_id);
        }
        expect(countWaiting(waiting)).toBe(model.length);
      }
      const left = [...waitingInOrder(waiting)];
      expect(left.map((item) => item.at)).toEqual(model.map((item) => item.at).sort((a, b) => a - b));
      expect(new Set(left.map(({ participant_id }) => participant_id))).toEqual(
        new Set(model.map(({ participant_id }) => participant_id)),
      );
      while (countWaiting(waiting) > 0) takeWaiting(waiting);
      expect(earliestWaiting(waiting)).toBe(NEVER);
    }),
    { seed, numRuns: 100 },
  );
});

test('the queue does not grow while it is never empty', () => {
  const waiting = createWaitingEvents();
  for (let i = 0; i < 10; i++) addWaiting(waiting, event(i, i));
  for (let i = 10; i < 10_000; i++) {
    addWaiting(waiting, event(i, i));
    expect(takeWaiting(waiting).at).toBe(i - 10);
  }
  expect(waiting.queue.length).toBeLessThan(300);
  expect(waiting.queue.filter((item) => item !== null)).toHaveLength(10);
});
