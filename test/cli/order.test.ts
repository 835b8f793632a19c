import { writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { expect, test } from 'vitest';
import { join, leave, randomFrom, T } from '../support/log-lines.js';
import { freshFolder, replay } from '../support/run-cli.js';

const EVENTS = 200_000;
const ROOMS = 2_000;

/** Lines in order of time: people come to rooms and go, for seconds or for an hour, many of them more than once. */
function draw(random: (n: number) => number): string[] {
  const timed: { at: number; line: string }[] = [];
  while (timed.length < EVENTS) {
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
