import { readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { freshFolder, type Ran, runBash, runCli } from '../support/run-cli.js';
import { gatherings, listOf } from '../support/synthetic-log.js';

const events = gatherings(40, 4);
const list = listOf(events);
const ndjson = (values: readonly unknown[]) => values.map((value) => `${JSON.stringify(value)}\n`).join('');
const body = (meetings: readonly unknown[]) =>
  JSON.stringify({ total_count: meetings.length, data: meetings });

/** Runs `compare log.ndjson list` on a list and other files, in a folder of its own. */
async function compare(
  theirs: string | Buffer,
  args: readonly string[] = [],
  files: Readonly<Record<string, string>> = {},
): Promise<Ran & { readonly folder: string }> {
  const folder = freshFolder();
  writeFileSync(pathOf(folder, 'log.ndjson'), ndjson(events));
  writeFileSync(pathOf(folder, 'list'), theirs);
  for (const [name, text] of Object.entries(files)) writeFileSync(pathOf(folder, name), text);
  return { ...(await runCli(['compare', 'log.ndjson', 'list', ...args], { cwd: folder })), folder };
}

describe('exit codes', () => {
  test('0: equal within tolerance, whatever the form of the list', async () => {
    const csv = `room,start_time,duration\n${list.map((one) => `${one.room},${one.start_time + 3},${one.duration}\n`).join('')}`;
    for (const theirs of [
      body(list),
      JSON.stringify(list, null, 2),
      ndjson(list),
      gzipSync(body(list)),
      csv,
    ]) {
      const { code, stdout, stderr } = await compare(theirs);
      expect(stdout).toContain(
        `${list.length} meetings of ours, ${list.length} of theirs: equal within 15 s`,
      );
      expect(stderr).toMatch(/^\d+ records read = /);
      expect(code).toBe(0);
    }
  });

  test('1: differences, with the reading that explains them', async () => {
    const { code, stdout } = await compare(body(listOf(events, { resetBoundary: 'departure' })), ['--why']);
    expect(stdout).toMatch(/^`resetBoundary: departure` explains (\d+) of \1$/m);
    expect(code).toBe(1);
  });

  test('1: a meeting that cannot be read, told by its place', async () => {
    const { code, stderr } = await compare(
      ndjson([...list, { room: 'den', start_time: 'noon', duration: 1 }]),
    );
    expect(stderr).toContain(`list:${list.length + 1}: start_time: expected a time in Unix seconds, `);
    expect(code).toBe(1);
  });

  test.each([
    ['and ours has meetings', {}],
    ['and ours has none', { 'log.ndjson': '' }],
  ])('1: a list of which nothing can be read, %s', async (_, files) => {
    const { code, stdout, stderr } = await compare(
      body(list.map((one) => ({ ...one, duration: 'x' }))),
      [],
      files,
    );
    expect(stderr).toContain('list: data[0]: duration: expected ');
    expect(stdout).toContain(`${list.length} meetings of theirs cannot be read`);
    expect(stdout).not.toContain('nothing to compare');
    expect(code).toBe(1);
    expect((await compare('[7]', [], files)).code).toBe(1);
  });

  test('1: an entry to ignore that is not there any more', async () => {
    const known = '[{"reason":"the outage","room":"elsewhere"}]';
    const { code, stdout } = await compare(body(list), ['--ignore', 'known.json'], { 'known.json': known });
    expect(stdout).toContain('to ignore, but not there any more: [0] the outage');
    expect(code).toBe(1);
  });

  const usage = [
    [['--tolerance', 'x'], 'Expected seconds from 0 to 86400'],
    [['--tolerance', '-1'], 'Expected seconds from 0 to 86400'],
    [['--show', '1.5'], 'Expected a whole number'],
    [['--rule', 'granularity=0'], '--rule: granularity: 0 is not allowed'],
    [['--ignore', 'bad.json'], '--ignore bad.json: [0]: expected reason: a text that says why'],
    [['--ignore', 'list'], '--ignore list: is not JSON'],
    [['--out', 'log.ndjson'], '--out: would overwrite the input log.ndjson'],
    [['--ignore', 'good.json', '--out', 'good.json'], '--out: would overwrite the list of what to ignore'],
  ] as const;
  test.each(usage)('2: %j', async (args, message) => {
    const bad = { 'bad.json': '[{"room":"x"}]', 'good.json': '[]' };
    const { code, stdout, stderr } = await compare(
      `[${JSON.stringify(list[0])}`.replace('[', '['),
      args,
      bad,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('2: without a list', async () => {
    const { code, stderr } = await runCli(['compare', 'log.ndjson']);
    expect({ code, stderr }).toEqual({
      code: 2,
      stderr: 'reconvene: compare: expected a log and their list, such as: compare log.ndjson page.json\n',
    });
  });

  const unreadable: [string, string | Buffer, string][] = [
    ['no list', 'hello', 'list: expected the documented body'],
    ['broken JSON', '{"data": [', 'list: is neither JSON nor NDJSON'],
    ['no UTF-8', Buffer.from([0x5b, 0xff, 0x5d]), 'list: is not UTF-8'],
    ['gzip that breaks', gzipSync(body(list)).subarray(0, 200), 'list: '],
  ];
  test.each(unreadable)('3: %s', async (_, theirs, message) => {
    const { code, stdout, stderr } = await compare(theirs);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  test('3: a file that is not there', async () => {
    const { code, stderr } = await compare(body(list), ['--ignore', 'none.json']);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'reconvene: --ignore none.json: no such file or directory\n',
    });
    expect((await runCli(['compare', 'none', 'none'])).code).toBe(3);
  });

  test('5: nothing to compare', async () => {
    const elsewhere = list.map((one) => ({ ...one, room: 'elsewhere' }));
    const { code, stdout } = await compare(body(elsewhere));
    expect(stdout).toContain('no room is in both: ours has room-0, room-1');
    expect(stdout).toContain('nothing to compare');
    expect(code).toBe(5);
  });
});

describe('what is written', () => {
  test('--format json, --out: one object, completed or not at all', async () => {
    const theirs = list.map((one: Meeting, i) => (i === 3 ? { ...one, max_participants: 99 } : one));
    const { code, stdout, folder } = await compare(body(theirs), [
      '--format',
      'json',
      '--out',
      'report.json',
    ]);
    const report = JSON.parse(readFileSync(pathOf(folder, 'report.json'), 'utf8')) as Record<string, unknown>;
    expect(report).toMatchObject({
      verdict: 'differs',
      differing: 1,
      their_meetings: list.length,
      why: null,
    });
    expect(report.items).toMatchObject([{ outcome: 'different', fields: [{ theirs: 99 }], ours: [{}] }]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  });

  test('the list from standard input, several logs as one', async () => {
    const folder = freshFolder();
    const half = events.length / 2;
    writeFileSync(pathOf(folder, 'a'), ndjson(events.slice(half)));
    writeFileSync(pathOf(folder, 'b.gz'), gzipSync(ndjson(events.slice(0, half))));
    const { code, stdout } = await runCli(['compare', 'a', 'b.gz', '-'], { cwd: folder, stdin: body(list) });
    expect(stdout).toContain('equal within 15 s');
    expect(code).toBe(0);
  });

  test('a log in no order, or from a pipe, is held against as one in order; what is bad in it is told once', async () => {
    const folder = freshFolder();
    const theirs = listOf(events, { resetBoundary: 'departure' });
    const lines = [...events.map((event) => JSON.stringify(event)), '{"type":"join"}'];
    const reversed = lines.toReversed();
    for (const [name, text] of [
      ['list', body(theirs)],
      ['sorted', `${lines.join('\n')}\n`],
      ['reversed', `${reversed.join('\n')}\n`],
    ] as const) {
      writeFileSync(pathOf(folder, name), text);
    }
    const told = async (line: string) => {
      const { code, stdout, stderr } = await runBash(line, { cwd: folder });
      const bad = stderr.split('\n').filter((one) => one.includes(': room is missing; expected'));
      return { code, stdout, bad: bad.length, accounted: stderr.trim().split('\n').at(-1) };
    };
    const sorted = await told('$R compare --why --format json sorted list');
    expect(sorted).toMatchObject({ code: 1, bad: 1 });
    expect(JSON.parse(sorted.stdout).why.explanations[0]).toMatchObject({
      rules: { resetBoundary: 'departure' },
    });
    expect(await told('$R compare --why --format json reversed list')).toEqual(sorted);
    expect(await told('cat reversed | $R compare --why --format json - list')).toEqual(sorted);
  });

  test('of a long log that goes back in time at its end, what came of it by then is forgotten', async () => {
    const folder = freshFolder();
    const [first, ...rest] = gatherings(5000, 50).sort((a, b) => a.at - b.at);
    const long = [...rest, first!];
    writeFileSync(pathOf(folder, 'log'), ndjson(long));
    writeFileSync(pathOf(folder, 'list'), ndjson(listOf(long)));
    const { code, stdout } = await runCli(['compare', 'log', 'list'], { cwd: folder });
    expect(stdout).toContain(': equal within 15 s');
    expect(code).toBe(0);
  });

  test('--as-of lists ours as of then; what comes later in theirs is unknown', async () => {
    const at = (list[0]!.start_time + list.at(-1)!.start_time) * 500;
    const { code, stdout } = await compare(body(list), ['--as-of', String(at)]);
    expect(stdout).toContain('unknown: the log ends before their meeting ');
    expect(code).toBe(0);
  });

  test('an hour that is off in all of them is found', async () => {
    const { code, stdout } = await compare(
      body(list.map((one) => ({ ...one, start_time: one.start_time + 3600 }))),
    );
    expect(stdout).toContain('their times are 3600 s (1 h) later: taken back, that explains ');
    expect(code).toBe(1);
  });

  test('help tells all exit codes, and no line is wider than a page', async () => {
    const { code, stdout } = await runCli(['compare', '--help']);
    expect(stdout).toContain('Exit codes: 0 equal within tolerance · 1 ');
    for (const line of stdout.split('\n')) expect(line.length, line).toBeLessThanOrEqual(110);
    expect(code).toBe(0);
  });
});
