import { readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import stringWidth from 'string-width';
import { v5 } from 'uuid';
import { describe, expect, inject, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { allUsed, join, leave, parseLines, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, replay } from '../support/run-cli.js';

const NAMESPACE = '7c2f4f0e-6d1b-4a0e-9a57-2f1f6d3f9b61';
const daily = {
  id: v5(`daily\n${T}`, NAMESPACE),
  room: 'daily',
  start_time: 1774363845,
  duration: 600,
  ongoing: false,
  max_participants: 2,
  participants: [
    { user_id: null, participant_id: 'p1', user_name: 'Alice', join_time: 1774363845, duration: 600 },
    { user_id: 'u-2', participant_id: 'p2', user_name: 'Bob', join_time: 1774363920, duration: 480 },
  ],
};
const lab = {
  id: v5(`lab\n${T + 541_000}`, NAMESPACE),
  room: 'lab',
  start_time: 1774364400,
  duration: 59,
  ongoing: true,
  max_participants: 1,
  participants: [
    { user_id: null, participant_id: 'p3', user_name: null, join_time: 1774364400, duration: 59 },
  ],
};
const explanations = {
  daily: {
    began: {
      clause: 'solo-start',
      at: T,
      facts: { participant_id: 'p1', alone_since: T, confirmed_at: T + 30_000, limit: 30 },
    },
    ended: { clause: 'empty-end', at: T + 600_000, facts: { last_present: 1 } },
  },
  lab: {
    began: {
      clause: 'solo-start',
      at: T + 541_000,
      facts: { participant_id: 'p3', alone_since: T + 541_000, confirmed_at: T + 571_000, limit: 30 },
    },
    ended: null,
  },
};

function text(value: unknown): string {
  return JSON.stringify(value);
}

/** What a format makes of a log of which all is used. */
async function written(log: string, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await replay(args, { stdin: log });
  expect(stderr.split('\n').at(-2)).toMatch(/ 0 invalid; \d+ meetings$/);
  expect(code).toBe(0);
  return stdout;
}

describe('for programs', () => {
  test('ndjson, also by default', async () => {
    const expected = `${text(daily)}\n${text(lab)}\n`;
    expect(await replay([], { stdin: TWO_ROOMS })).toEqual({
      code: 0,
      signal: null,
      stdout: expected,
      stderr: `${allUsed(5, 2)}\n`,
    });
    expect(await written(TWO_ROOMS, '--format', 'ndjson')).toBe(expected);
  });

  test('json is one array', async () => {
    expect(await written(TWO_ROOMS, '--format', 'json')).toBe(`[\n${text(daily)},\n${text(lab)}\n]\n`);
  });

  test('api is the documented listing, newest first', async () => {
    const expected = `{"total_count":2,"data":[\n${text(lab)},\n${text(daily)}\n]}\n`;
    expect(await written(TWO_ROOMS, '--format', 'api')).toBe(expected);
  });

  test('in api, rooms of one start stay in order', async () => {
    const log = ['b', 'a', 'c']
      .map((room) => join(room, 'p', room === 'c' ? 1000 : 0) + leave(room, 'p', 90_000))
      .join('');
    const { data } = JSON.parse(await written(log, '--format', 'api')) as { data: Meeting[] };
    expect(data.map(({ room }) => room)).toEqual(['c', 'a', 'b']);
  });

  test('--explain adds an explanation to each', async () => {
    const explained = [
      text({ ...daily, explanation: explanations.daily }),
      text({ ...lab, explanation: explanations.lab }),
    ] as const;
    expect(await written(TWO_ROOMS, '--explain')).toBe(`${explained[0]}\n${explained[1]}\n`);
    expect(await written(TWO_ROOMS, '--explain', '--format', 'json')).toBe(
      `[\n${explained[0]},\n${explained[1]}\n]\n`,
    );
    expect(await written(TWO_ROOMS, '--explain', '--format', 'api')).toBe(
      `{"total_count":2,"data":[\n${explained[1]},\n${explained[0]}\n]}\n`,
    );
  });

  test('all of it is as the packed schema says', async () => {
    const ajv = new Ajv2020({ strictTypes: false });
    for (const name of ['meeting', 'explanation']) {
      const path = pathOf(inject('packed'), 'node_modules/reconvene/schemas', `${name}.schema.json`);
      ajv.addSchema(JSON.parse(readFileSync(path, 'utf8')));
    }
    const log = readFileSync('examples/reused-room.ndjson', 'utf8') + TWO_ROOMS;
    for (const more of [
      [],
      ['--exact'],
      ['--exact', '--explain'],
      ['--explain'],
      ['--explain', '--rule', 'resetBoundary=departure'],
    ]) {
      const meetings = parseLines(await written(log, ...more));
      expect(meetings.length).toBeGreaterThan(4);
      for (const meeting of meetings) {
        expect(ajv.validate('reconvene/meeting.schema.json', meeting), ajv.errorsText()).toBe(true);
      }
    }
  });

  test('json is the lines of ndjson as one array, and csv their fields, in whatever way they come about', async () => {
    const lines: string[] = [];
    for (let i = 0; i < 3000; i++) {
      const at = T + i * 700;
      lines.push(join(`room ${i % 37}`, `p${i}`, at), leave(`room ${i % 37}`, `p${i}`, at + 40_000));
    }
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'sorted'), lines.join(''));
    writeFileSync(pathOf(cwd, 'reversed'), lines.toReversed().join(''));
    for (const args of [
      ['sorted'],
      ['reversed'],
      ['reversed', '--lateness', '5', '--order', 'closed'],
      ['sorted', '--threads', '2'],
      ['sorted', '--grouped'],
      ['sorted', '--since', '2030-01-01T00:00:00Z'],
    ]) {
      const [ndjson, json, csv] = await Promise.all(
        ['ndjson', 'json', 'csv'].map(async (format) => {
          const out = args.includes('--threads') ? ['--out', format] : [];
          const { code, stdout } = await replay([...args, ...out, '--format', format], { cwd });
          expect(code).toBe(0);
          return out.length > 0 ? readFileSync(pathOf(cwd, format), 'utf8') : stdout;
        }),
      );
      const meetings = parseLines(ndjson!).map(text);
      const items = meetings.length === 0 ? '' : `\n${meetings.join(',\n')}\n`;
      expect(json, args.join(' ')).toBe(`[${items}]\n`);
      const rows = parseLines<Meeting>(ndjson!).flatMap(({ participants, ...meeting }) =>
        participants.map((record) => `${[...Object.values(meeting), ...Object.values(record)].join(',')}\n`),
      );
      expect(csv, args.join(' ')).toBe(`${CSV_HEADER}\n${rows.join('')}`);
    }
  });

  test.each([
    ['ndjson', ''],
    ['json', '[]\n'],
    ['api', '{"total_count":0,"data":[]}\n'],
    ['table', 'no meetings\n'],
  ])('no meetings as %s', async (format, expected) => {
    expect(await written('', '--format', format)).toBe(expected);
    expect(await written('', '--format', format, '--explain')).toBe(expected);
  });
});

