import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  accountIn,
  accountOf,
  clear,
  join,
  leave,
  parseLines,
  randomFrom,
  readStatistics,
  type Statistics,
  sumOfParts,
  T,
  TWO_ROOMS,
} from '../support/log-lines.js';
import { freshFolder, type Ran, replay } from '../support/run-cli.js';

interface Measured extends Ran {
  readonly statistics: Statistics;
  readonly anomalies: { code: string }[];
}

/** Replays with statistics and anomalies, which must agree with each other and with the summary. */
async function measure(args: readonly string[], log?: string): Promise<Measured> {
  const cwd = freshFolder();
  const files = log === undefined ? [] : ['log'];
  if (log !== undefined) writeFileSync(pathOf(cwd, 'log'), log);
  const ran = await replay([...files, ...args, '--stats', 'stats', '--anomalies', 'bad'], { cwd });
  const statistics = readStatistics(pathOf(cwd, 'stats'));
  const anomalies = parseLines<{ code: string }>(readFileSync(pathOf(cwd, 'bad'), 'utf8'));
  const account = accountOf(ran.stderr);
  expect(accountIn(statistics)).toEqual(account);
  expect(sumOfParts(account)).toBe(account.records_read);
  expect(statistics.files.reduce((sum, file) => sum + file.records_read, 0)).toBe(account.records_read);
  expect(Object.values(statistics.invalid_by_reason).reduce((sum, n) => sum + n, 0)).toBe(account.invalid);
  expect(Object.values(statistics.stray_by_code).reduce((sum, n) => sum + n, 0)).toBe(account.stray);
  expect(anomalies.filter(({ code }) => code === 'invalid-event').length).toBe(account.invalid);
  expect(anomalies.filter(({ code }) => code !== 'invalid-event').length).toBe(account.stray);
  return { ...ran, statistics, anomalies };
}

describe('examples', () => {
  const examples = readdirSync('examples').filter((name) => name.endsWith('.ndjson'));

  test.each(examples)('%s', async (name) => {
    const path = resolve('examples', name);
    const records = readFileSync(path, 'utf8')
      .split('\n')
      .filter((line) => line.trim() !== '').length;
    const { code, statistics } = await measure([path]);
    expect(statistics.records_read).toBe(records);
    expect(code).toBe(0);
  });

  test('all as one log', async () => {
    const paths = examples.map((name) => resolve('examples', name));
    const { statistics } = await measure(paths);
    expect(statistics.files.map(({ file }) => file)).toEqual(paths);
    expect(statistics.used).toBeGreaterThan(30);
  });

  test('the whole account of the messy one', async () => {
    const file = resolve('examples/messy.ndjson');
    const { statistics } = await measure([file]);
    expect(statistics).toEqual({
      records_read: 17,
      added: 0,
      used: 7,
      repeated: 2,
      stray: 2,
      late: 0,
      after_as_of: 0,
      ignored: 0,
      invalid: 6,
      stray_by_code: { 'duplicate-join': 1, 'orphan-leave': 1 },
      invalid_by_reason: {
        'not-a-time': 1,
        missing: 1,
        'unknown-type': 1,
        'not-json': 1,
        empty: 1,
        'unit-changed': 1,
      },
      ignored_by_type: {},
      repaired: 0,
      repaired_by_kind: {},
      unrepaired: 0,
      odd_local_times: 0,
      meetings: 2,
      ongoing: 1,
      not_listed: 0,
      first_at: 1774339200000,
      last_at: 1774343100000,
      as_of: 1774343100000,
      jump: null,
      files: [{ file, source: 'native', records_read: 17, time_unit: 'ms', broken: null }],
      unreadable: [],
      passed_over: [],
    });
  });
});

