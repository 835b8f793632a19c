import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from 'vitest';
import { allUsed, join, leave, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, replay, runBash } from '../support/run-cli.js';
import { zstdOf } from '../support/zstd.js';

/** Names of more than one byte a character, so that a cut in the wrong place shows. */
const LOG = TWO_ROOMS + join('daily', 'p4', T + 1_000, { user_name: 'Zoë 🦊 日本' });
const LINES = LOG.split(/(?<=\n)/);
const BOM = '\ufeff';

let expected = '';

beforeAll(async () => {
  const { code, stdout, stderr } = await replay([], { stdin: LOG, cwd: '.' });
  expect(stdout).toContain('"Zoë 🦊 日本"');
  expect(stderr).toBe(`${allUsed(6, 2)}\n`);
  expect(code).toBe(0);
  expected = stdout;
});

/** All of `LOG` was used, and gave what it gives. */
async function expectAll(ran: Promise<Awaited<ReturnType<typeof replay>>>): Promise<void> {
  expect(await ran).toEqual({
    code: 0,
    signal: null,
    stdout: expected,
    stderr: `${allUsed(6, 2)}\n`,
  });
}

function folderWith(files: Record<string, string | Buffer>): string {
  const cwd = freshFolder();
  for (const [name, content] of Object.entries(files)) writeFileSync(pathOf(cwd, name), content);
  return cwd;
}

/** Members of gzip, cut in the middle of lines and of characters. */
function members(text: string, length: number): Buffer {
  const bytes = Buffer.from(text);
  const parts: Buffer[] = [];
  for (let i = 0; i < bytes.length; i += length) parts.push(gzipSync(bytes.subarray(i, i + length)));
  return Buffer.concat(parts);
}

describe('where from', () => {
  test('a file', async () => {
    await expectAll(replay(['log'], { cwd: folderWith({ log: LOG }) }));
  });

  test('standard input, also as -', async () => {
    await expectAll(replay(['-'], { stdin: LOG }));
    await expectAll(runBash('$R replay < log', { cwd: folderWith({ log: LOG }) }));
  });

  test('standard input as it comes, a few bytes at a time', async () => {
    const bytes = Buffer.from(LOG);
    await expectAll(
      replay([], {
        whileRunning: async ({ stdin }) => {
          for (let i = 0; i < bytes.length; i += 37) {
            stdin.write(bytes.subarray(i, i + 37));
            if (i % 4 === 0) await sleep(1);
          }
          stdin.end();
        },
      }),
    );
  });

  test('several files are one log, in any order, standard input among them', async () => {
    const cwd = folderWith({ a: LINES.slice(4).join(''), b: LINES.slice(0, 2).join('') });
    const stdin = LINES.slice(2, 4).join('');
    await expectAll(replay(['a', '-', 'b'], { cwd, stdin }));
    await expectAll(replay(['b', 'a', '-'], { cwd, stdin }));
  });

  test('a file given twice only repeats itself', async () => {
    const cwd = folderWith({ log: LOG });
    const { code, stdout, stderr } = await replay(['log', './log'], { cwd });
    expect(stdout).toBe(expected);
    expect(stderr).toBe(
      '12 records read = 6 used + 6 repeated + 0 stray + 0 late + 0 after_as_of + 0 ignored + 0 invalid; ' +
        '2 meetings\n',
    );
    expect(code).toBe(0);
  });

  test('pipes by name', async () => {
    const cwd = folderWith({ 'a.gz': gzipSync(LINES.slice(3).join('')), b: LINES.slice(0, 3).join('') });
    await expectAll(runBash('$R replay <(cat a.gz) <(sleep 0.2; cat b)', { cwd }));
    await expectAll(runBash('mkfifo pipe; cat b > pipe & $R replay pipe a.gz; wait', { cwd }));
    await expectAll(runBash('cat b | $R replay a.gz /dev/stdin', { cwd }));
  });

  test('names that look like options, after --', async () => {
    await expectAll(replay(['--', '--strict'], { cwd: folderWith({ '--strict': LOG }) }));
  });
});

describe('gzip', () => {
  test('is recognised by its bytes, whatever the name', async () => {
    const cwd = folderWith({ 'log.ndjson': gzipSync(LOG), 'plain.gz': LOG });
    await expectAll(replay(['log.ndjson'], { cwd }));
    await expectAll(replay(['plain.gz'], { cwd }));
  });

  test('from standard input', async () => {
    await expectAll(replay([], { stdin: gzipSync(LOG) }));
  });

  test('beside plain files', async () => {
    const cwd = folderWith({ a: gzipSync(LINES.slice(3).join('')), b: LINES.slice(0, 3).join('') });
    await expectAll(replay(['a', 'b'], { cwd }));
  });

  test('of many members, cut anywhere, empty ones among them', async () => {
    const empty = gzipSync('');
    const cwd = folderWith({
      many: members(LOG, 17),
      empties: Buffer.concat([empty, empty, gzipSync(LOG), empty]),
    });
    await expectAll(replay(['many'], { cwd }));
    await expectAll(replay(['empties'], { cwd }));
  });

  test('members that come one by one', async () => {
    const parts = LINES.map((line) => gzipSync(line));
    await expectAll(
      replay([], {
        whileRunning: async ({ stdin }) => {
          for (const part of parts) {
            stdin.write(part);
            await sleep(30);
          }
          stdin.end();
        },
      }),
    );
  });

  test('with a name and a comment in its header', async () => {
    await expectAll(runBash('gzip -k log && $R replay log.gz', { cwd: folderWith({ log: LOG }) }));
  });
});

