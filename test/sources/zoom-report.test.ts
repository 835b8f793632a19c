import { expect, test } from 'vitest';
import { zoomReport } from '../../src/sources/zoom-report.js';
import { ignored, stay, who } from '../support/facts.js';
import { BEGIN, factsOf, plainOptions } from '../support/source-fixtures.js';

const NUMBER = '91234567890';
const UUID = 'pT4+kk/0Q==';
const inside = (key: string, user_id: string | null, name: string) =>
  who(NUMBER, UUID, `${UUID}/${key}`, user_id, name);

test('a report: a row is a stay, waiting is none', () => {
  expect(factsOf(zoomReport, 'report.json')).toEqual([
    stay(inside('16778240', 'acc-pia', 'Pia'), 9000, 600_000),
    ignored('participant (in_waiting_room)'),
    stay(inside('16779264', null, 'Quin'), 15_000, 610_000),
    stay(inside('16780288', 'acc-pia', 'Pia'), 640_000, 700_000),
  ]);
});

test('past meetings: one person twice at once, still there, a lost join time, a wrong leave, an empty page', () => {
  const row = (key: string, at: number, user_id: string | null, name: string) =>
    who(NUMBER, null, `${NUMBER}/${key}@${BEGIN + at}`, user_id, name);
  const expected = expect.any(String);
  expect(factsOf(zoomReport, 'past-meeting.ndjson')).toEqual([
    stay(row('acc-ray', 9000, 'acc-ray', 'Ray'), 9000, 600_000),
    stay(row('acc-ray', 400_000, 'acc-ray', 'Ray'), 400_000, null),
    stay(row('Sam', 380_000, null, 'Sam'), 380_000, 500_000),
    { kind: 'invalid', field: 'participants[1].leave_time', expected },
    ignored('page without participants'),
  ]);
});

test('breakout rooms: counted, rooms of their own, or part of the main room', () => {
  const main = stay(inside('16778240', null, 'Uma'), 9000, 90_000);
  const read = (breakouts: 'separate' | 'merge' | null) =>
    factsOf(zoomReport, 'breakouts.ndjson', { breakouts });
  const uma = inside('16782336', null, 'Uma');
  expect(read(null)).toEqual([main, ignored('participant (breakout)')]);
  expect(read('merge')).toEqual([main, stay(uma, 90_000, 190_000)]);
  expect(read('separate')).toEqual([main, stay({ ...uma, room: `${NUMBER}/bO2fGq==` }, 90_000, 190_000)]);
});

test('a row by itself needs a room', () => {
  const expected = expect.stringContaining('room');
  expect(factsOf(zoomReport, 'rows.ndjson')).toEqual([{ kind: 'invalid', field: 'meeting_id', expected }]);
  expect(factsOf(zoomReport, 'rows.ndjson', { room: 'weekly' })).toEqual([
    stay(who('weekly', null, 'weekly/16778240', null, 'Vic'), 9000, 90_000),
  ]);
});

const rows = (...participants: unknown[]) => ({ id: 1, participants });

test.each([
  [[], null],
  [{ participants: {} }, 'participants'],
  [rows(3), 'participants[0]'],
  [rows({ join_time: 'soon' }), 'participants[0].join_time'],
  [rows({ leave_time: 'late' }), 'participants[0].leave_time'],
  [rows({ join_time: '2026-02-10T13:00:00Z' }), 'participants[0].user_id'],
])('%j is invalid at %s', (payload, field) => {
  expect(zoomReport.read(payload, plainOptions)).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
