import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf, resolve } from 'node:path';
import { constants, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { duckDb, rowsOf } from '../support/duckdb.js';
import { join, leave, parseLines, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, type Ran, replay, runBash, runProgram } from '../support/run-cli.js';
import { binWithDuckDb } from '../support/with-duckdb.js';

/** All data is there, but not the end of it. */
const CUT = { finishFlush: constants.Z_SYNC_FLUSH };

/** Names that tables must not lose: nothing, an empty one, quotes, line ends, delimiters, spaces, what spreadsheets take for formulas. */
const NAMES = [
  null,
  '',
  '"',
  'Smith, "Ann"',
  'two\nlines',
  'CR\r\nLF',
  '\ttab',
  ' space ',
  '=1+1',
  "it's",
  '文字 🦊',
  'null',
  'NULL',
];

const LOG = [
  ...NAMES.flatMap((name, i) => [
    join(`room ${i % 3}, "x"`, `p${i}`, T + i * 1_234, {
      user_name: name,
      user_id: i % 2 === 0 ? name : `u${i}`,
    }),
    leave(`room ${i % 3}, "x"`, `p${i}`, T + 600_000 + i * 777),
  ]),
  join('later', 'still there', T + 3_600_123),
  join('later', 'too', T + 3_620_123),
  leave('later', 'too', T + 3_700_456),
].join('');

type Exact = Meeting & { readonly start_at: number; readonly end_at: number | null };

/** The meetings as NDJSON has them, with their exact instants. */
async function meetingsOf(log: string, ...args: string[]): Promise<Exact[]> {
  const { code, stdout } = await replay(['--exact', ...args], { stdin: log });
  expect(code).toBe(0);
  return parseLines(stdout) as Exact[];
}

function withDuckDb(args: readonly string[], cwd: string, stdin: string | Buffer = LOG): Promise<Ran> {
  return runProgram(binWithDuckDb(), ['replay', ...args], { cwd, stdin });
}

const CSV =
  "allow_quoted_nulls = false, quote = '\"', escape = '\"', delim = ',', header = true, new_line = '\\n'";

describe('tables, read back by SQL, have all that NDJSON has', () => {
  const nested = (flat: string) =>
    `SELECT id, room, start_time, duration, ongoing, max_participants,
       list({user_id: user_id, participant_id: participant_id, user_name: user_name, join_time: join_time,
         duration: participant_duration, join_at: join_at, leave_at: leave_at} ORDER BY number) AS participants, start_at, end_at
     FROM (SELECT *, row_number() OVER () AS number FROM ${flat})
     GROUP BY ALL ORDER BY start_at, room`;
  const joined = (meetings: string, participants: string) =>
    `SELECT * FROM (SELECT meetings.* EXCLUDE (start_at, end_at),
       (SELECT list({user_id: user_id, participant_id: participant_id, user_name: user_name, join_time: join_time,
          duration: p.duration, join_at: join_at, leave_at: leave_at} ORDER BY number)
        FROM (SELECT *, row_number() OVER () AS number FROM ${participants}) AS p WHERE p.meeting_id = meetings.id) AS participants,
       start_at, end_at FROM ${meetings} AS meetings) ORDER BY start_at, room`;
  const csvOf = (path: string) => `read_csv('${path}', ${CSV}, columns = {${columnsOf(path)}})`;
  const parquetOf = (path: string) => `read_parquet('${path}')`;

  function columnsOf(path: string): string {
    const [header] = readFileSync(path, 'utf8').split('\n');
    const types: Record<string, string> = {
      id: 'VARCHAR',
      meeting_id: 'VARCHAR',
      room: 'VARCHAR',
      ongoing: 'BOOLEAN',
    };
    for (const name of ['user_id', 'participant_id', 'user_name']) types[name] = 'VARCHAR';
    return header!
      .split(',')
      .map((name) => `'${name}': '${types[name] ?? 'BIGINT'}'`)
      .join(', ');
  }

  test.each([
    ['csv, flat', ['--format', 'csv', '--out', 'flat'], (at: string) => nested(csvOf(`${at}/flat`))],
    [
      'csv, two files',
      ['--format', 'csv', '--out', 'm', '--participants', 'p'],
      (at: string) => joined(csvOf(`${at}/m`), csvOf(`${at}/p`)),
    ],
    [
      'parquet, nested',
      ['--format', 'parquet', '--out', 'm'],
      (at: string) => `FROM ${parquetOf(`${at}/m`)}`,
    ],
    [
      'parquet, flat',
      ['--format', 'parquet', '--flat', '--out', 'm'],
      (at: string) => nested(parquetOf(`${at}/m`)),
    ],
    [
      'parquet, two files',
      ['--format', 'parquet', '--out', 'm', '--participants', 'p'],
      (at: string) => joined(parquetOf(`${at}/m`), parquetOf(`${at}/p`)),
    ],
  ])('%s', async (_, args, select) => {
    const cwd = freshFolder();
    const { code, stdout } = await withDuckDb([...args, '--exact'], cwd);
    expect([code, stdout]).toEqual([0, '']);
    expect(readdirSync(cwd).filter((name) => name.startsWith('.'))).toEqual([]);
    const found = await rowsOf(await duckDb(), select(cwd));
    const meetings = await meetingsOf(LOG);
    expect(meetings.length).toBeGreaterThan(3);
    expect(found).toEqual(meetings);
  });

  test('without --exact, the documented fields only', async () => {
    const cwd = freshFolder();
    await withDuckDb(['--format', 'parquet', '--out', 'm'], cwd);
    const found = await rowsOf(await duckDb(), `FROM read_parquet('${cwd}/m')`);
    expect(found).toEqual(parseLines((await replay([], { stdin: LOG })).stdout));
  });

  test('a meeting of nobody has a row, too', async () => {
    const log = [0, 40, 80].flatMap((s) => [
      join('r', `p${s}`, T + s * 1000),
      leave('r', `p${s}`, T + s * 1000 + 9_000),
    ]);
    const args = ['--rule', 'shortVisits=occupy', '--rule', 'soloStart=0'];
    const { stdout } = await replay([...args, '--format', 'csv'], { stdin: log.join('') });
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatch(/^[0-9a-f-]{36},r,1774363845,9,false,1,,,,,$/);
  });

  test('no meetings: a header, or a table without rows', async () => {
    const cwd = freshFolder();
    expect((await replay(['--format', 'csv'], { stdin: '' })).stdout).toBe(
      'id,room,start_time,duration,ongoing,max_participants,user_id,participant_id,user_name,join_time,participant_duration\n',
    );
    await withDuckDb(['--format', 'parquet', '--out', 'm'], cwd, '');
    expect(await rowsOf(await duckDb(), `FROM read_parquet('${cwd}/m')`)).toEqual([]);
  });
});

test.each(['m', 'p'])(
  'parquet goes to files: %s is none, which is told, and nothing is left',
  async (which) => {
    const cwd = freshFolder();
    const places = { m: 'm', p: 'p', [which]: '/dev/null' };
    const args = ['--format', 'parquet', '--out', places.m, '--participants', places.p];
    const { code, stderr } = await withDuckDb(args, cwd);
    expect([code, stderr]).toEqual([3, 'reconvene: /dev/null: is no file that Parquet can be written to\n']);
    expect(readdirSync(cwd)).toEqual([]);
  },
);

test('of a log out of order participants that go to a pipe come once', async () => {
  const cwd = freshFolder();
  const log: string[] = [];
  for (let i = 0; i < 6_000; i++) {
    const at = T + i * 60_000;
    log.push(join(`room ${i}`, 'p', at, { user_name: 'x'.repeat(90) }), leave(`room ${i}`, 'p', at + 40_000));
  }
  writeFileSync(pathOf(cwd, 'log'), [...log, join('early', 'p', T - 1)].join(''));
  const { stdout } = await runBash('$R replay log --format csv --out m --participants /dev/stdout | cat', {
    cwd,
  });
  const ids = stdout.trimEnd().split('\n').slice(1);
  expect(ids).toHaveLength(6_001);
  expect(new Set(ids).size).toBe(6_001);
});

test('two tables of Parquet are there both, or neither', async () => {
  const cwd = freshFolder();
  const args = ['--format', 'parquet', '--out', 'm', '--participants', '/proc/p'];
  const { code, stderr } = await withDuckDb(args, cwd);
  expect([code, stderr]).toEqual([3, 'reconvene: /proc/p: no such file or directory\n']);
  expect(readdirSync(cwd)).toEqual([]);
});

describe('--group-by user_id', () => {
  const log = [
    join('a', 'p1', T, { user_id: 'ann', user_name: 'Ann' }),
    join('a', 'p2', T + 60_000, { user_id: 'ben' }),
    leave('a', 'p2', T + 120_000),
    leave('a', 'p1', T + 180_000),
    join('b', 'p3', T + 600_000, { user_id: 'ann' }),
    leave('b', 'p3', T + 660_000),
  ].join('');
  const ann = {
    user_id: 'ann',
    user_name: 'Ann',
    meetings: 2,
    seconds: 240,
    first: 1774363845,
    last: 1774364519,
  };
  const ben = {
    user_id: 'ben',
    user_name: null,
    meetings: 1,
    seconds: 60,
    first: 1774363905,
    last: 1774363979,
  };

  test('as ndjson, json, csv, table and parquet', async () => {
    const by = async (...args: string[]) =>
      (await replay(['--group-by', 'user_id', ...args], { stdin: log })).stdout;
    expect(parseLines(await by())).toEqual([ann, ben]);
    expect(JSON.parse(await by('--format', 'json'))).toEqual([ann, ben]);
    expect(await by('--format', 'csv')).toBe(
      'user_id,user_name,meetings,seconds,first,last\n' +
        'ann,Ann,2,240,1774363845,1774364519\nben,,1,60,1774363905,1774363979\n',
    );
    expect(await by('--format', 'table')).toBe(
      'USER  NAME  MEETINGS   TIME  FIRST (UTC)          LAST\n' +
        'ann   Ann          2  4m 0s  2026-03-24 14:50:45  2026-03-24 15:01:59\n' +
        'ben                1  1m 0s  2026-03-24 14:51:45  2026-03-24 14:52:59\n',
    );
    expect(parseLines(await by('--exact'))).toEqual([
      { ...ann, first_at: T, last_at: T + 660_000 },
      { ...ben, first_at: T + 60_000, last_at: T + 120_000 },
    ]);
    const cwd = freshFolder();
    await withDuckDb(['--group-by', 'user_id', '--format', 'parquet', '--out', 't'], cwd, log);
    expect(await rowsOf(await duckDb(), `FROM read_parquet('${cwd}/t')`)).toEqual([ann, ben]);
  });
});

describe('--since and --until', () => {
  const at = (ms: number) => new Date(ms).toISOString();

  test.each([
    ['ndjson', []],
    ['ndjson, in threads', ['--threads', '2']],
    ['ndjson, as a stream', ['--lateness', '7200']],
    ['json', ['--format', 'json']],
  ])('cut what is listed, and count the rest: %s', async (_, args) => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), LOG);
    const all = await meetingsOf(LOG);
    const [from, to] = [all[1]!.start_at, all.at(-1)!.start_at];
    const { stdout, stderr } = await replay(
      ['log', ...args, '--since', at(from), '--until', String(to), '--stats', 'stats'],
      { cwd },
    );
    const listed = (args.includes('json') ? JSON.parse(stdout) : parseLines(stdout)) as Meeting[];
    const expected = all.filter(({ start_at }) => start_at >= from && start_at < to);
    expect(listed.map(({ id, duration }) => [id, duration])).toEqual(
      expected.map(({ id, duration }) => [id, duration]),
    );
    const left = all.length - expected.length;
    expect(left).toBeGreaterThan(1);
    expect(stderr).toMatch(new RegExp(`; ${all.length} meetings, ${left} of them not listed\n$`));
    const stats = JSON.parse(readFileSync(pathOf(cwd, 'stats'), 'utf8')) as Record<string, unknown>;
    expect(stats).toMatchObject({ meetings: all.length, not_listed: left });
  });
});

