import { describe, expect, test } from 'vitest';
import { type PresenceEvent, reconstruct, reconstructColumns } from '../../../src/index.js';

/*
 * Logs of more events and meetings than are run in one slice: what is found must not depend on where a slice ends.
 */

const MANY = 3 * 4096 + 5;
const padded = (number: number) => String(number).padStart(6, '0');

describe('logs of many slices', () => {
  test('meetings that start at one instant are listed by room, however many', () => {
    const rooms = Array.from({ length: MANY }, (_, i) => `room-${padded((i * 7919) % MANY)}`);
    const events = rooms.flatMap((room): PresenceEvent[] => [
      { type: 'join', room, participant_id: 'bot', at: 0 },
      { type: 'leave', room, participant_id: 'bot', at: 60_000 },
    ]);
    const { meetings } = reconstruct(events);
    expect(meetings.map(({ room }) => room)).toEqual([...rooms].sort());
    expect(meetings.every(({ duration, participants }) => duration === 60 && participants.length === 1)).toBe(
      true,
    );
  });

  test('rows that are no events are told where they are, and the others give what their events give', () => {
    const events = Array.from({ length: MANY }, (_, i): PresenceEvent => {
      const who = Math.floor(i / 2) % 97;
      return {
        type: i % 2 === 0 ? 'join' : 'leave',
        room: `room-${who % 5}`,
        participant_id: `p${who}`,
        at: Math.floor(i / 2) * 1000 + (i % 2) * 45_000,
        user_name: who % 3 === 0 ? null : `Name ${who % 11}`,
      };
    });
    const wrong = [0, 4095, 4096, 4097, 8192, MANY - 1];
    for (const index of wrong) events[index] = { ...events[index]!, at: Number.NaN };
    const listed = reconstruct(events);
    const { meetings, anomalies } = reconstructColumns({
      type: Uint8Array.from(events, ({ type }) => (type === 'join' ? 0 : 1)),
      at: Float64Array.from(events, ({ at }) => at as number),
      room: events.map(({ room }) => room),
      participant: events.map((event) => (event.type === 'clear' ? null : event.participant_id)),
      userName: events.map((event) => (event.type === 'clear' ? null : (event.user_name ?? null))),
    });
    expect(meetings).toEqual(listed.meetings);
    expect(anomalies).toEqual(listed.anomalies);
    const refused = anomalies.flatMap((anomaly) => (anomaly.code === 'invalid-event' ? [anomaly.index] : []));
    expect(refused).toEqual(wrong);
    expect(meetings.length).toBeGreaterThan(0);
  });
});

describe('rules that are asked for again', () => {
  test('are those of the options, in whatever turn, and however many there are', () => {
    const events: PresenceEvent[] = [
      { type: 'join', room: 'daily', participant_id: 'p1', at: 0 },
      { type: 'leave', room: 'daily', participant_id: 'p1', at: 50_000 },
    ];
    const thresholds = Array.from({ length: 40 }, (_, i) => 30 + i);
    for (const joinThreshold of [...thresholds, ...thresholds.toReversed()]) {
      const { meetings } = reconstruct(events, { rules: { joinThreshold } });
      expect(meetings.length).toBe(joinThreshold <= 50 ? 1 : 0);
    }
  });
});
