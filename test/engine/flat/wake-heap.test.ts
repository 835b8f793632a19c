import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addRoom, createFlatState, removeRoom } from '../../../src/engine/flat/flat-state.js';
import { createWakeHeap, popDue, wakeBy, wakesInOrder } from '../../../src/engine/flat/wake-heap.js';
import { NEVER } from '../../../src/model/time.js';
import { seed } from '../../support/law.js';

const acts = fc.array(
  fc.oneof(
    fc.record({ act: fc.constant('wake' as const), room: fc.nat(600), time: fc.nat(50) }),
    fc.record({ act: fc.constant('replace' as const), room: fc.nat(600), time: fc.constant(0) }),
    fc.record({ act: fc.constant('pop' as const), room: fc.constant(0), time: fc.nat(50) }),
  ),
  { maxLength: 300 },
);

test(`rooms come at the earliest time they were given, RECONVENE_SEED=${seed}`, () => {
  fc.assert(
    fc.property(acts, (script) => {
      const heap = createWakeHeap();
      const state = createFlatState();
      for (let room = 0; room <= 600; room++) addRoom(state);
      const model = new Map<number, number>();
      for (const { act, room, time } of script) {
        if (act === 'wake') {
          wakeBy(heap, state, room, time);
          model.set(room, Math.min(time, model.get(room) ?? NEVER));
        } else if (act === 'replace') {
          removeRoom(state, room);
          expect(addRoom(state)).toBe(room);
          model.delete(room);
        } else {
          const due = [...model].filter(([, wake]) => wake <= time).map(([number]) => number);
          const popped = popDue(heap, state, time);
          if (due.length === 0) expect(popped).toBe(-1);
          else expect(due).toContain(popped);
          model.delete(popped);
        }
        const listed = [...wakesInOrder(heap, state)];
        expect(listed.map(({ at }) => at)).toEqual(listed.map(({ at }) => at).sort((a, b) => a - b));
        expect(new Map(listed.map(({ room: number, at }) => [number, at]))).toEqual(model);
      }
    }),
    { seed, numRuns: 200 },
  );
});
