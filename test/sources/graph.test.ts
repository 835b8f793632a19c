import { expect, test } from 'vitest';
import { graph } from '../../src/sources/graph.js';
import type { Fact } from '../../src/sources/source.js';
import { ignored, stay, who } from '../support/facts.js';
import { BEGIN, factsOf, plainOptions } from '../support/source-fixtures.js';

const MEETING = 'MSo5YzFk';

function during(report: string, id: string, name: string, joinedAt: number, leftAt: number | null): Fact {
  return stay(who(MEETING, report, `${id}@${BEGIN + joinedAt}`, id, name), joinedAt, leftAt);
}

test('records: every interval is a stay, seven digits are rounded half up', () => {
  expect(factsOf(graph, 'records.json')).toEqual([
    during('rep-17', 'p-bo', 'Bo', 5123, 306_000),
    during('rep-17', 'p-bo', 'Bo', 400_500, 500_000),
    during('rep-17', 'p-cy', 'Cy', 50_000, 505_000),
  ]);
  expect(factsOf(graph, 'records.json', { roomBy: 'session' })[0]).toMatchObject({ room: 'rep-17' });
});

test('a report with its records, one without, and one that does not name its meeting', () => {
  const ed = 'ed@example.org';
  expect(factsOf(graph, 'report.ndjson')).toEqual([
    during('rep-18', 'p-di', 'Di', 6000, 66_000),
    ignored('report without records'),
    stay(who('rep-20', 'rep-20', `${ed}@${BEGIN + 7000}`, ed, 'Ed'), 7000, 67_000),
  ]);
});

test('null and the first day of year 1 are missing times', () => {
  const at = BEGIN + 90_000;
  const lostJoin = who(MEETING, 'rep-21', `p-fi@${at}`, 'p-fi', 'Fi');
  expect(factsOf(graph, 'missing-times.ndjson')).toEqual([
    during('rep-21', 'p-fi', 'Fi', 8000, null),
    { kind: 'leave', ...lostJoin, at, joined_at: null, order: null, delivery: null },
    during('rep-21', 'p-fi', 'Fi', 150_000, 190_000),
    during('rep-21', 'p-fi', 'Fi', 200_000, null),
    { kind: 'invalid', field: 'value[0].attendanceIntervals[4].joinDateTime', expected: expect.any(String) },
    ignored('record without intervals'),
  ]);
});

const JOINED = '2026-02-10T13:00:00.1234567Z';
const record = (...attendanceIntervals: unknown[]) => ({ emailAddress: 'a@b', attendanceIntervals });

test('a record by itself needs a room', () => {
  const payload = record({ joinDateTime: JOINED, leaveDateTime: null });
  const expected = expect.stringContaining('room');
  expect(graph.read(payload, plainOptions)).toEqual([{ kind: 'invalid', field: '@odata.context', expected }]);
  expect(graph.read(payload, { ...plainOptions, room: 'all hands' })).toMatchObject([{ room: 'all hands' }]);
});

test.each([
  [0, null],
  [{}, 'value'],
  [{ value: [1] }, 'value[0]'],
  [{ attendanceIntervals: [1] }, 'identity.id'],
  [record(1), 'attendanceIntervals[0]'],
  [record({ joinDateTime: 'soon' }), 'attendanceIntervals[0].joinDateTime'],
  [record({ leaveDateTime: 'late' }), 'attendanceIntervals[0].leaveDateTime'],
  [
    record({ joinDateTime: JOINED, leaveDateTime: '2026-02-10T12:00:00Z' }),
    'attendanceIntervals[0].leaveDateTime',
  ],
])('%j is invalid at %s', (payload, field) => {
  expect(graph.read(payload, { ...plainOptions, room: 'r' })).toEqual([
    { kind: 'invalid', field, expected: expect.any(String) },
  ]);
});
