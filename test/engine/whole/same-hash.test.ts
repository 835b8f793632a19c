import { expect, test } from 'vitest';
import { type PresenceEvent, reconstruct, reconstructColumns } from '../../../src/index.js';
import { textsOfOneHash } from '../../support/same-hash.js';

/*
 * Whoever knows how texts are hashed can make up any number of one hash. They are told apart nonetheless, and it takes no time
 * that grows with their square.
 */

const texts = textsOfOneHash(14);
const count = texts.length;

test('participants whose ids have one hash', () => {
  const events: PresenceEvent[] = [];
  for (const [i, id] of texts.entries()) {
    events.push({ type: 'join', room: 'r', participant_id: id, at: i, user_name: `${i}` });
  }
  for (const [i, id] of texts.entries()) {
    events.push({ type: 'leave', room: 'r', participant_id: id, at: 60_000 + 2 * i });
  }
  const { meetings, anomalies } = reconstruct(events);
  expect(anomalies).toEqual([]);
  expect(meetings).toHaveLength(1);
  expect(meetings[0]!.max_participants).toBe(count);
  const listed = meetings[0]!.participants.map(({ participant_id, user_name }) => [
    participant_id,
    user_name,
  ]);
  expect(listed).toEqual(texts.map((id, i) => [id, `${i}`]));
});

test('rooms whose names have one hash', () => {
  const at = (when: number, type: 'join' | 'leave') =>
    texts.map((room): PresenceEvent => ({ type, room, participant_id: 'p', at: when }));
  const { meetings, anomalies } = reconstruct([...at(0, 'join'), ...at(60_000, 'leave')]);
  expect(anomalies).toEqual([]);
  expect(new Set(meetings.map(({ room }) => room))).toEqual(new Set(texts));
  expect(meetings.every(({ duration }) => duration === 60)).toBe(true);
});

test('a dictionary of texts of one hash, each of which is there twice', () => {
  const rows = Array.from({ length: 2 * count }, (_, row) => row);
  const { meetings, anomalies } = reconstructColumns({
    type: Uint8Array.from(rows, (row) => (row < count ? 0 : 1)),
    at: Float64Array.from(rows, (row) => (row < count ? 0 : 60_000)),
    room: { codes: new Int32Array(2 * count), dictionary: ['r'] },
    participant: { codes: Int32Array.from(rows), dictionary: [...texts, ...texts] },
  });
  expect(anomalies).toEqual([]);
  expect(meetings).toHaveLength(1);
  expect(meetings[0]!.participants.map(({ participant_id }) => participant_id)).toEqual([...texts].sort());
});