describe('--redact', () => {
  const log = `${LOG}${join('r', 'p-Secret', 'no time', { user_name: 'Secret' })}{"user_name":"Secret\n${leave('r', 'Secret', T)}`;

  test('no output has an id or a name: meetings of all formats, anomalies, statistics, what is said', async () => {
    const cwd = freshFolder();
    const text: string[] = [];
    for (const format of ['ndjson', 'json', 'api', 'table', 'csv']) {
      const args = ['--format', format, '--redact', '--anomalies', `a.${format}`, '--stats', `s.${format}`];
      const explain = format === 'csv' ? [] : ['--explain'];
      const { code, stdout, stderr } = await replay([...args, ...explain], { stdin: log, cwd });
      expect([code, stderr]).toEqual([0, expect.stringMatching(/the key is a random one/)]);
      text.push(
        stdout,
        stderr,
        readFileSync(pathOf(cwd, `a.${format}`), 'utf8'),
        readFileSync(pathOf(cwd, `s.${format}`), 'utf8'),
      );
    }
    await withDuckDb(['--format', 'parquet', '--out', 'm', '--participants', 'p', '--redact'], cwd, log);
    const database = await duckDb();
    for (const name of ['m', 'p'])
      text.push(JSON.stringify(await rowsOf(database, `FROM read_parquet('${cwd}/${name}')`)));
    const all = text.join('\n');
    for (const secret of [
      'Secret',
      'Smith',
      'Ann',
      'two',
      '1+1',
      '文字',
      'still there',
      ...NAMES.map((_, i) => `"p${i}"`),
    ]) {
      expect(all).not.toContain(secret);
    }
    expect(all).toMatch(/\borphan-leave\b/);
  });

  test('a refusal does not quote the file', async () => {
    const { code, stderr } = await replay(['--redact', '--redact-key', 'k'], {
      stdin: 'name,mail\nAnn,ann@example.com\n',
    });
    expect(code).toBe(3);
    expect(stderr).not.toMatch(/mail|Ann/);
  });

  test('the same key gives the same hashes, which are HMAC-SHA-256; the key may be in the environment', async () => {
    const small = join('r', 'p', T, { user_name: 'Ann' }) + leave('r', 'p', T + 60_000);
    const { stdout } = await replay(['--redact', '--redact-key', 'key'], { stdin: small });
    const [{ participants }] = parseLines(stdout) as [Meeting];
    // printf Ann | openssl dgst -sha256 -hmac key
    expect(participants[0]!.user_name).toBe(
      '28492470066575718888055fac51a695f463ced2c8f512313ae89f2610d08db5',
    );
    const again = await runProgram('bash', ['-c', `RECONVENE_REDACT_KEY=key "${'$'}R" replay --redact`], {
      stdin: small,
    });
    expect(again.stdout).toBe(stdout);
  });
});

