import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { type Input, openFile } from '../../src/replay/input.js';
import { readHead } from '../../src/replay/input-head.js';
import type { BadLine } from '../../src/replay/log-account.js';
import { planSource } from '../../src/replay/plan-source.js';
import { replaySources } from '../../src/replay/source-replay.js';
import { compileMapping } from '../../src/sources/mapping/compile-mapping.js';
import type { Source } from '../../src/sources/source.js';
import { duckDb } from '../support/duckdb.js';
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
  const result = await replaySources(
    [plan],
    {
      ...{ asOf: null, lateness: null, onlyRooms: new Set(), timeUnit: 'auto', keepAnomalies: true },
      ...{ order: 'start', explains: false, reading: plainOptions, timezone, repeatedHour: 'earlier' },
      ...{
        repair: { off: new Set(), maxOpen: null },
        maxJump: null,
        factMemory: 1e9,
        rules: compileRules({}),
      },
    },
    { onBadLine: (bad) => badLines.push(bad), onTimeUnit() {}, onBytes() {}, onOddTime() {} },
  );
  const told = badLines.map(({ line, message }) => `${line}: ${message}`);
  return { ...result, plan, told };
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
