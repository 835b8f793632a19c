import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { type Input, openFile } from '../../src/replay/input.js';
import { readHead } from '../../src/replay/input-head.js';
import type { BadLine } from '../../src/replay/log-account.js';
import { planSource } from '../../src/replay/plan-source.js';
import type { SourceWatcher } from '../../src/replay/read-sources.js';
import type { SourceReplayOptions } from '../../src/replay/source-options.js';
import { compileMapping } from '../../src/sources/mapping/compile-mapping.js';
import { native } from '../../src/sources/native.js';
import type { Source } from '../../src/sources/source.js';
import { duckDb } from '../support/duckdb.js';
import { type Replay, replay, replaySources } from '../support/general-replay.js';
import { runs, seed } from '../support/law.js';
import { T } from '../support/log-lines.js';
import { memoryInput } from '../support/memory-input.js';
import { plainOptions } from '../support/source-fixtures.js';

let folder = '';
let database: DuckDBConnection;

beforeEach(async () => {
  folder = mkdtempSync(pathOf(tmpdir(), 'reconvene-parquet-'));
  database = await duckDb();
});

/** Writes what a query gives as a Parquet file, and says where. */
async function parquet(select: string, name = 'log.parquet'): Promise<string> {
  const path = pathOf(folder, name);
  await database.run(
    `COPY (${select}) TO '${path.replaceAll("'", "''")}' (FORMAT parquet, ROW_GROUP_SIZE 2048)`,
  );
  return path;
}

async function replayInput(input: Input, given: Source | null = null, timezone: string | null = null) {
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  onTestFinished(() => input.close());
  const plan = await planSource(await readHead(input, () => false), given);
  const badLines: BadLine[] = [];
  const result = await replaySources([plan], sourceOptions(timezone), {
    onBadLine: (bad) => badLines.push(bad),
    onTimeUnit() {},
    onBytes() {},
    onOddTime() {},
  });
  const told = badLines.map(({ line, message }) => `${line}: ${message}`);
  return { ...result, plan, told };
}

function sourceOptions(timezone: string | null): SourceReplayOptions {
  return {
    ...{ asOf: null, lateness: null, onlyRooms: new Set(), timeUnit: 'auto', keepAnomalies: true },
    ...{ order: 'start', explains: false, reading: plainOptions, timezone, repeatedHour: 'earlier' },
    ...{ repair: { off: new Set(), maxOpen: null }, maxJump: null, factMemory: 1e9, rules: compileRules({}) },
  };
}

async function replayFile(path: string, given: Source | null = null, timezone: string | null = null) {
  return replayInput(await openFile(path), given, timezone);
}

const EVENTS = (at: (seconds: number) => string) =>
  `SELECT * FROM (VALUES ('join', 'lab', 'p', ${at(0)}, 7, 'Ann'), ('leave', 'lab', 'p', ${at(90)}, NULL, NULL))
   AS log(type, room, participant_id, "at", user_id, user_name)`;

describe('native events', () => {
  test.each([
    ['milliseconds', (s: number) => `${T + s * 1000}::BIGINT`],
    ['seconds in a double', (s: number) => `${T / 1000 + s}::DOUBLE`],
    ['nanoseconds', (s: number) => `${T + s * 1000}000000::BIGINT`],
    ['a time with a zone', (s: number) => `to_timestamp(${T / 1000 + s})`],
    ['a text', (s: number) => `'${new Date(T + s * 1000).toISOString()}'`],
  ])('%s', async (_, at) => {
    const { plan, meetings, statistics } = await replayFile(await parquet(EVENTS(at)));
    expect([plan.source.name, plan.form]).toEqual(['native', 'parquet']);
    expect(statistics).toMatchObject({ records_read: 2, used: 2, first_at: T, last_at: T + 90_000 });
    expect(meetings[0]!.meeting.participants).toMatchObject([
      { user_id: '7', user_name: 'Ann', duration: 90 },
    ]);
  });

  test.each([-8_000_000_000_000_000, -99_000_000_000_000, -62_135_596_900_000, 253_402_300_800_000, 8e15])(
    'a year of another length, of %i, in lines and in rows',
    async (from) => {
      const local = await parquet(EVENTS((s) => `make_timestamp(${(from + s * 1000) * 1000})`));
      const zoned = await parquet(
        EVENTS((s) => `make_timestamp(${(from + s * 1000) * 1000})::TIMESTAMPTZ`),
        'zoned',
      );
      const found = { records_read: 2, used: 2, first_at: from, last_at: from + 90_000 };
      expect((await replayFile(local, null, 'UTC')).statistics).toMatchObject(found);
      const { plan, statistics } = await replayFile(zoned);
      expect(statistics).toMatchObject(found);
      const lines = await plan.asLines!();
      onTestFinished(lines!.close);
      const watcher = { onBadLine() {}, onTimeUnit() {}, onBytes() {}, onOddTime() {} };
      expect((await replay([lines!], sourceOptions(null), watcher)).statistics).toMatchObject(found);
    },
  );

  test('a time without a zone needs one', async () => {
    const at = (s: number) => `make_timestamp(${(T + s * 1000) * 1000})`;
    const path = await parquet(EVENTS(at));
    expect((await replayFile(path)).told).toEqual([
      expect.stringMatching(/^1: at has no offset from UTC; .*, or --timezone ZONE$/),
      expect.stringMatching(/^2: at has no offset/),
    ]);
    expect((await replayFile(path, null, 'UTC')).statistics).toMatchObject({ used: 2, first_at: T });
  });

  test('whatever the file is called', async () => {
    const path = await parquet(
      EVENTS((s) => String(T + s * 1000)),
      "room=x [a]*?'s.parquet",
    );
    const { statistics, meetings } = await replayFile(path);
    expect(statistics).toMatchObject({ records_read: 2, used: 2 });
    expect(meetings.map(({ room }) => room)).toEqual(['lab']);
  });

  test('standard input', async () => {
    const path = await parquet(EVENTS((s) => String(T + s * 1000)));
    const input = { ...memoryInput(readFileSync(path), '<stdin>'), isRepeatable: false };
    expect((await replayInput(input)).statistics).toMatchObject({ records_read: 2, used: 2 });
  });

  test('no rows at all', async () => {
    const path = await parquet(`${EVENTS((s) => String(T + s * 1000))} WHERE false`);
    expect((await replayFile(path)).statistics).toMatchObject({ records_read: 0 });
  });
});

