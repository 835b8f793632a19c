import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join as pathOf } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { allUsed, join, leave, parseLines, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, type Ran, replay, runBash } from '../support/run-cli.js';

const summary = `${allUsed(5, 2)}\n`;

/** A folder with the log of two rooms as `log`. */
function folder(): string {
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'log'), TWO_ROOMS);
  return cwd;
}

async function meetings(...args: string[]): Promise<string> {
  const { stdout } = await replay(args, { stdin: TWO_ROOMS });
  expect(stdout).not.toBe('');
  return stdout;
}

/** The run was refused with a message, before any output; the folder holds what it held. */
function expectRefusal(ran: Ran, code: number, message: string): void {
  expect(ran).toEqual({ code, signal: null, stdout: '', stderr: `reconvene: ${message}\n` });
}

describe('--out', () => {
  test('has what standard output would have had', async () => {
    const cwd = folder();
    for (const args of [[], ['--format', 'api'], ['--format', 'table', '--explain']]) {
      const ran = await replay(['log', '--out', 'out', ...args], { cwd });
      expect(ran).toEqual({ code: 0, signal: null, stdout: '', stderr: summary });
      expect(readFileSync(pathOf(cwd, 'out'), 'utf8')).toBe(await meetings(...args));
    }
    expect(readdirSync(cwd)).toEqual(['log', 'out']);
  });

  test('with --anomalies and --stats beside it', async () => {
    const cwd = folder();
    const ran = await replay(['log', '--out', 'out', '--anomalies', 'bad', '--stats', 'stats'], { cwd });
    expect(ran).toEqual({ code: 0, signal: null, stdout: '', stderr: summary });
    expect(readdirSync(cwd)).toEqual(['bad', 'log', 'out', 'stats']);
    expect(readFileSync(pathOf(cwd, 'bad'), 'utf8')).toBe('');
    expect(readFileSync(pathOf(cwd, 'stats'), 'utf8')).toMatch(/^\{\n {2}"records_read": 5,\n[\s\S]*\n\}\n$/);
  });

  test('replaces what was there, longer or not', async () => {
    const cwd = folder();
    writeFileSync(pathOf(cwd, 'out'), 'x'.repeat(1_000_000));
    await replay(['log', '--out', 'out'], { cwd });
    expect(readFileSync(pathOf(cwd, 'out'), 'utf8')).toBe(await meetings());
  });

  test('through a link, to a file or to nothing yet: the link stays', async () => {
    const cwd = folder();
    mkdirSync(pathOf(cwd, 'there'));
    writeFileSync(pathOf(cwd, 'there/old'), 'old');
    symlinkSync('there/old', pathOf(cwd, 'to-old'));
    symlinkSync('there/new', pathOf(cwd, 'to-new'));
    symlinkSync('there', pathOf(cwd, 'to-there'));
    for (const out of ['to-old', 'to-new', 'to-there/newer']) {
      expect((await replay(['log', '--out', out], { cwd })).code).toBe(0);
    }
    for (const name of ['old', 'new', 'newer']) {
      expect(readFileSync(pathOf(cwd, 'there', name), 'utf8')).toBe(await meetings());
    }
    expect(readdirSync(pathOf(cwd, 'there'))).toEqual(['new', 'newer', 'old']);
    expect(readlinkSync(pathOf(cwd, 'to-old'))).toBe('there/old');
    expect(readlinkSync(pathOf(cwd, 'to-new'))).toBe('there/new');
  });

  test('to a device or a pipe, which are written to and stay', async () => {
    const cwd = folder();
    const nothing = ['--out', '/dev/null', '--anomalies', '/dev/null', '--stats', '/dev/null'];
    const ran = await replay(['log', ...nothing], { cwd });
    expect(ran).toEqual({ code: 0, signal: null, stdout: '', stderr: summary });
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    const expected = { code: 0, signal: null, stdout: await meetings(), stderr: summary };
    expect(await runBash('$R replay log --out /dev/stdout | cat', { cwd })).toEqual(expected);
    expect(await runBash('$R replay log --out >(cat)', { cwd })).toEqual(expected);
    expect(await runBash('mkfifo p; $R replay log --out p & cat p; wait', { cwd })).toEqual(expected);
    expect(readdirSync(cwd)).toEqual(['log', 'p']);
  });

  test.each(['ndjson', 'json', 'csv', 'api', 'table'])(
    'to a pipe, of a log out of order, as %s',
    async (format) => {
      const cwd = freshFolder();
      writeFileSync(pathOf(cwd, 'log'), TWO_ROOMS.trimEnd().split('\n').reverse().join('\n'));
      const expected = { code: 0, signal: null, stdout: await meetings('--format', format), stderr: summary };
      const line = `mkfifo p; $R replay log --format ${format} --out p & cat p; wait`;
      expect(await runBash(line, { cwd })).toEqual(expected);
    },
  );

  test('with a name as long as names can be', async () => {
    const cwd = folder();
    const name = 'x'.repeat(255);
    expect((await replay(['log', '--out', name], { cwd })).code).toBe(0);
    expect(readdirSync(cwd)).toEqual(['log', name]);
    const ran = await replay(['log', '--out', `${name}x`], { cwd });
    expect(ran).toMatchObject({ code: 3, stdout: '', stderr: `reconvene: ${name}x: the name is too long\n` });
    expect(readdirSync(cwd)).toEqual(['log', name]);
  });
});