describe('zstd, so much of it that it has a thread', () => {
  const lines = Array.from({ length: 30_000 }, (_, i) => {
    const who = i % 15_000;
    const at = T + i * 100;
    return i === who ? join(`room ${who % 50}`, `p${who}`, at) : leave(`room ${who % 50}`, `p${who}`, at);
  });
  const packed = zstdOf(lines.join(''), 5);

  test('a file, and a pipe', async () => {
    expect(packed.length).toBeGreaterThan(2 << 20);
    const cwd = folderWith({ plain: lines.join(''), packed });
    const plain = await replay(['plain'], { cwd });
    expect(plain.stdout.length).toBeGreaterThan(100_000);
    for (const ran of [
      await replay(['packed'], { cwd }),
      await replay(['packed', '--threads', '2'], { cwd }),
      await replay([], { stdin: packed }),
      await replay(['--lateness', '0'], { stdin: packed }),
    ]) {
      expect(ran.stdout === plain.stdout).toBe(true);
      expect({ ...ran, stdout: '' }).toEqual({ ...plain, stdout: '' });
    }
  });

  test('what is there of a stream does not wait for what is not', async () => {
    const bad = 'not JSON\n';
    const first = zstdOf(`${'\n'.repeat(50_000)}${bad}${LOG}`);
    await replay(['--lateness', '0', '--source', 'native'], {
      whileRunning: async ({ stdin, stderr }) => {
        stdin.write(first);
        const [told] = (await once(stderr, 'data')) as [Buffer];
        expect(told.toString()).toMatch(/^<stdin>:50001: the record is not JSON; /);
        stdin.end(zstdOf('more'));
      },
    });
  });

  test.each([
    ['is cut off', packed.subarray(0, packed.length - 10), 'it ends before its data does'],
    [
      'goes on with something else',
      Buffer.concat([packed, Buffer.from('else')]),
      'what it holds is not zstd data',
    ],
  ])('that %s', async (_, broken, reason) => {
    const ran = await replay(['log', '--threads', '2'], { cwd: folderWith({ log: broken }) });
    expect(ran.code).toBe(3);
    expect(ran.stdout).not.toBe('');
    expect(ran.stderr).toMatch(
      new RegExp(`log broke after line \\d{7,8}: the zstd data breaks: ${reason}\n$`),
    );
  });

  test('that holds no text', async () => {
    const zip = zstdOf(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2_000_000)]));
    const ran = await replay(['log', '--source', 'native'], { cwd: folderWith({ log: zip }) });
    expect(ran).toMatchObject({ code: 3, stdout: '' });
    expect(ran.stderr).toBe(
      'reconvene: log: is zip data in zstd; expected text, plain, gzip or zstd, or Parquet\n',
    );
  });
});

describe('lines', () => {
  test.each([
    ['CRLF', LOG.replaceAll('\n', '\r\n')],
    ['a BOM', BOM + LOG],
    ['a BOM and CRLF', BOM + LOG.replaceAll('\n', '\r\n')],
    ['blank lines', `\n \t\n${LINES.join('\r\n\n')}\n\n`],
    ['a BOM, then a blank line', `${BOM}\n${LOG}`],
    ['no newline at the end', LOG.slice(0, -1)],
    ['CR but no LF at the end', `${LOG.slice(0, -1)}\r`],
    ['spaces around records', LINES.map((line) => `  ${line.slice(0, -1)}\t\n`).join('')],
    ['keys that are not known', LOG.replaceAll('{', '{"device":{"os":[1]},"more":null,')],
    ['keys given twice', LOG.replaceAll('{', '{"room":7,"at":"never",')],
  ])('%s', async (_, log) => {
    await expectAll(replay([], { stdin: log }));
    await expectAll(replay([], { stdin: gzipSync(log) }));
  });

  test('a BOM is skipped in each file', async () => {
    const cwd = folderWith({
      a: BOM + LINES.slice(3).join(''),
      b: gzipSync(BOM + LINES.slice(0, 3).join('')),
    });
    await expectAll(replay(['a', 'b'], { cwd }));
  });

  test.each([
    ['an empty file', ''],
    ['an empty gzip file', gzipSync('')],
    ['blank lines alone', '\n\r\n  \n'],
    ['a BOM alone', BOM],
  ])('%s has no records', async (_, content) => {
    const ran = await replay(['log'], { cwd: folderWith({ log: content }) });
    expect(ran).toEqual({ code: 0, signal: null, stdout: '', stderr: `${allUsed(0, 0)}\n` });
  });

  test('a room and a person that live across the chunks of a long file', async () => {
    const filler = Array.from({ length: 20_000 }, (_, i) => join(`room ${i}`, 'é', T + i));
    const ends = filler.map((_, i) => leave(`room ${i}`, 'é', T + 60_000 + i));
    const log = [...filler, ...ends].join('');
    for (const stdin of [log, gzipSync(log)]) {
      const { stdout, stderr } = await replay(['--format', 'api'], { stdin });
      expect(JSON.parse(stdout)).toMatchObject({ total_count: 20_000 });
      expect(stderr).toBe(`${allUsed(40_000, 20_000)}\n`);
    }
  });
});

describe('what is not read', () => {
  test('standard input twice', async () => {
    expect(await replay(['-', '-'], { stdin: LOG })).toEqual({
      code: 2,
      signal: null,
      stdout: '',
      stderr: 'reconvene: -: standard input can be read only once\n',
    });
  });

  test('a directory as standard input', async () => {
    const cwd = freshFolder();
    mkdirSync(pathOf(cwd, 'folder'));
    expect(await runBash('$R replay < folder', { cwd })).toEqual({
      code: 3,
      signal: null,
      stdout: '',
      stderr: 'reconvene: <stdin>: is a directory; expected a file\n',
    });
  });
});
