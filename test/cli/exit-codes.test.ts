import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { constants, gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import {
  accountOf,
  allUsed,
  join,
  leave,
  randomFrom,
  readStatistics,
  sumOfParts,
  T,
  TWO_ROOMS,
} from '../support/log-lines.js';
import { freshFolder, type Ran, replay, runCli } from '../support/run-cli.js';

function folderWith(files: Record<string, string | Buffer>): string {
  const cwd = freshFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(pathOf(cwd, name), content);
  return cwd;
}

describe('2: usage', () => {
  const hint = '(--help tells more)\n';

  test.each([
    [['rplay'], "error: unknown command 'rplay'\n(Did you mean replay?)\n"],
    [['convene', 'log'], "error: unknown command 'convene'\n"],
    [['--frmat'], "error: unknown option '--frmat'\n"],
    [['replay', '--frmat', 'json'], "error: unknown option '--frmat'\n(Did you mean --format?)\n"],
    [['replay', '-x'], "error: unknown option '-x'\n"],
    [['replay', '--explain=yes'], /^error: .*--explain/],
    [['replay', '--out'], "error: option '--out <file>' argument missing\n"],
    [
      ['replay', '--format', 'xml'],
      "error: option '--format <format>' argument 'xml' is invalid. " +
        'Allowed choices are ndjson, json, api, table, csv, parquet.\n',
    ],
    [
      ['replay', '--as-of', 'yesterday'],
      "error: option '--as-of <time>' argument 'yesterday' is invalid. Expected last, now, milliseconds since " +
        'the Unix epoch, or ISO 8601 such as 2026-03-24T14:50:59Z.\n',
    ],
    [
      ['replay', '--as-of', '2026-03-24T14:50:59'],
      /^error: option '--as-of <time>' .* is invalid\. Expected /,
    ],
    [['replay', '--as-of', '9e15'], /^error: option '--as-of <time>' .* is invalid\. Expected /],
    [['replay', '--as-of', '9000000000000000'], /^error: option '--as-of <time>' .* is invalid\. Expected /],
    [
      ['replay', '--display-timezone', 'Mars/Olympus'],
      "error: option '--display-timezone <zone>' argument 'Mars/Olympus' is invalid. " +
        'Expected an IANA time zone such as Europe/Berlin.\n',
    ],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runCli(args, { stdin: TWO_ROOMS });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    if (typeof message === 'string') expect(stderr).toBe(message + hint);
    else expect(stderr).toMatch(message);
  });
});

describe('3: an input that cannot be read', () => {
  function expectRefusal(ran: Ran, message: string): void {
    expect(ran).toEqual({ code: 3, signal: null, stdout: '', stderr: `reconvene: ${message}\n` });
  }

  test('a missing one, before any output', async () => {
    const cwd = folderWith({ log: `x\n${TWO_ROOMS}` });
    expectRefusal(await replay(['log', 'missing'], { cwd }), 'missing: no such file or directory');
    expectRefusal(await replay(['log/log'], { cwd }), 'log/log: a part of its path is not a directory');
    expectRefusal(await replay([''], { cwd }), ': no such file or directory');
    expectRefusal(await replay(['a\nb'], { cwd }), 'a\\u{a}b: no such file or directory');
  });

  test('a directory', async () => {
    const cwd = folderWith({ log: TWO_ROOMS });
    mkdirSync(pathOf(cwd, 'folder'));
    expectRefusal(
      await replay(['log', 'folder'], { cwd }),
      'folder: is a directory without files; expected logs in it',
    );
  });

  test('one without permission', async () => {
    if (process.getuid?.() === 0) {
      // The superuser may read it all the same.
      expect(process.platform).not.toBe('win32');
      return;
    }
    const cwd = folderWith({ log: TWO_ROOMS, secret: TWO_ROOMS });
    chmodSync(pathOf(cwd, 'secret'), 0o000);
    expectRefusal(await replay(['log', 'secret'], { cwd }), 'secret: permission denied');
  });

  test.each<[string, number[]]>([
    ['zip data', [0x50, 0x4b, 0x03, 0x04]],
    ['bzip2 data', [0x42, 0x5a, 0x68]],
    ['xz data', [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]],
  ])('%s', async (kind, signature) => {
    const short = Buffer.from(signature);
    const long = Buffer.concat([short, Buffer.from(TWO_ROOMS.repeat(100), 'utf16le')]);
    const cwd = folderWith({ log: TWO_ROOMS, other: long });
    const message = `is ${kind}; expected text, plain, gzip or zstd, or Parquet`;
    expectRefusal(await replay(['log', 'other'], { cwd }), `other: ${message}`);
    expectRefusal(await replay([], { stdin: short }), `<stdin>: ${message}`);
  });
});

test('3: a folder that has something that cannot be read: the rest is used', async () => {
  const cwd = freshFolder();
  const logs = pathOf(cwd, 'logs');
  mkdirSync(logs);
  writeFileSync(pathOf(logs, 'log'), TWO_ROOMS);
  const whole = await replay(['logs'], { cwd });
  expect(whole.code).toBe(0);
  symlinkSync('missing', pathOf(logs, 'old'));
  const told = 'reconvene: logs/old: no such file or directory\n';
  for (const name of ['logs', 'logs/*']) {
    expect(await replay([name], { cwd })).toEqual({ ...whole, code: 3, stderr: told + whole.stderr });
  }
  writeFileSync(pathOf(cwd, 'list'), whole.stdout);
  for (const args of [
    ['inspect', 'logs'],
    ['compare', 'logs', 'list'],
  ]) {
    const ran = await runCli(args, { cwd });
    expect(ran).toMatchObject({ code: 3, stderr: expect.stringContaining(told) });
  }
  for (let i = 10; i < 40; i++) symlinkSync('missing', pathOf(logs, `x${i}`));
  execFileSync('mkfifo', [pathOf(logs, 'pipe')]);
  const { stderr } = await replay(['logs', '--stats', 'stats'], { cwd });
  expect(stderr).toContain(
    'logs/x28: no such file or directory\nreconvene: and 11 more that cannot be read\n',
  );
  const { unreadable, passed_over } = JSON.parse(readFileSync(pathOf(cwd, 'stats'), 'utf8'));
  expect(unreadable).toHaveLength(31);
  expect(unreadable[0]).toBe('logs/old: no such file or directory');
  expect(passed_over).toEqual([expect.stringMatching(/^logs\/pipe: is a pipe; /)]);
});

describe('3: an input that breaks midway', () => {
  /** Names of chance, so that they compress badly. */
  function draw(people: number): string {
    const random = randomFrom(people);
    const lines: string[] = [];
    for (let i = 0; i < people; i++) {
      const name = Array.from({ length: 6 }, () => random(2 ** 32).toString(36)).join('');
      lines.push(join(`room ${i}`, name, T + i), leave(`room ${i}`, name, T + 60_000 + i));
    }
    return lines.join('');
  }

  /** What the beginning of gzip data holds. */
  function held(bytes: Buffer): string {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH }).toString();
  }

  test('cut off: what comes before is used, the place is named', async () => {
    const whole = gzipSync(draw(1_000));
    for (const length of [whole.length - 1, whole.length >> 1, 200, 12, 5, 3]) {
      const cut = whole.subarray(0, length);
      const text = length < 10 ? '' : held(cut);
      const cwd = folderWith({ 'log.gz': cut, log: text });
      const args = ['--as-of', `${T + 100_000}`, '--format', 'api'];
      const plain = await replay(['log', ...args, '--out', 'expected'], { cwd });
      const broken = await replay(['log.gz', ...args, '--stats', 'stats'], { cwd });
      const lines = text.split('\n').length - (text.endsWith('\n') || text === '' ? 1 : 0);
      expect(broken.stdout).toBe(readFileSync(pathOf(cwd, 'expected'), 'utf8'));
      expect(broken.stderr).toBe(
        `${plain.stderr.trimEnd()}; log.gz broke after line ${lines}: unexpected end of file\n`.replace(
          /^log:/,
          'log.gz:',
        ),
      );
      expect(plain.code).toBe(0);
      expect(broken.code).toBe(3);
      expect(readStatistics(pathOf(cwd, 'stats')).files[0]!.broken).toEqual({
        after_line: lines,
        reason: 'unexpected end of file',
      });
    }
  });

  test('from standard input, and other files are read on', async () => {
    const cut = gzipSync(draw(20)).subarray(0, -40);
    const complete = held(cut).split('\n').length - 1;
    expect(complete).toBeGreaterThan(20);
    const cwd = folderWith({ more: join('den', 'p', T - 30_000) });
    const ran = await replay(['-', 'more', '--format', 'api', '--out', 'out'], { cwd, stdin: cut });
    expect(ran.code).toBe(3);
    expect(ran.stderr).toMatch(/; <stdin> broke after line \d+: unexpected end of file\n$/);
    expect(accountOf(ran.stderr).used).toBe(complete + 1);
    expect(JSON.parse(readFileSync(pathOf(cwd, 'out'), 'utf8')).data.at(-1)).toMatchObject({ room: 'den' });
  });

  test('it outweighs --strict', async () => {
    const cut = gzipSync(`x\n${TWO_ROOMS}`).subarray(0, -10);
    expect((await replay(['--strict'], { stdin: cut })).code).toBe(3);
  });

  test.each([
    ['a wrong check sum', -6, 'incorrect data check'],
    ['a wrong length', -2, 'incorrect length check'],
  ])('%s at the end: all was read', async (_, place, reason) => {
    const wrong = gzipSync(TWO_ROOMS);
    wrong[wrong.length + place]! ^= 0xff;
    const { stdout } = await replay([], { stdin: TWO_ROOMS });
    expect(await replay(['log'], { cwd: folderWith({ log: wrong }) })).toEqual({
      code: 3,
      signal: null,
      stdout,
      stderr: `${allUsed(5, 2)}; log broke after line 5: ${reason}\n`,
    });
  });

  test('something else after the end: all was read', async () => {
    const { stdout } = await replay([], { stdin: TWO_ROOMS });
    for (const rest of [Buffer.from('more'), Buffer.from('\0\0x'), gzipSync('').subarray(0, 3)]) {
      const log = Buffer.concat([gzipSync(TWO_ROOMS), rest]);
      const ran = await replay(['log'], { cwd: folderWith({ log }) });
      expect(ran).toMatchObject({ code: 3, stdout });
      expect(ran.stderr).toMatch(
        new RegExp(`^${allUsed(5, 2).replaceAll('+', '\\+')}; log broke after line 5: `),
      );
    }
  });

  test('but zeros are nothing', async () => {
    const plain = await replay([], { stdin: TWO_ROOMS });
    const log = Buffer.concat([gzipSync(TWO_ROOMS), Buffer.alloc(512)]);
    expect(await replay(['log'], { cwd: folderWith({ log }) })).toEqual(plain);
  });

  test.each([
    ['small', 1_000, 0],
    // Of more than 1 MiB compressed, what zlib had in the making may be lost.
    ['large', 40_000, 16 * 1024],
  ])('spoilt in the middle of a %s one: what comes before is used', async (_, people, loss) => {
    const spoilt = gzipSync(draw(people));
    const middle = spoilt.length >> 1;
    expect(spoilt.length > 1024 * 1024).toBe(loss > 0);
    const good = held(spoilt.subarray(0, middle));
    spoilt.fill(0xff, middle, middle + 64);
    const { code, stdout, stderr } = await replay(['log'], { cwd: folderWith({ log: spoilt }) });
    const account = accountOf(stderr);
    const complete = good.slice(0, good.length - loss).split('\n').length - 1;
    expect(complete).toBeGreaterThan(people / 2);
    expect(account.used).toBeGreaterThanOrEqual(complete);
    expect(sumOfParts(account)).toBe(account.records_read);
    expect(stdout.split('\n').length).toBeGreaterThan(complete / 3);
    expect(stderr).toMatch(/; log broke after line \d+: [^\n]+\n$/);
    expect(code).toBe(3);
  });
});