describe('for people', () => {
  test('a table', async () => {
    expect(await written(TWO_ROOMS, '--format', 'table')).toBe(
      [
        'START (UTC)          DURATION    ROOM   MAX  PARTICIPANTS',
        '2026-03-24 14:50:45  10m 0s      daily    2  Alice, Bob',
        '2026-03-24 15:00:00  59s so far  lab      1  p3',
        '',
      ].join('\n'),
    );
  });

  test('a table that explains', async () => {
    expect(await written(TWO_ROOMS, '--format', 'table', '--explain')).toBe(
      [
        'START (UTC)          DURATION    ROOM   MAX  PARTICIPANTS',
        '2026-03-24 14:50:45  10m 0s      daily    2  Alice, Bob',
        '    began 2026-03-24 14:50:59 by solo-start: participant_id p1, ' +
          'alone_since 2026-03-24 14:50:59, confirmed_at 2026-03-24 14:51:29, limit 30s',
        '    ended 2026-03-24 15:00:59 by empty-end: last_present 1',
        '2026-03-24 15:00:00  59s so far  lab      1  p3',
        '    began 2026-03-24 15:00:00 by solo-start: participant_id p3, ' +
          'alone_since 2026-03-24 15:00:00, confirmed_at 2026-03-24 15:00:30, limit 30s',
        '',
      ].join('\n'),
    );
  });

  test('times in a time zone, on both sides of a change of the clocks', async () => {
    const log = [
      join('spring', 'p', '2026-03-29T00:30:00Z'),
      leave('spring', 'p', '2026-03-29T00:40:00Z'),
      join('spring', 'p', '2026-03-29T01:30:00Z'),
      leave('spring', 'p', '2026-03-29T01:40:00Z'),
    ].join('');
    expect(await written(log, '--format', 'table', '--display-timezone', 'Europe/Berlin')).toBe(
      [
        'START (Europe/Berlin)  DURATION  ROOM    MAX  PARTICIPANTS',
        '2026-03-29 01:30:00    10m 0s    spring    1  p',
        '2026-03-29 03:30:00    10m 0s    spring    1  p',
        '',
      ].join('\n'),
    );
    expect(await written(log, '--format', 'table', '--display-timezone', 'Asia/Kolkata')).toContain(
      '\n2026-03-29 06:00:00  ',
    );
  });

  test('a time zone has no say in what programs read', async () => {
    const there = ['--display-timezone', 'America/New_York'];
    expect(await written(TWO_ROOMS, ...there)).toBe(await written(TWO_ROOMS));
  });

  test('lengths in words, hours beyond a day', async () => {
    const seconds = [30, 60, 3599, 3600, 93_784];
    const log = seconds
      .map((length) => join(`${length}`, 'p', 0) + leave(`${length}`, 'p', length * 1000))
      .join('');
    const table = await written(log, '--format', 'table', '--time-unit', 'ms');
    const cells = table.split('\n').map((line) => line.split(/ {2,}/).slice(1, 3));
    expect(Object.fromEntries(cells.map(([length, room]) => [room, length]))).toMatchObject({
      '30': '30s',
      '60': '1m 0s',
      '3599': '59m 59s',
      '3600': '1h 0m 0s',
      '93784': '26h 3m 4s',
    });
  });

  test('six are named, more are counted; who has no name goes by the id', async () => {
    const log = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
      .map((id, i) => join('hall', id, i * 1000, { user_name: i === 1 ? '' : id.toUpperCase() }))
      .join('');
    const table = await written(log, '--format', 'table', '--as-of', '60000');
    expect(table.split('\n')[1]).toBe(
      '1970-01-01 00:00:00  1m 0s so far  hall    8  A, b, C, D, E, F, and 2 more',
    );
  });

  test('times before the year 1, after 9999, and at the ends of time', async () => {
    const log = [
      join('before', 'p', '-000001-06-15T12:00:00Z'),
      leave('before', 'p', '-000001-06-15T12:01:00Z'),
      join('after', 'p', '+012345-06-15T12:00:00Z'),
      leave('after', 'p', '+012345-06-15T12:01:00Z'),
      join('last', 'p', 8.64e15 - 60_000),
      leave('last', 'p', 8.64e15),
      join('first', 'p', -8.64e15),
      leave('first', 'p', -8.64e15 + 60_000),
    ].join('');
    for (const zone of ['UTC', 'Asia/Tokyo', 'America/Los_Angeles']) {
      const args = ['--format', 'table', '--explain', '--time-unit', 'ms', '--display-timezone', zone];
      const table = await written(log, ...args);
      expect(table).not.toContain('NaN');
      expect(table).toContain('\n-0001-06-15 ');
      expect(table).toContain('\n12345-06-15 ');
      expect(table).toContain('8639999999940000 ms');
      expect(table).toContain('-8640000000000000 ms');
    }
  });
});

