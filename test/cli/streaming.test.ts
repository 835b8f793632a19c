import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { hashBytes, SLACK } from '../../src/replay/bytes/byte-text.js';
import { clear, join, leave, randomFrom, T } from '../support/log-lines.js';
import { freshFolder, replay, runBash } from '../support/run-cli.js';

/** A log in time order with all that can be wrong in one, in a few dozen rooms, and the times of its lines. */
function draw(events: number): { at: number; line: string }[] {
  const random = randomFrom(7);
  const timed: { at: number; line: string }[] = [];
  let at = T;
  for (let i = 0; i < events; i++) {
    at += random(4) === 0 ? 0 : random(9_000);
    const room = `room ${random(40)}`;
    const who = `p${random(5)}`;
    const kind = random(20);
    if (kind === 0) timed.push({ at, line: clear(room, at) });
    else if (kind < 11) timed.push({ at, line: join(room, who, at, { user_name: `Zoë "${who}" 李雷` }) });
    else timed.push({ at, line: leave(room, who, at) });
    if (kind === 19) timed.push({ at, line: `{"type":"join","room":"${room}"\n` });
  }
  return timed;
}

const sorted = draw(20_000);
const text = sorted.map(({ line }) => line).join('');

/** Each line comes up to some milliseconds late. */
function late(milliseconds: number): string {
  const random = randomFrom(3);
  return sorted
    .map(({ at, line }) => ({ arrives: at + random(milliseconds), line }))
    .sort((a, b) => a.arrives - b.arrives)
    .map(({ line }) => line)
    .join('');
}

interface Run {
  readonly meetings: string;
  readonly anomalies: string;
  readonly stats: string;
}

async function run(log: string | Buffer, args: readonly string[]): Promise<Run> {
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'log'), log);
  const files = ['--out', 'out', '--anomalies', 'bad', '--stats', 'stats'];
  const { code, stdout } = await replay(['log', ...files, ...args], { cwd });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  const [meetings, anomalies, stats] = ['out', 'bad', 'stats'].map((name) =>
    readFileSync(pathOf(cwd, name), 'utf8'),
  ) as [string, string, string];
  return { meetings, anomalies, stats };
}

describe('a stream', () => {
  test('of a log in time order gives what reading it whole gives', async () => {
    expect(await run(text, ['--lateness', '0'])).toEqual(await run(text, []));
  });

  test('of a log that is late by less than allowed gives what the log in order gives', async () => {
    const whole = await run(text, []);
    const streamed = await run(late(5_000), ['--lateness', '5']);
    expect(streamed.meetings).toBe(whole.meetings);
  });

  test('counts what is later than allowed, and goes on without it', async () => {
    const log = [
      join('a', 'x', T),
      join('a', 'y', T + 60_000),
      join('a', 'z', T + 49_999),
      join('a', 'w', T + 50_000),
      leave('a', 'x', T + 120_000),
    ].join('');
    const { meetings, anomalies, stats } = await run(log, ['--lateness', '10']);
    expect(
      JSON.parse(meetings).participants.map((record: { participant_id: string }) => record.participant_id),
    ).toEqual(['x', 'w', 'y']);
    expect(JSON.parse(anomalies)).toEqual({
      code: 'late-event',
      type: 'join',
      room: 'a',
      participant_id: 'z',
      at: T + 49_999,
    });
    expect(JSON.parse(stats)).toMatchObject({ records_read: 5, used: 4, late: 1 });
  });

  test('with --strict exits with 1 for a late record', async () => {
    const stdin = join('a', 'x', T) + join('a', 'y', T - 1);
    expect((await replay(['--strict', '--lateness', '0'], { stdin })).code).toBe(1);
  });

  test('in the order of closing has the same meetings, those that run last', async () => {
    const lines = (run: Run) => run.meetings.trimEnd().split('\n');
    const byStart = lines(await run(text, []));
    const byClosing = lines(await run(text, ['--order', 'closed', '--lateness', '0']));
    expect(byClosing).not.toEqual(byStart);
    expect([...byClosing].sort()).toEqual([...byStart].sort());
    const running = byClosing.map((line) => JSON.parse(line).ongoing);
    expect(running.indexOf(true)).toBeGreaterThan(running.lastIndexOf(false));
    expect(lines(await run(late(5_000), ['--order', 'closed']))).toEqual(byClosing);
  });
});

describe('of a log that still comes, what is decided goes out, however little', () => {
  const meeting =
    join('a', 'p', T) + join('a', 'q', T) + leave('a', 'p', T + 60_000) + leave('a', 'q', T + 60_000);

  test.each([
    [['--lateness', '5', '--order', 'closed']],
    [['--lateness', '5', '--order', 'start']],
    [['--lateness', '5', '--format', 'csv']],
    [['--lateness', '5', '--max-open', '3600']],
    [['--grouped']],
  ])('%j', async (args) => {
    let seen = '';
    const { code } = await replay(['-', ...args], {
      whileRunning: (child) => {
        child.stdin.write(meeting + join('b', 'p', T + 3_600_000));
        child.stdout.on('data', (chunk: Buffer) => {
          seen += chunk;
          // Only when the meeting is there does the log end.
          if (/"a"|,a,/.test(seen)) child.stdin.end();
        });
      },
    });
    expect(code).toBe(0);
  });
});

