import { writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { join, leave, randomFrom, T } from '../support/log-lines.js';
import { freshFolder, replay, runBash } from '../support/run-cli.js';

const EVENTS = 200_000;
const ROOMS = 2_000;

/** Lines in order of time: people come to rooms and go, for seconds or for an hour, many of them more than once. */
function draw(random: (n: number) => number, events = EVENTS): string[] {
  const timed: { at: number; line: string }[] = [];
  while (timed.length < events) {
    const room = `room ${random(ROOMS)}`;
    const participant = `p${random(40)}`;
    const at = T + random(7 * 24 * 3_600_000);
    const left = at + (random(4) === 0 ? random(20_000) : random(3_600_000));
    const user_name = random(3) === 0 ? null : `${participant} of ${room}`;
    timed.push({ at, line: join(room, participant, at, { user_name }) });
    timed.push({ at: left, line: leave(room, participant, left) });
  }
  return timed.sort((a, b) => a.at - b.at).map(({ line }) => line);
}

function shuffle(lines: readonly string[], random: (n: number) => number): string[] {
  const shuffled = [...lines];
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = random(i + 1);
    [shuffled[i], shuffled[j]] = [shuffled[j]!, shuffled[i]!];
  }
  return shuffled;
}

test('the order of records, and which file they are in, changes no byte of the output', async () => {
  const random = randomFrom(20260324);
  const lines = draw(random);
  const shuffled = shuffle(lines, random);
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'sorted.ndjson'), lines.join(''));
  writeFileSync(pathOf(cwd, 'shuffled.ndjson'), shuffled.join(''));
  writeFileSync(pathOf(cwd, 'first.ndjson'), shuffled.slice(70_000).join(''));
  writeFileSync(pathOf(cwd, 'second.ndjson'), shuffled.slice(0, 70_000).join(''));

  const sorted = await replay(['sorted.ndjson'], { cwd });
  const again = await replay(['shuffled.ndjson'], { cwd });
  const split = await replay(['first.ndjson', 'second.ndjson'], { cwd });

  expect(sorted.code).toBe(0);
  expect(sorted.stdout.split('\n').length).toBeGreaterThan(10_000);
  // Compared as a whole: a matcher would show megabytes of difference.
  expect(again.stdout === sorted.stdout).toBe(true);
  expect(split.stdout === sorted.stdout).toBe(true);
  expect(again.stderr).toBe(sorted.stderr);
  expect(split.stderr).toBe(sorted.stderr);
});

test('a pipe gives the bytes that a file gives, in whatever order the records are', async () => {
  const random = randomFrom(1130);
  // What has escapes is unescaped where it is read.
  const lines = draw(random, 10_000).map((line, i) =>
    i % 3 === 0 ? line.replaceAll('room ', 'r\\u006fom ') : line,
  );
  const middle = Math.floor(lines.length / 2);
  const bad = Array.from({ length: 30 }, (_, i) => `bad ${i}\n`);
  const late = [...lines.slice(0, middle), ...bad, ...lines.slice(middle + 1), ...bad, lines[middle]!];
  const logs = {
    sorted: lines.join(''),
    late: late.join(''),
    shuffled: shuffle(lines, random).join(''),
    // Cut off in its last line.
    cut: lines.join('').slice(0, -10),
  };
  const csv = ['type,room,participant_id,at,user_name\n', ...lines.map(csvRow)].join('');
  for (const [name, log] of Object.entries({ ...logs, csv })) {
    const cwd = freshFolder();
    const packed = gzipSync(log, { level: 1 });
    writeFileSync(pathOf(cwd, 'log'), log);
    writeFileSync(pathOf(cwd, 'broken.gz'), packed.subarray(0, packed.length - 5000));
    const whole = await runBash('$R replay log', { cwd });
    const broken = await runBash('$R replay broken.gz', { cwd });
    // What is read a second time is told once.
    const told = whole.stderr.split('\n').filter((line) => line.includes('the record is not JSON'));
    expect(told.length, name).toBe({ late: 20, cut: 1 }[name] ?? 0);
    expect(new Set(told).size).toBe(told.length);
    const always = [
      ['cat log | $R replay --memory 1M --out out; code=$?; cat out; exit $code', whole],
      ['cat broken.gz | $R replay --threads 2', broken],
    ] as const;
    const more = [
      ['cat log | $R replay', whole],
      ['cat log | $R replay --threads 2', whole],
      ['export TMPDIR=/there/is/no/such/folder; cat log | $R replay', whole],
    ] as const;
    const runs = name === 'late' ? [...always, ...more] : always;
    for (const [line, { code, stdout, stderr }] of runs) {
      const ran = await runBash(line, { cwd });
      expect(stdout.length, line).toBeGreaterThan(100_000);
      expect(ran.stdout === stdout, `${name}: ${line}`).toBe(true);
      const renamed = stderr.replace(/\b(?:log|broken\.gz)(?=:| broke)/g, '<stdin>');
      expect({ ...ran, stdout }, `${name}: ${line}`).toEqual({ code, signal: null, stdout, stderr: renamed });
    }
  }
});

function csvRow(line: string): string {
  const { type, room, participant_id, at, user_name } = JSON.parse(line) as Record<string, string | null>;
  return `${[type, room, participant_id, at, user_name ?? ''].join(',')}\n`;
}
