import { readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import { describe, expect, test } from 'vitest';
import { type CompareLogOptions, compareLog } from '../../../src/oracle/compare/compare-log.js';
import { comparisonReport } from '../../../src/oracle/compare/comparison-report.js';
import { writeComparison } from '../../../src/oracle/compare/write-comparison.js';
import { gatherings, listOf, noisy } from '../../support/synthetic-log.js';

const schema = JSON.parse(readFileSync('schemas/comparison.schema.json', 'utf8')) as AnySchemaObject;
const validate = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true }).compile(schema);

const events = gatherings(60, 5);
const list = listOf(events);
const later = list.map((one) => ({ ...one, start_time: one.start_time + 3600 }));
const reports: [string, unknown, CompareLogOptions][] = [
  ['a right list', list, {}],
  [
    'a list of another reading',
    listOf(events, { resetBoundary: 'departure', granularity: 15 }),
    { why: true },
  ],
  ['a list with noise, some of it ignored', noisy(list), { ignore: [{ reason: 'x', field: 'duration' }] }],
  ['a list one hour later', later, { why: true }],
  [
    'a page that tells little',
    {
      total_count: 900,
      data: list.map(({ room, start_time, duration }) => ({ room, start_time, duration })).slice(3, 9),
    },
    {},
  ],
  ['a list that cannot be read', [7, { room: 'den', start_time: 'x' }], { why: true }],
  ['an empty list', [], { why: true }],
  ['a list of other rooms', list.map((one) => ({ ...one, room: 'elsewhere', host: 'Ann' })), {}],
  ['half of a log', list, { asOf: events[100]!.at }],
];

describe('reports', () => {
  test.each(reports)('of %s are as the schema says', (_, theirs, options) => {
    const report = JSON.parse(JSON.stringify(comparisonReport(compareLog(events, theirs, options))));
    expect(validate(report), JSON.stringify(validate.errors, null, 2)).toBe(true);
  });

  test.each(reports)('of %s are told in lines that steer no terminal', (_, theirs, options) => {
    const text = [...writeComparison(compareLog(events, theirs, options), 5)].join('');
    expect(text).toMatch(/: (equal within|nothing to compare|\d+ differences?)/);
    expect(text).not.toMatch(/undefined|NaN|\[object|Infinity|null/);
  });

  test('names of rooms cannot steer a terminal', () => {
    const text = [
      ...writeComparison(compareLog(events, [{ ...list[0], room: 'room-0\u001b[2J' }, ...list]), 5),
    ];
    expect(text.join('')).not.toContain('\u001b');
    const wrong = compareLog(
      events.map((event) => ({ ...event, room: `\u001b${event.room}` })),
      [{ ...list[0], room: `\u001b${list[0]!.room}` }],
    );
    expect([...writeComparison(wrong, 5)].join('')).toContain('\\u{1b}room-');
  });

  test('an offset is told in words, with what it explains', () => {
    const text = [...writeComparison(compareLog(events, later), 5)].join('');
    expect(text).toMatch(
      /^their times are 3600 s \(1 h\) later: taken back, that explains \d+ of \d+ differences /m,
    );
  });
});
