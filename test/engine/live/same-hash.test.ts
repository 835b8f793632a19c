import { expect, test } from 'vitest';
import { type Anomaly, createEngine, type Meeting, reconstruct } from '../../../src/index.js';
import { liveTextsOfOneHash } from '../../support/same-hash.js';

/*
 * Whoever knows how a live engine hashes texts can make up any number of one hash. They are told apart nonetheless, and it takes
 * no time that grows with their square.
 */

const COUNT = 1 << 14;

/** Who comes, comes again though there, reconnects at an instant or after it, and leaves, with names of their own. */
function visits(who: readonly { room: string; participant_id: string }[]) {
  const all = (from: number, type: 'join' | 'leave', every: number) =>
    who.flatMap(({ room, participant_id }, i) =>
      i % every === 0 ? [{ type, room, participant_id, at: from + i, user_name: `${type} ${i}` }] : [],
    );
  return [
    ...all(0, 'join', 1),
    ...all(100_000, 'join', 5),
    ...all(200_000, 'leave', 3),
    ...all(200_000, 'join', 6),
    ...all(300_000, 'join', 3),
    ...all(400_000, 'leave', 1),
    ...all(500_000, 'leave', 7),
  ];
}

test.each([
  ['participants', liveTextsOfOneHash(COUNT, 'r').map((participant_id) => ({ room: 'r', participant_id }))],
  ['rooms', liveTextsOfOneHash(COUNT).map((room) => ({ room, participant_id: 'p' }))],
])('%s of one hash', (_, who) => {
  const events = visits(who).sort((a, b) => a.at - b.at);
  let engine = createEngine();
  const closed: Meeting[] = [];
  const anomalies: Anomaly[] = [];
  const advance = (to: number) => {
    const brought = engine.advance(to);
    closed.push(...brought.closed);
    anomalies.push(...brought.anomalies);
  };
  for (const [i, event] of events.entries()) {
    // Whoever goes on from a snapshot, when all are there, has them found as well.
    if (event.at === 300_000) engine = createEngine({ from: JSON.parse(JSON.stringify(engine.snapshot())) });
    engine.push(event);
    if (i % 1000 === 0) advance(event.at - 1);
  }
  advance(events.at(-1)!.at + 3_600_000);

  const whole = reconstruct(events);
  const byId = (meetings: readonly Meeting[]) => meetings.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  expect(byId(closed)).toEqual(byId(whole.meetings));
  expect(anomalies.length).toBeGreaterThan(COUNT / 10);
  const strays = whole.anomalies.filter(({ code }) => code === 'duplicate-join' || code === 'orphan-leave');
  expect(anomalies).toHaveLength(strays.length);
});
