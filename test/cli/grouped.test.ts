import { writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { expect, test } from 'vitest';
import { allUsed, join, leave, randomFrom, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, replay, runBash } from '../support/run-cli.js';

const MINUTE = 60_000;
const TWO_GROUPS = [
  join('lab', 'p3', T + 541_000),
  join('daily', 'p1', T, { user_name: 'Alice' }),
  join('daily', 'p2', T + 61_000, { user_name: 'Bob', user_id: 'u-2' }),
  leave('daily', 'p2', T + 541_000),
  leave('daily', 'p1', T + 600_000),
].join('');

function sorted(lines: string): string[] {
  return lines.split('\n').sort();
}

test('rooms one after the other, on standard input, give the meetings of the log', async () => {
  const grouped = await replay(['-', '--grouped'], { stdin: TWO_GROUPS });
  const log = await replay(['-', '--format', 'ndjson'], { stdin: TWO_ROOMS });

  expect(grouped.code).toBe(0);
  expect(sorted(grouped.stdout)).toEqual(sorted(log.stdout));
  // The room that is finished comes first, the one that runs at the end of the log last.
  expect(grouped.stdout.split('\n').map((line) => line && JSON.parse(line).room)).toEqual([
    'daily',
    'lab',
    '',
  ]);
  expect(grouped.stderr).toBe(`${allUsed(5, 2)}\n`);
});

test('what comes back in time, or to a room whose group has ended, is late and listed', async () => {
  const stdin = [
    join('a', 'p1', T),
    leave('a', 'p1', T + MINUTE),
    join('a', 'p2', T + 10_000),
    join('b', 'p3', T),
    leave('a', 'p1', T + 2 * MINUTE),
    leave('b', 'p3', T + MINUTE),
  ].join('');
  const ran = await runBash(
    'cat > log; cat log | $R replay - --grouped --strict --anomalies odd.ndjson; code=$?; cat odd.ndjson; exit $code',
    { stdin },
  );

  expect(ran.code).toBe(1);
  const [a, b, late, again, third] = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(a).toMatchObject({ room: 'a', duration: 60, ongoing: false });
  // Its leave was late, too: the group of b ended when a came again.
  expect(b).toMatchObject({ room: 'b', duration: 120, ongoing: true });
  expect(late).toEqual({ code: 'late-event', type: 'join', room: 'a', participant_id: 'p2', at: T + 10_000 });
  expect(again).toMatchObject({ code: 'late-event', type: 'leave', room: 'a', at: T + 2 * MINUTE });
  expect(third).toMatchObject({ code: 'late-event', type: 'leave', room: 'b', at: T + MINUTE });
  expect(ran.stderr).toContain('6 records read = 3 used + 0 repeated + 0 stray + 3 late');
});

test.each([
  ['--format', 'csv'],
  ['--format', 'table'],
  ['--format', 'json', '--explain'],
])('as %s %s, too, the meetings of the log', async (...format) => {
  const grouped = await replay(['-', '--grouped', ...format], { stdin: TWO_GROUPS });
  const log = await replay(['-', '--order', 'closed', ...format], { stdin: TWO_ROOMS });
  expect([grouped.code, grouped.stdout]).toEqual([0, log.stdout]);
});

test.each([
  ['--lateness', '5'],
  ['--threads', '2'],
  ['--order', 'start'],
  ['--format', 'api'],
])('groups do not go together with %s', async (...option) => {
  const ran = await replay(['-', '--grouped', ...option], { stdin: TWO_GROUPS });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain(`--grouped: does not go together with ${option[0]}`);
});

test('little memory for sorting changes no byte of the output', async () => {
  const random = randomFrom(7);
  const lines: string[] = [];
  for (let i = 0; i < 30_000; i++) {
    const at = T + random(24 * 60 * MINUTE);
    lines.push(
      join(`room ${random(50)}`, `p${i}`, at),
      leave(`room ${random(50)}`, `p${i}`, at + random(MINUTE)),
    );
  }
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'log.ndjson'), lines.join(''));
  const plenty = await replay(['log.ndjson'], { cwd });
  const little = await replay(['log.ndjson', '--memory', '1M'], { cwd });

  expect(plenty.code).toBe(0);
  expect(plenty.stdout.length).toBeGreaterThan(1000);
  expect(little.stdout === plenty.stdout).toBe(true);
  expect(little.stderr).toBe(plenty.stderr);
});

test.each(['0', '12', '1.5G', 'much', '-1M'])('--memory %s is refused', async (size) => {
  const ran = await replay(['-', '--memory', size], { stdin: TWO_ROOMS });
  expect(ran.code).toBe(2);
  expect(ran.stderr).toContain('Expected at least 1M');
});