describe('names', () => {
  const hostile = [
    'two\nlines',
    'a\ttab',
    '\u001b[2J\u001b[31mred',
    '\u009b2J',
    '\u202etfel ot thgir',
    'zero\u200bwidth',
    '\u2028',
    'null\u0000',
    '\ud800',
    '"quoted", \\ and <b>',
    '__proto__',
    'constructor',
  ];
  const wide = ['日本語の名前', 'Zoë 🦊', 'e\u0301', '한국어', 'naïve', '﹏', 'ﷺ'];

  test('hostile ones cannot steer a terminal or break a row', async () => {
    // A room or an id with half a surrogate pair is no event; in a name it may be.
    const rooms = hostile.map((name) => (name.isWellFormed() ? name : 'half'));
    const log = hostile
      .map((name, i) => join(rooms[i]!, `p${i}`, i, { user_name: name }) + leave(rooms[i]!, `p${i}`, 60_000))
      .join('');
    const table = await written(log, '--format', 'table', '--explain');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u202e\u2028\ufffd]/);
    const rows = table.split('\n').filter((line) => line.startsWith('1970'));
    expect(rows.length).toBe(hostile.length);
    expect(rows[0]).toMatch(/ two\\u\{a\}lines +1 {2}two\\u\{a\}lines$/);
    expect(rows[2]).toMatch(/ {2}\\u\{1b\}\[2J\\u\{1b\}\[31mred$/);
    expect(rows[8]).toMatch(/ {2}\\u\{d800\}$/);
    expect(rows[9]).toMatch(/ {2}"quoted", \\ and <b>$/);
  });

  test('hostile ones come out of JSON as they went in', async () => {
    const log = hostile
      .map((name, i) => join('hall', `p${i}`, i, { user_name: name, user_id: name }))
      .join('');
    for (const format of ['ndjson', 'json', 'api']) {
      const stdout = await written(log, '--format', format, '--as-of', '60000');
      const whole = JSON.parse(stdout) as Meeting | Meeting[] | { data: Meeting[] };
      const meetings = Array.isArray(whole) ? whole : 'data' in whole ? whole.data : [whole];
      expect(meetings.length).toBe(1);
      expect(meetings[0]!.participants.map(({ user_name }) => user_name)).toEqual(hostile);
      expect(meetings[0]!.participants.map(({ user_id }) => user_id)).toEqual(hostile);
    }
  });

  test('hostile rooms are rooms', async () => {
    const rooms = hostile.filter((name) => name.isWellFormed());
    const log = rooms.map((room) => join(room, 'p', 0) + leave(room, 'p', 60_000)).join('');
    const meetings = parseLines<Meeting>(await written(log));
    expect(meetings.map(({ room }) => room)).toEqual(rooms.toSorted());
  });

  test('wide ones keep the columns in line', async () => {
    const log = wide.map((name, i) => join(name, `p${i}`, i, { user_name: name })).join('');
    const table = await written(log, '--format', 'table', '--as-of', '60000');
    const [heading, ...rows] = table.trimEnd().split('\n');
    expect(rows.length).toBe(wide.length);
    const names = heading!.indexOf('PARTICIPANTS');
    for (const [i, row] of rows.entries()) {
      const name = wide[i]!;
      const before = row.slice(0, row.length - name.length);
      expect(row.endsWith(`  1  ${name}`), row).toBe(true);
      expect(stringWidth(before), row).toBe(names);
      expect(stringWidth(before.slice(0, before.indexOf(name)))).toBe(heading!.indexOf('ROOM'));
    }
  });
});

const CSV_HEADER =
  'id,room,start_time,duration,ongoing,max_participants,user_id,participant_id,user_name,join_time,participant_duration';