describe('what cannot be written', () => {
  test.each(['out', 'anomalies', 'stats'])('--%s', async (option) => {
    const cwd = folder();
    mkdirSync(pathOf(cwd, 'folder'));
    const run = (path: string) => replay(['log', `--${option}`, path], { cwd });
    expectRefusal(await run('folder'), 3, 'folder: is a directory; expected a file');
    expectRefusal(await run('.'), 3, '.: is a directory; expected a file');
    expectRefusal(await run('missing/out'), 3, 'missing/out: no such file or directory');
    expectRefusal(await run('missing/'), 3, 'missing/: no such folder; expected a file');
    expectRefusal(await run('log/out'), 3, 'log/out: a part of its path is not a directory');
    expect(readdirSync(cwd)).toEqual(['folder', 'log']);
    expect(readFileSync(pathOf(cwd, 'log'), 'utf8')).toBe(TWO_ROOMS);
  });

  test('is known before anything else is written', async () => {
    const cwd = folder();
    const ran = await replay(['log', '--out', 'out', '--stats', 'missing/stats'], { cwd });
    expectRefusal(ran, 3, 'missing/stats: no such file or directory');
    expect(readdirSync(cwd)).toEqual(['log']);
  });

  test('a full device', async () => {
    if (!existsSync('/dev/full')) {
      expect(process.platform).not.toBe('linux');
      return;
    }
    const cwd = folder();
    expect(await replay(['log', '--out', '/dev/full'], { cwd })).toMatchObject({
      code: 3,
      stderr: 'reconvene: /dev/full: no space left on the device\n',
    });
    expect(await runBash('$R replay log > /dev/full', { cwd })).toMatchObject({
      code: 3,
      stderr: 'reconvene: standard output: no space left on the device\n',
    });
  });
});