describe('nothing crashes', () => {
  test('on bytes of chance', async () => {
    for (const seed of [1, 2, 3]) {
      const random = randomFrom(seed);
      const bytes = Buffer.from(Array.from({ length: 300_000 }, () => (random(30) === 0 ? 10 : random(256))));
      const gzip = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]), bytes]);
      for (const stdin of [bytes, gzip]) {
        const { code, stdout, stderr } = await replay(['--source', 'native'], { stdin });
        const account = accountOf(stderr);
        expect(sumOfParts(account)).toBe(account.records_read);
        expect(stdout).toBe('');
        expect(code).toBe(stdin === gzip ? 3 : 0);
      }
      const asked = await replay([], { stdin: bytes });
      expect(asked).toMatchObject({ code: 3, stdout: '' });
      expect(asked.stderr).toMatch(/^reconvene: <stdin>: no source recognises it \(\d+ records looked at; /);
    }
  });

  test('on a log in which bytes were changed', async () => {
    const random = randomFrom(4);
    for (let round = 0; round < 5; round++) {
      const bytes = Buffer.from(TWO_ROOMS.repeat(40));
      for (let i = 0; i < 200; i++) bytes[random(bytes.length)] = random(256);
      const { code, stderr } = await replay(['--explain', '--format', 'table'], { stdin: bytes });
      const account = accountOf(stderr);
      expect(sumOfParts(account)).toBe(account.records_read);
      expect(code).toBe(0);
    }
  });

  test('on records that are nested deeply', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}\n`;
    const more = join('hall', 'p', T).replace('}', `,"more":${deep.trim()}}`);
    const { code, stderr } = await replay([], { stdin: deep + more });
    expect(accountOf(stderr)).toMatchObject({ records_read: 2 });
    expect(code).toBe(0);
  });
});