test('a mapping finds columns and what is nested in them', async () => {
  const mapping = compileMapping({
    ...{ name: 'mine', room: 'room.name', user_id: 'who', join_time: 'stay[0]', leave_time: 'stay[1]' },
  });
  const path = await parquet(
    `SELECT {name: 'lab'} AS room, 'ann' AS who, [to_timestamp(${T / 1000}), to_timestamp(${T / 1000 + 90})] AS stay`,
  );
  const { meetings } = await replayFile(path, mapping);
  expect(meetings.map(({ meeting }) => [meeting.room, meeting.duration])).toEqual([['lab', 90]]);
});

test('payloads of a platform, as a database took them in', async () => {
  const json = 'test/fixtures/sources/livekit/meeting.ndjson';
  const { plan, meetings } = await replayFile(await parquet(`SELECT * FROM read_json('${json}')`));
  expect(plan.source.name).toBe('livekit');
  expect(meetings).toHaveLength(1);
});

test.each([
  ['daily', 'meeting.ndjson'],
  ['livekit', 'traps.ndjson'],
  ['zoom-webhook', 'traps.ndjson'],
  ['jaas', 'meeting.ndjson'],
  ['jaas', 'breakouts.ndjson'],
  ['jitsi', 'meeting.ndjson'],
  ['envelopes', 'http.ndjson'],
  ['envelopes', 'cloudevents.ndjson'],
])(
  'null where a record lacks a field, JSON where fields are of several types: %s/%s comes to what its lines do',
  async (folder, name) => {
    const json = `test/fixtures/sources/${folder}/${name}`;
    const path = await parquet(`SELECT * FROM read_json('${json}', maximum_depth = -1, sample_size = -1)`);
    const lines = await replayInput(await openFile(json), null, 'UTC');
    const rows = await replayFile(path, null, 'UTC');
    expect(rows.meetings).toEqual(lines.meetings);
    expect({ ...rows.statistics, files: null }).toEqual({ ...lines.statistics, files: null });
  },
);

describe('what cannot be read', () => {
  test.each([
    ['cut off', (bytes: Buffer) => bytes.subarray(0, bytes.length - 50)],
    ['only the first bytes', () => Buffer.from('PAR1')],
    ['something else behind the first bytes', () => Buffer.from(`PAR1${'x'.repeat(1000)}`)],
    [
      'a footer that is none',
      (bytes: Buffer) => Buffer.from(bytes).fill(0x55, bytes.length - 500, bytes.length - 8),
    ],
  ])('%s', async (_, spoil) => {
    const path = await parquet(EVENTS((s) => String(T + s * 1000)));
    writeFileSync(path, spoil(readFileSync(path)));
    await expect(replayFile(path)).rejects.toThrow(/log\.parquet: is Parquet that cannot be read: \S/);
  });

  test('columns of nobody are named', async () => {
    await expect(replayFile(await parquet('SELECT 1 AS a, 2 AS b'))).rejects.toThrow(
      /no source recognises it .* begins with the columns a, b/,
    );
  });

  test('one that breaks midway is used up to there', async () => {
    const rows = 300_000;
    const path = await parquet(
      `SELECT CASE WHEN i % 2 = 0 THEN 'join' ELSE 'leave' END AS type, 'lab' AS room, 'p' || (i // 2) AS participant_id,
       ${T} + i * 60000 AS "at", md5(i::VARCHAR) AS user_id FROM range(${rows}) AS r(i)`,
    );
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.from(bytes).fill(0xff, bytes.length - 900_000, bytes.length - 600_000));
    const { statistics } = await replayFile(path);
    const { broken, records_read } = statistics.files[0]!;
    expect(broken!.reason).not.toBe('');
    expect(broken!.after_line).toBe(records_read);
    expect(records_read).toBeGreaterThan(0);
    expect(records_read).toBeLessThan(rows);
    expect(statistics.used).toBe(records_read);
  });
});