describe('what must not be overwritten', () => {
  test.each(['out', 'anomalies', 'stats'])('an input, by --%s, whatever the path to it', async (option) => {
    const cwd = folder();
    linkSync(pathOf(cwd, 'log'), pathOf(cwd, 'hard'));
    symlinkSync('log', pathOf(cwd, 'soft'));
    writeFileSync(pathOf(cwd, 'other'), '');
    for (const path of ['log', './log', 'hard', 'soft', pathOf(cwd, 'log')]) {
      const ran = await replay(['other', 'log', `--${option}`, path], { cwd });
      expectRefusal(ran, 2, `--${option}: would overwrite the input log`);
    }
    const redirected = await runBash(`$R replay --${option} log < log`, { cwd });
    expectRefusal(redirected, 2, `--${option}: would overwrite the input <stdin>`);
    expect(readFileSync(pathOf(cwd, 'log'), 'utf8')).toBe(TWO_ROOMS);
    expect(readdirSync(cwd)).toEqual(['hard', 'log', 'other', 'soft']);
  });

  test('one output by another', async () => {
    const cwd = folder();
    mkdirSync(pathOf(cwd, 'a'));
    symlinkSync('a', pathOf(cwd, 'b'));
    writeFileSync(pathOf(cwd, 'there'), 'kept');
    symlinkSync('there', pathOf(cwd, 'link'));
    const pairs = [
      ['new', 'new'],
      ['new', './new'],
      ['new', pathOf(cwd, 'new')],
      ['a/new', 'b/new'],
      ['there', 'link'],
    ] as const;
    for (const [first, second] of pairs) {
      const stats = await replay(['log', '--out', first, '--stats', second], { cwd });
      expectRefusal(stats, 2, `--stats: ${second} is asked for twice`);
    }
    const anomalies = await replay(['log', '--out', 'new', '--anomalies', 'new'], { cwd });
    expectRefusal(anomalies, 2, '--anomalies: new is asked for twice');
    const both = await replay(['log', '--anomalies', 'new', '--stats', 'new'], { cwd });
    expectRefusal(both, 2, '--stats: new is asked for twice');
    expect(readFileSync(pathOf(cwd, 'there'), 'utf8')).toBe('kept');
    expect(readdirSync(cwd)).toEqual(['a', 'b', 'link', 'log', 'there']);
    expect(readdirSync(pathOf(cwd, 'a'))).toEqual([]);
  });
});

describe('completed or not there at all', () => {
  test.each([
    ['a missing input', 'missing', [], 3],
    ['an input of another kind', 'zip', [], 3],
    ['a rule that is not allowed', 'log', ['--rule', 'soloStart=x'], 2],
  ])('after %s', async (_, input, args, code) => {
    const cwd = folder();
    writeFileSync(pathOf(cwd, 'zip'), 'PK\u0003\u0004 and so on');
    writeFileSync(pathOf(cwd, 'old'), 'old');
    const outputs = ['--out', 'old', '--anomalies', 'bad', '--stats', 'stats'];
    const ran = await replay(['log', input, ...outputs, ...args], { cwd });
    expect(ran).toMatchObject({ code, stdout: '' });
    expect(readFileSync(pathOf(cwd, 'old'), 'utf8')).toBe('old');
    expect(readdirSync(cwd)).toEqual(['log', 'old', 'zip']);
  });

  test('after the file grew too large', async () => {
    const cwd = folder();
    const log = Array.from(
      { length: 2_000 },
      (_, i) => join(`${i}`, 'p', T) + leave(`${i}`, 'p', T + 60_000),
    );
    writeFileSync(pathOf(cwd, 'log'), log.join(''));
    writeFileSync(pathOf(cwd, 'old'), 'old');
    // Blocks of 1024 bytes; the shell says what more it has to say about it itself.
    const { stdout, stderr } = await runBash(
      'ulimit -f 100; $R replay log --out old; echo $?; $R replay log --out new; echo $?',
      { cwd },
    );
    expect(stdout).toBe('3\n3\n');
    expect(stderr).toMatch(/^reconvene: old: .*\nreconvene: new: .*\n$/);
    expect(readFileSync(pathOf(cwd, 'old'), 'utf8')).toBe('old');
    expect(readdirSync(cwd)).toEqual(['log', 'old']);
  });

  test('a large output is whole', async () => {
    const cwd = folder();
    const log = Array.from(
      { length: 20_000 },
      (_, i) => join(`${i}`, 'p', T + i) + leave(`${i}`, 'p', T + 60_000),
    );
    writeFileSync(pathOf(cwd, 'log'), log.join(''));
    expect((await replay(['log', '--out', 'out'], { cwd })).stderr).toBe(`${allUsed(40_000, 20_000)}\n`);
    const rooms = parseLines<Meeting>(readFileSync(pathOf(cwd, 'out'), 'utf8')).map(({ room }) => room);
    expect(rooms).toEqual(Array.from({ length: 20_000 }, (_, i) => `${i}`));
  });
});