/** A join in each of many rooms. */
function joinsOf(count: number): string {
  return Array.from({ length: count }, (_, i) => join(`room ${i}`, `p${i}`, T + i * 10)).join('');
}

/** Of two threads the one that reads has these of the lots that rooms fall into by their hash. */
const HERE = 178;

/** Ten thousand rooms that are run where the log is read, and a few that are not, whose meetings are long. */
function mostlyHere(): string {
  const left = { here: 10_000, there: 1500 };
  const events: { at: number; line: string }[] = [];
  for (let i = 0; left.here + left.there > 0; i++) {
    const room = `room${String(i).padStart(8, '0')}`;
    const where = lotOf(room) >= HERE ? 'here' : 'there';
    if (left[where] === 0) continue;
    left[where]--;
    const at = T + events.length / 3;
    const name = 'x'.repeat(60) + i;
    events.push(
      { at, line: join(room, 'p', at, { user_id: name, user_name: name }) },
      { at: at + 40_000, line: join(room, 'q', at + 40_000) },
      { at: at + 150_000, line: leave(room, 'q', at + 150_000) },
    );
  }
  return events
    .sort((a, b) => a.at - b.at)
    .map(({ line }) => line)
    .join('');
}

function lotOf(room: string): number {
  const bytes = Buffer.alloc(room.length + SLACK);
  bytes.write(room);
  return hashBytes(new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, room.length) >>> 24;
}

/** Loaded before the program, it leaves none to be had. */
const NO_THREADS = `
  const threads = require('node:worker_threads');
  threads.Worker = class { constructor() { throw new Error('no thread is to be had'); } };
  require('node:module').syncBuiltinESMExports();
`;

describe('threads', () => {
  test.each([
    [[]],
    [['--order', 'closed', '--lateness', '0']],
    [['--only-room', 'room 7', '--as-of', String(T + 9e6)]],
  ])('give the same bytes, anomalies and account for any number: %j', async (args) => {
    const one = await run(text, args);
    expect(await run(text, [...args, '--threads', '3'])).toEqual(one);
    expect(await run(text, [...args, '--threads', 'auto'])).toEqual(one);
  });

  // So much is left to write at the end that the others are asked how far they are when they are done.
  test.each<[string, string, string[]]>([
    ['many rooms that go on', joinsOf(30_000), []],
    ['far more rooms in this thread than in the other', mostlyHere(), ['--order', 'closed']],
    ['the same, as a stream', mostlyHere(), ['--order', 'closed', '--lateness', '600']],
  ])('give the same of %s', async (_, log, args) => {
    expect(await run(log, [...args, '--threads', '2'])).toEqual(await run(log, args));
  });

  test('read gzip and a log out of order', async () => {
    const one = await run(text, []);
    expect((await run(gzipSync(text), ['--threads', '2'])).meetings).toBe(one.meetings);
    expect((await run(late(5_000), ['--threads', '2'])).meetings).toBe(one.meetings);
  });

  test('tell of an input of another kind, and of one that is cut', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'zip'), 'PK\u0003\u0004 and so on');
    const other = await replay(['zip', '--threads', '2'], { cwd });
    expect(other).toMatchObject({ code: 3, stdout: '' });
    expect(other.stderr).toContain('zip: is zip data');
    writeFileSync(pathOf(cwd, 'cut.gz'), gzipSync(text).subarray(0, 20_000));
    const one = await replay(['cut.gz'], { cwd });
    expect(one.code).toBe(3);
    expect(await replay(['cut.gz', '--threads', '2'], { cwd })).toEqual(one);
  });

  test('are not started for a log that is soon run; one that cannot be is told, and nothing is left', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'none.cjs'), NO_THREADS);
    writeFileSync(pathOf(cwd, 'log'), text);
    const brief = text.slice(0, text.indexOf('\n', 20_000) + 1);
    writeFileSync(pathOf(cwd, 'brief'), brief);
    const inThreads = 'NODE_OPTIONS="--require ./none.cjs" $R replay --threads 64 --out out';
    expect(await runBash(`${inThreads} brief`, { cwd })).toMatchObject({ code: 0 });
    expect(readFileSync(pathOf(cwd, 'out'), 'utf8')).toBe((await run(brief, [])).meetings);
    const { code, stderr } = await runBash(`rm out; ${inThreads} log`, { cwd });
    expect({ code, stderr }).toEqual({ code: 4, stderr: expect.stringContaining('no thread is to be had') });
    expect(readdirSync(cwd).sort()).toEqual(['brief', 'log', 'none.cjs']);
  });

  test.each(['0', '-1', '1.5', '65', 'many'])('of a wrong number are refused: %s', async (threads) => {
    const { code, stderr } = await replay([`--threads=${threads}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('--threads');
  });

  test.each(['-1', 'soon', '1e3', ''])('a wrong lateness is refused: %j', async (lateness) => {
    const { code, stderr } = await replay([`--lateness=${lateness}`]);
    expect(code).toBe(2);
    expect(stderr).toContain('--lateness');
  });
});
