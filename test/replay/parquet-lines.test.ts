import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as pathOf } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { toParquet } from '../../src/replay/listing/parquet-tables.js';
import { planOutput } from '../../src/replay/output.js';
import { duckDb, rowsOf } from '../support/duckdb.js';

const meeting: Meeting = {
  ...{ id: 'i', room: 'r', start_time: 1, duration: 2, ongoing: false, max_participants: 1 },
  participants: [{ user_id: null, participant_id: 'p', user_name: 'Ann', join_time: 1, duration: 2 }],
};

/** A folder whose name has all that DuckDB takes for patterns or parts of a table. */
function oddFolder(): string {
  const folder = mkdtempSync(pathOf(tmpdir(), 'reconvene-parquet-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const odd = pathOf(folder, "room=x [a]*?'s");
  mkdirSync(odd);
  return odd;
}

async function writtenIn(folder: string, meetings: readonly Meeting[]): Promise<Record<string, unknown>[]> {
  const output = await toParquet({ file: planOutput(pathOf(folder, 'm')), table: 'nested' }, [], false);
  for (const one of meetings) {
    const line = Buffer.from(`${JSON.stringify(one)}\n`);
    output.write(line, 0, line.length, 0);
  }
  await output.finish(null);
  const path = pathOf(folder, 'm').replace(/[*?[]/g, '[$&]').replaceAll("'", "''");
  return rowsOf(await duckDb(), `FROM read_parquet('${path}', hive_partitioning = false)`);
}

test('whatever the folder is called, and nothing else is left in it', async () => {
  const folder = oddFolder();
  expect(await writtenIn(folder, [meeting])).toEqual([meeting]);
  expect(readdirSync(folder)).toEqual(['m']);
});

test('what is no text to others becomes U+FFFD, and what only looks so stays', async () => {
  const named = (name: string) => ({ ...meeting, room: name, participants: [] });
  const names = ['\ud83ex', 'x\udd8a', '\\ud83e', '\\\\ud83e', '\\\ud83e', '🦊', '\u0000"\n'];
  expect((await writtenIn(oddFolder(), names.map(named))).map(({ room }) => room)).toEqual([
    '\ufffdx',
    'x\ufffd',
    '\\ud83e',
    '\\\\ud83e',
    '\\\ufffd',
    '🦊',
    '\u0000"\n',
  ]);
});

test('a meeting longer than DuckDB takes any value to be', async () => {
  const long = { ...meeting, room: 'x'.repeat(40_000_000) };
  const [found] = await writtenIn(oddFolder(), [long]);
  expect(found).toEqual(long);
});

test('who may not read an output may not read what it is made of', async () => {
  const folder = oddFolder();
  const [first, second] = ['m', 'p'].map((name) => pathOf(folder, name));
  writeFileSync(first!, '', { mode: 0o644 });
  writeFileSync(second!, '', { mode: 0o600 });
  const people = { file: planOutput(second!), table: 'participants' } as const;
  const output = await toParquet({ file: planOutput(first!), table: 'meetings' }, [people], false);
  const making = readdirSync(folder).filter((name) => name.endsWith('.part'));
  expect(making.map((name) => statSync(pathOf(folder, name)).mode & 0o777)).toEqual([0o600]);
  await output.finish(null);
  expect(readdirSync(folder).map((name) => statSync(pathOf(folder, name)).mode & 0o777)).toEqual([
    0o644, 0o600,
  ]);
});

test('given up, nothing is left', async () => {
  const folder = oddFolder();
  const output = await toParquet({ file: planOutput(pathOf(folder, 'm')), table: 'nested' }, [], false);
  const line = Buffer.from(`${JSON.stringify(meeting)}\n`);
  output.write(line, 0, line.length, 0);
  await output.flush(true);
  expect(readdirSync(folder)).toHaveLength(1);
  await output.discard();
  expect(readdirSync(folder)).toEqual([]);
});
