import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { ALWAYS } from '../../src/model/time.js';
import { dealEvents } from '../../src/replay/bytes/deal-events.js';
import { createEventEncoder } from '../../src/replay/bytes/encode-event.js';
import { createParcel, type Parcel } from '../../src/replay/bytes/event-parcel.js';
import { createLatePart } from '../../src/replay/bytes/late-part.js';
import { createOwnPart } from '../../src/replay/bytes/own-part.js';
import type { Part } from '../../src/replay/bytes/part.js';
import { createScannedLine } from '../../src/replay/bytes/scan-line.js';

/** A part that notes where it began, what is dealt to it, and how many meetings have come of it. */
function createNoted() {
  const begun: string[] = [];
  const startIn = (where: string) => () => {
    begun.push(where);
    const nothing = { keepStrays: false, isExact: false, explains: false, isLarge: false };
    return createOwnPart(compileRules({}), nothing);
  };
  const part = createLatePart(startIn('there'), startIn('here'));
  return { part, begun, ...dealTo(part) };
}

/** Deals joins to a part. */
function dealTo(part: Part) {
  const dealt = dealEvents([part], [1]);
  const encoder = createEventEncoder();
  const line = createScannedLine();
  function join(count: number): void {
    for (let i = 0; i < count; i++) {
      const who = { room: `room ${i % 50}`, participant_id: `p${i}`, user_id: null, user_name: null };
      encoder.clear();
      encoder.encode({ type: 'join', ...who, at: i }, line);
      dealt.take(encoder.view(), line);
    }
  }
  return { join, dealt };
}

function drain(work: Iterable<void>): void {
  for (const _ of work);
}

describe('a part begins', () => {
  test('elsewhere once there is more than one parcel to run', () => {
    const { begun, join, part, dealt } = createNoted();
    join(2000);
    expect(begun).toEqual([]);
    join(2000);
    expect(begun).toEqual(['there']);
    drain(dealt.finish(600_000));
    expect(begun).toEqual(['there']);
    expect(part.result()?.counts.meetings).toBe(50);
  });

  test('elsewhere once it is asked how far it is', () => {
    const { begun, join, part } = createNoted();
    join(3);
    expect(part.told()).toBeNull();
    part.ask();
    expect(begun).toEqual(['there']);
    expect(part.told()).not.toBeNull();
  });

  test('here when the log has ended before', () => {
    const { begun, join, part, dealt } = createNoted();
    join(4);
    expect(part.result()).toBeNull();
    drain(dealt.finish(600_000));
    expect(begun).toEqual(['here']);
    expect(part.result()?.counts.meetings).toBe(4);
    expect(part.queue.batches).toHaveLength(1);
  });

  // One that was handed over is run by another thread: dealt out again, its events would count twice.
  test('elsewhere, and hands no parcel over twice, also when it is asked behind the end', () => {
    const sent: Parcel[] = [];
    const there: Part = {
      queue: { batches: [], next: 0, decided: ALWAYS, onUsed() {} },
      parcel: createParcel(),
      send() {
        sent.push(there.parcel);
        there.parcel = createParcel();
      },
      ask: () => there.send(0),
      end() {
        there.send(0);
        return [];
      },
      told: () => null,
      isBehind: () => false,
      result: () => null,
      async stop() {},
    };
    const part = createLatePart(
      () => there,
      () => there,
    );
    const { join, dealt } = dealTo(part);
    join(3);
    part.ask();
    join(3);
    drain(dealt.finish(600_000));
    part.ask();
    part.ask();
    expect(sent.map(({ count }) => count)).toEqual([3, 3, 0, 0]);
    expect(new Set(sent).size).toBe(4);
  });

  test('not for time that goes by', () => {
    const { begun, dealt, part } = createNoted();
    for (let at = 0; at < 100_000_000; at += 3000) dealt.advance(at);
    expect(begun).toEqual([]);
    drain(dealt.finish(100_000_000));
    expect(part.result()?.counts.meetings).toBe(0);
  });
});