test.each(['rules', 'mapping'])('an output does not overwrite the file of --%s', async (option) => {
  const cwd = folder();
  writeFileSync(pathOf(cwd, 'told'), '{}');
  const { code, stderr } = await replay(['log', `--${option}`, 'told', '--stats', 'told'], { cwd });
  expect(code).toBe(2);
  expect(stderr).toContain(`would overwrite the ${option} told`);
  expect(readFileSync(pathOf(cwd, 'told'), 'utf8')).toBe('{}');
});

test('who may read a file stays as it was when it is written anew', async () => {
  const cwd = folder();
  const modeOf = (name: string) => statSync(pathOf(cwd, name)).mode & 0o777;
  for (const format of ['ndjson', 'json']) {
    writeFileSync(pathOf(cwd, 'private'), 'old');
    chmodSync(pathOf(cwd, 'private'), 0o600);
    expect((await replay(['log', '--format', format, '--out', 'private'], { cwd })).code).toBe(0);
    expect(modeOf('private')).toBe(0o600);
    expect(readFileSync(pathOf(cwd, 'private'), 'utf8')).not.toBe('old');
  }
});

describe('a file that the shell has opened', () => {
  const whole = () => meetings('--format', 'ndjson');

  test('standard output as --out keeps what is there, and what others write behind', async () => {
    const line = 'echo before > all; { $R replay log --out /dev/stdout; echo after; } >> all; cat all';
    const { stdout } = await runBash(line, { cwd: folder() });
    expect(stdout).toBe(`before\n${await whole()}after\n`);
  });

  test('standard output takes meetings and statistics, one behind the other', async () => {
    const line = '$R replay log --stats /dev/stdout > both; cat both';
    const { stdout } = await runBash(line, { cwd: folder() });
    const listed = await whole();
    expect(stdout.slice(0, listed.length)).toBe(listed);
    expect(JSON.parse(stdout.slice(listed.length))).toMatchObject({ meetings: 2 });
  });

  test('standard error takes messages, anomalies and the account', async () => {
    const line = '{ echo x; cat log; } > bad; $R replay bad --anomalies /dev/stderr > out 2> said; cat said';
    const { stdout } = await runBash(line, { cwd: folder() });
    const [message, anomaly, account] = stdout.split('\n');
    expect(message).toMatch(/^bad:1: the record is not JSON/);
    expect(JSON.parse(anomaly!)).toMatchObject({ reason: 'not-json', line: 1 });
    expect(account).toMatch(/^6 records read = 5 used /);
  });
});

test('- is standard output', async () => {
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'log'), TWO_ROOMS);
  const { stdout } = await replay(['log', '--out', '-'], { cwd });
  expect(stdout).toBe((await replay(['log'], { cwd })).stdout);
});

test.each(['/dev/full', '/proc/people'])(
  'where participants cannot go to %s, nothing is left of the meetings either',
  async (people) => {
    if (!existsSync('/dev/full')) {
      expect(process.platform).not.toBe('linux');
      return;
    }
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), TWO_ROOMS);
    const ran = await replay(['log', '--format', 'csv', '--out', 'm', '--participants', people], { cwd });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toMatch(new RegExp(`^reconvene: ${people}: no s`));
    expect(readdirSync(cwd)).toEqual(['log']);
  },
);