describe('what is asked for must go together', () => {
  test.each([
    [['--participants', 'p'], /^reconvene: --participants: only --format csv and parquet have it\n/],
    [['--flat'], /--flat: only --format csv and parquet/],
    [['--format', 'csv', '--participants', 'p'], /--participants: needs --out/],
    [['--format', 'parquet'], /--format parquet: needs --out FILE/],
    [['--format', 'csv', '--explain'], /--explain: --format csv has no place for it/],
    [['--format', 'table', '--exact'], /--exact: --format table has no place/],
    [['--format', 'api', '--group-by', 'user_id'], /--group-by: --format api lists meetings only/],
    [
      ['--format', 'csv', '--display-timezone', 'UTC'],
      /--display-timezone: only --format table has times of a zone/,
    ],
    [['--redact-key', 'k'], /--redact-key: has no meaning without --redact/],
    [['--redact', '--redact-key', ''], /--redact-key: is empty/],
    [
      ['--since', '2026-01-02T00:00:00Z', '--until', '2026-01-01T00:00:00Z'],
      /--since: is not before --until/,
    ],
    [['--since', 'monday'], /Expected milliseconds since the Unix epoch/],
    [['--header', '0'], /Expected none, or the number of a line/],
    [['--delimiter', '::'], /Expected one character/],
    [['--format', 'csv', '--out', 'x', '--participants', 'x'], /--participants: x is asked for twice/],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await replay(args, { stdin: TWO_ROOMS });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(message);
  });

  test('Parquet without its package says so, and begins nothing', async () => {
    const cwd = freshFolder();
    const said =
      'the package @duckdb/node-api is needed to write Parquet and is not installed; npm install @duckdb/node-api';
    expect(await replay(['--format', 'parquet', '--out', 'm'], { stdin: TWO_ROOMS, cwd })).toEqual({
      ...{ code: 3, signal: null, stdout: '' },
      stderr: `reconvene: ${said}\n`,
    });
    expect(readdirSync(cwd)).toEqual([]);
    const { code, stderr } = await replay([], { stdin: Buffer.from('PAR1 and more') });
    expect([code, stderr]).toEqual([
      3,
      'reconvene: <stdin>: is Parquet; the package @duckdb/node-api is needed to read Parquet and is not installed; npm install @duckdb/node-api\n',
    ]);
  });
});