describe('native events as lines', () => {
  const TEXTS = ['', ' ', 'Zoë 🦊', 'a"b\\c\n', '\u0001\t', "it's", '__proto__', '7', 'null', 'p', 'p', 'q'];
  const text = fc.option(fc.constantFrom(...TEXTS), { freq: 6 });
  const row = fc.record({
    type: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('join', 'leave') },
      { weight: 1, arbitrary: text },
    ),
    ...{ room: fc.oneof(fc.constant('r'), text), participant_id: text, user_id: text, user_name: text },
    at: fc.option(fc.oneof(fc.nat(100_000), fc.constantFrom(-1, 2 ** 31 - 1)), { freq: 10 }),
  });
  const table = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 8 }),
    at: fc.constantFrom('::BIGINT', '::INTEGER', '::BIGINT * 1000000', '::INSTANT'),
    names: fc.subarray(['user_id', 'user_name'] as const),
    numbers: fc.boolean(),
  });
  const literal = (value: string | number | null) =>
    value === null ? 'NULL' : typeof value === 'number' ? String(value) : `'${value.replaceAll("'", "''")}'`;

  test(`come to what rows come to, RECONVENE_SEED=${seed}`, async () => {
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    await fc.assert(
      fc.asyncProperty(table, async ({ rows, at, names, numbers }) => {
        const columns = ['type', 'room', 'participant_id', 'at', ...names] as const;
        const values = rows.map((one) => `(${columns.map((name) => literal(one[name])).join(', ')})`);
        const selected = columns.map((name) => {
          if (name === 'at')
            return at === '::INSTANT'
              ? `if("at" < 0, '-infinity'::TIMESTAMPTZ, to_timestamp("at" * 1.000001)) AS "at"`
              : `"at"${at} AS "at"`;
          return numbers && name === 'user_id' ? 'length(user_id) AS user_id' : `${name}::VARCHAR AS ${name}`;
        });
        const quoted = columns.map((name) => `"${name}"`).join(', ');
        const path = await parquet(
          `SELECT ${selected.join(', ')}, 1 AS other FROM (VALUES ${values.join(', ')}) AS log(${quoted})`,
        );
        const plan = await planSource(await readHead(await openFile(path, true), () => false), native);
        const lines = await plan.asLines!();
        onTestFinished(lines!.close);
        const [ofRows, ofLines] = [
          await replayed((watcher) => replaySources([plan], sourceOptions(null), watcher)),
          await replayed((watcher) => replay([lines!], sourceOptions(null), watcher)),
        ];
        expect(ofLines).toEqual(ofRows);
      }),
      { numRuns: Math.ceil(runs / 20), seed },
    );
  });

  test.each([
    ['times as texts', EVENTS((s) => `'${new Date(T + s * 1000).toISOString()}'`)],
    ['times in a double', EVENTS((s) => `${T / 1000 + s}::DOUBLE`)],
    ['without a room', `SELECT * EXCLUDE (room) FROM (${EVENTS((s) => String(T + s * 1000))})`],
    [
      'columns called otherwise',
      `SELECT * RENAME (room AS Room) FROM (${EVENTS((s) => String(T + s * 1000))})`,
    ],
    ['an id of bytes', `SELECT * REPLACE (encode(user_name) AS user_name) FROM (${EVENTS(String)})`],
  ])('%s are read by rows', async (_, select) => {
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const plan = await planSource(
      await readHead(await openFile(await parquet(select), true), () => false),
      native,
    );
    expect(await plan.asLines!()).toBeNull();
  });

  test('a file that breaks is read by rows', async () => {
    const path = await parquet(EVENTS((s) => String(T + s * 1000)));
    const input = await openFile(path, true);
    const { asLines } = await planSource(await readHead(input, () => false), native);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0x55, 4, 60));
    expect(await asLines!()).toBeNull();
    rmSync(folder, { recursive: true, force: true });
  });
});

/** What a replay comes to, but for how a bad record is quoted. */
async function replayed(
  replayIt: (watcher: SourceWatcher) => Promise<Replay>,
): Promise<{ readonly result: unknown; readonly told: string[] }> {
  const told: string[] = [];
  const { meetings, anomalies, statistics } = await replayIt({
    onBadLine: ({ line, message }) => void told.push(`${line}: ${message}`),
    onTimeUnit: (_, unit, line) => void told.push(`${unit} ${line}`),
    onBytes() {},
    onOddTime() {},
  });
  return {
    result: { meetings, statistics, anomalies: anomalies.map((one) => ({ ...one, record: '' })) },
    told,
  };
}