describe('a messy log', () => {
  interface Drawn {
    readonly room: string;
    readonly at: number;
    readonly line: string;
  }

  /** Events in no order, many of them repeated, among bad lines and blank ones. */
  function draw(): { events: Drawn[]; bad: number; log: string } {
    const random = randomFrom(7);
    const events: Drawn[] = [{ room: 'room 1', at: T, line: join('room 1', 'p1', T) }];
    const lines = [events[0]!.line];
    let bad = 0;
    for (let i = 0; i < 4_000; i++) {
      const what = random(20);
      const room = `room ${random(12)}`;
      const at = T + random(3_000) * 1_000;
      const participant = `p${random(5)}`;
      if (what === 0) {
        lines.push('\n');
      } else if (what === 1) {
        lines.push(
          ['x\n', '[]\n', join('', 'p', T), leave(room, 'p', 'noon'), clear(room, T / 1_000)][random(5)]!,
        );
        bad++;
      } else {
        const again = what < 4 ? events[random(events.length)]! : null;
        const make = [join, leave][random(2)]!;
        const line = what === 4 ? clear(room, at) : make(room, participant, at);
        const event = again ?? { room, at, line };
        events.push(event);
        lines.push(event.line);
      }
    }
    return { events, bad, log: lines.join('') };
  }

  const { events, bad, log } = draw();
  const middle = T + 1_500_000;

  test.each<[string, string[], (room: string) => boolean, number]>([
    ['all of it', [], () => true, Number.POSITIVE_INFINITY],
    [
      'two rooms',
      ['--only-room', 'room 3', '--only-room', 'room 5'],
      (room) => /^room [35]$/.test(room),
      Infinity,
    ],
    ['as of its middle', ['--as-of', `${middle}`], () => true, middle],
    [
      'one room as of its middle',
      ['--only-room', 'room 3', '--as-of', `${middle}`],
      (r) => r === 'room 3',
      middle,
    ],
    ['a room that is not there', ['--only-room', 'room'], () => false, Infinity],
    ['before it begins', ['--as-of', '0'], () => true, 0],
    ['rules have no say', ['--rule', 'joinThreshold=0', '--rule', 'soloStart=0'], () => true, Infinity],
  ])('%s', async (_, args, isListed, asOf) => {
    const listed = events.filter(({ room }) => isListed(room));
    const inTime = listed.filter(({ at }) => at <= asOf);
    const { statistics } = await measure(args, log);
    expect(accountIn(statistics)).toMatchObject({
      records_read: events.length + bad,
      repeated: inTime.length - new Set(inTime.map(({ line }) => line)).size,
      late: 0,
      after_as_of: listed.length - inTime.length,
      ignored: events.length - listed.length,
      invalid: bad,
    });
    expect(statistics.used > 0).toBe(inTime.length > 0);
  });
});

describe('--as-of', () => {
  const at = (time: string) => measure(['--as-of', time], TWO_ROOMS);

  test.each([
    [`${T + 541_000}`, T + 541_000],
    ['2026-03-24T15:00:00Z', T + 541_000],
    ['2026-03-24T16:00:00+01:00', T + 541_000],
    ['-5', -5],
    ['1.5', 2],
    ['last', T + 600_000],
  ])('%s', async (time, expected) => {
    const { statistics } = await at(time);
    expect(statistics.as_of).toBe(expected);
  });

  test('now', async () => {
    const before = Date.now();
    const { statistics } = await at('now');
    expect(statistics.as_of).toBeGreaterThanOrEqual(before);
    expect(statistics.as_of).toBeLessThanOrEqual(Date.now());
  });

  test('last is the latest event of all rooms, listed or not, whatever its type', async () => {
    const { statistics, stdout } = await measure(
      ['--only-room', 'lab'],
      TWO_ROOMS + clear('attic', T + 900_000),
    );
    expect(statistics).toMatchObject({ as_of: T + 900_000, used: 1, ignored: 5 });
    expect(JSON.parse(stdout)).toMatchObject({ room: 'lab', ongoing: true, duration: 359 });
  });

  test('without events there is none, unless it is given', async () => {
    const nothing = await measure([], '');
    expect(nothing.statistics).toMatchObject({ first_at: null, last_at: null, as_of: null, meetings: 0 });
    const given = await measure(['--as-of', '7'], '');
    expect(given.statistics).toMatchObject({ first_at: null, last_at: null, as_of: 7, meetings: 0 });
  });
});

describe('--strict', () => {
  test.each<[string, number, string, string[]]>([
    ['all used', 0, TWO_ROOMS, []],
    ['a repeat', 0, TWO_ROOMS + TWO_ROOMS, []],
    ['a bad line', 1, `${TWO_ROOMS}x\n`, []],
    ['a stray join', 1, TWO_ROOMS + join('lab', 'p3', T + 550_000), []],
    ['a stray leave', 1, TWO_ROOMS + leave('lab', 'p4', T), []],
    ['a stray in a room that is not listed', 0, TWO_ROOMS + leave('lab', 'p4', T), ['--only-room', 'daily']],
    ['a stray after the as-of', 0, TWO_ROOMS + leave('lab', 'p4', T + 1), ['--as-of', `${T}`]],
    ['nothing', 0, '', []],
  ])('%s: %i', async (_, expected, log, args) => {
    const strict = await measure(['--strict', ...args], log);
    const lax = await measure(args, log);
    expect(strict.code).toBe(expected);
    expect(lax.code).toBe(0);
    expect(strict.stdout).toBe(lax.stdout);
    expect(strict.stderr).toBe(lax.stderr);
  });
});