describe('inputs of any shape', () => {
  const reports = resolve('test/fixtures/reports');

  test('a 12-hour-clock, D/M/Y, UTF-16 file of Teams, and a Zoom portal CSV, with --timezone alone', async () => {
    const files = ['teams-download.csv', 'zoom.csv'].map((name) => pathOf(reports, name));
    const { code, stdout, stderr } = await replay([
      ...files,
      '--timezone',
      'Europe/Berlin',
      '--format',
      'csv',
      '--exact',
    ]);
    expect([code, stderr]).toEqual([
      0,
      expect.stringMatching(/\n10 records read \+ 3 added = 12 used .* 1 ignored \+ 0 invalid; /),
    ]);
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((row) => row.split(','));
    expect(new Set(rows.slice(1).map(([, room]) => room))).toEqual(
      new Set(['91234567890', 'teams-download']),
    );
    expect(rows[1]![6]).toBe(String(Date.UTC(2026, 1, 10, 13, 0, 9)));
    expect(rows.at(-1)![6]).toBe(String(Date.UTC(2026, 2, 24, 13, 0, 5)));
  });

  test('totals, dates that may be one thing or another: refused', async () => {
    for (const [name, message] of [
      ['zoom-totals.csv', /: is a Zoom report of unique participants, which has only totals; /],
      [
        'teams-report-totals.csv',
        /: is a Microsoft Teams report that has of each participant only the first join/,
      ],
      ['teams-ambiguous.csv', /; --date-order dmy or mdy says which\n$/],
    ] as const) {
      const { code, stdout, stderr } = await replay([pathOf(reports, name), '--timezone', 'UTC']);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(message);
    }
    const asked = await replay([
      pathOf(reports, 'teams-ambiguous.csv'),
      '--timezone',
      'UTC',
      '--date-order',
      'dmy',
    ]);
    expect((parseLines(asked.stdout)[0] as Meeting).start_time * 1000).toBe(Date.UTC(2026, 3, 3, 14, 0, 0));
  });

  test('UTF-16, gzip and zstd, as plain', async () => {
    const plain = await replay([], { stdin: TWO_ROOMS });
    const utf16 = Buffer.from(`\ufeff${TWO_ROOMS}`, 'utf16le');
    for (const stdin of [utf16, Buffer.from(utf16).swap16(), gzipSync(TWO_ROOMS), gzipSync(utf16)]) {
      expect(await replay([], { stdin })).toEqual(plain);
    }
    const packed = resolve('test/fixtures/packed-logs/joins-and-leaves.ndjson.zst');
    expect((await replay([packed])).stderr).toMatch(/^8000 records read = 8000 used /);
  });

  test('folders and patterns', async () => {
    const cwd = freshFolder();
    mkdirSync(pathOf(cwd, 'logs/deep/.hidden'), { recursive: true });
    const [first, ...rest] = TWO_ROOMS.trimEnd().split('\n');
    writeFileSync(pathOf(cwd, 'logs/b.ndjson'), `${first}\n`);
    writeFileSync(pathOf(cwd, 'logs/deep/a.ndjson'), `${rest.join('\n')}\n`);
    writeFileSync(pathOf(cwd, 'logs/deep/.hidden/c.ndjson'), 'x\n');
    writeFileSync(pathOf(cwd, 'logs/[x]*.ndjson'), '');
    const whole = await replay([], { stdin: TWO_ROOMS });
    for (const names of [
      ['logs'],
      ['logs/**/*.ndjson'],
      ['logs/?.ndjson', 'logs/deep'],
      [pathOf(cwd, 'logs/**')],
    ]) {
      expect(await replay(names, { cwd })).toEqual(whole);
    }
    // A file that is called like a pattern is itself.
    expect((await replay(['logs/[x]*.ndjson'], { cwd })).stderr).toMatch(/^0 records read/);
    // An exclamation mark behind `./` is one.
    writeFileSync(pathOf(cwd, '!a.ndjson'), TWO_ROOMS);
    writeFileSync(pathOf(cwd, 'b.ndjson'), 'x\n');
    expect(await replay(['./!*'], { cwd })).toEqual(whole);
    expect(await replay(['logs/*.csv'], { cwd })).toMatchObject({
      ...{ code: 3, stdout: '' },
      stderr: 'reconvene: logs/*.csv: no file is called like this\n',
    });
  });

  test('more files than are held open', async () => {
    const cwd = freshFolder();
    mkdirSync(pathOf(cwd, 'logs'));
    for (let i = 0; i < 300; i++) {
      writeFileSync(
        pathOf(cwd, `logs/${i}.ndjson`),
        join('r', `p${i}`, T + i * 1000) + leave('r', `p${i}`, T + 600_000),
      );
    }
    const ran = await runProgram('bash', ['-c', 'ulimit -n 128; "$R" replay logs'], { cwd });
    expect(ran.stderr).toMatch(/^600 records read = 600 used .*; 1 meetings\n$/);
  });

  test.each([
    [
      'a quote that never closes',
      `type,room,participant_id,at\njoin,a,p,${T}\nleave,"a,p,${T}\n`,
      3,
      /1 records read .*log broke after line 2: a quote in or after line 3 never closes\n$/,
    ],
    [
      'ragged rows',
      `type,room,participant_id,at\njoin,a\njoin,a,p,${T},x\njoin,a,p,${T}\n`,
      0,
      /log:2: .*expected 4 cells, not 2\nlog:3: .*not 5\n3 records read = 1 used .* 2 invalid/,
    ],
    [
      'lines that end in CR alone',
      `type,room,participant_id,at\rjoin,a,p,${T}\rleave,a,p,${T + 60_000}\r`,
      3,
      /^reconvene: log: its lines end in CR alone; expected LF or CRLF\n$/,
    ],
    ['CR within quotes', `type,room,"the\rroom",participant_id,at\n`, 0, /\n0 records read/],
    ['an empty file', '', 0, /^0 records read/],
    ['header only', 'type,room,participant_id,at\n', 0, /\n0 records read/],
    [
      'not UTF-8',
      Buffer.concat([
        Buffer.from(`type,room,participant_id,at\njoin,a,p,${T}\njoin,`),
        Buffer.from([0xff]),
        Buffer.from(`,p,${T}\n`),
      ]),
      0,
      /log:3: the record is not UTF-8; .*\n2 records read = 1 used .* 1 invalid/,
    ],
    [
      'bad zstd',
      Buffer.from('\x28\xb5\x2f\xfd and nothing more of it', 'latin1'),
      3,
      /^0 records read .*log broke after line 0: the zstd data breaks: /,
    ],
    [
      'cut zstd',
      readFileSync('test/fixtures/packed-logs/joins-and-leaves.ndjson.zst').subarray(0, 12_000),
      3,
      /\d{4} records read .*log broke after line \d{4}: the zstd data breaks: it ends before its data does\n$/,
    ],
    [
      'zstd of a window that nobody should make room for',
      Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, (27 - 10) << 3]),
      3,
      /^0 records read .*: the zstd data breaks: its window is larger than 64 MiB \(zstd --long\)\n$/,
    ],
    [
      'zstd behind a frame that is to be skipped',
      Buffer.concat([
        Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 0, 0]),
        readFileSync('test/fixtures/packed-logs/joins-and-leaves.ndjson.zst'),
      ]),
      0,
      /^8000 records read = 8000 used .* 0 invalid/,
    ],
    [
      'a row that is cut off, though what is there of it looks whole',
      gzipSync(`type,room,participant_id,at\njoin,a,p,${T}\njoin,a,q,${T / 1000}`, CUT),
      3,
      /log:3: the record is cut off; expected a whole row\n2 records read = 1 used .* 1 invalid.*log broke after line 3/,
    ],
    [
      'rows that are cut off right behind one',
      gzipSync(`type,room,participant_id,at\r\njoin,a,p,${T}\r\njoin,a,q,${T}\r\n`, CUT),
      3,
      /\n2 records read = 2 used .*log broke after line 3/,
    ],
    [
      'UTF-16 that ends within a character',
      Buffer.from(`\ufeff${TWO_ROOMS}`, 'utf16le').subarray(0, -1),
      3,
      /5 records read = 5 used .*log broke after line 5: the text ends within a character of UTF-16\n$/,
    ],
  ] as const)('hostile: %s', async (_, content, code, message) => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'log'), content);
    const ran = await replay(['log'], { cwd });
    expect(ran.stderr).toMatch(message);
    expect(ran.code).toBe(code);
  });

  test('hostile: Parquet that is cut off, or is none', async () => {
    const cwd = freshFolder();
    await withDuckDb(['--format', 'parquet', '--out', 'm.parquet'], cwd);
    const bytes = readFileSync(pathOf(cwd, 'm.parquet'));
    for (const spoiled of [bytes.subarray(0, 200), Buffer.from('PAR1, they said')]) {
      writeFileSync(pathOf(cwd, 'log'), spoiled);
      const { code, stdout, stderr } = await withDuckDb(['log'], cwd);
      expect([code, stdout]).toEqual([3, '']);
      expect(stderr).toMatch(/^reconvene: log: is Parquet that cannot be read: [^\n]+\n$/);
    }
    copyFileSync(pathOf(cwd, 'm.parquet'), pathOf(cwd, 'log'));
    expect((await withDuckDb(['log'], cwd)).stderr).toMatch(
      /^reconvene: log: no source recognises it .* columns id, room, /,
    );
  });
});
