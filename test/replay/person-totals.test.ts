import { describe, expect, test } from 'vitest';
import { createPersonTotals } from '../../src/replay/listing/person-totals.js';
import { join, leave, T } from '../support/log-lines.js';
import { replayText } from '../support/replay-text.js';

async function totals(log: readonly string[]) {
  const { meetings, statistics } = await replayText(log.join(''), { isExact: true });
  const people = createPersonTotals();
  meetings.forEach(people.add);
  return people.finish(statistics.as_of ?? 0);
}

const ann = { user_id: 'ann', user_name: 'Ann' };
const START = Math.floor(T / 15_000) * 15;

describe('what a user comes to', () => {
  test('meetings, seconds, first and last; the last name', async () => {
    const log = [
      join('a', 'p1', T, ann),
      leave('a', 'p1', T + 60_500),
      join('b', 'p2', T + 3_600_000, { user_id: 'ann', user_name: 'Ann B.' }),
      join('b', 'p3', T + 3_600_000, { user_id: 'ben' }),
      leave('b', 'p3', T + 3_700_000),
      leave('b', 'p2', T + 3_720_000),
    ];
    expect(await totals(log)).toEqual([
      {
        ...{ user_id: 'ann', user_name: 'Ann B.', meetings: 2, seconds: 180 },
        ...{ first: START, last: T / 1000 + 3720, first_at: T, last_at: T + 3_720_000 },
      },
      expect.objectContaining({ user_id: 'ben', user_name: null, meetings: 1, seconds: 100 }),
    ]);
  });

  test('two devices at once count once, one after the other both', async () => {
    const log = [
      join('a', 'p1', T, ann),
      join('a', 'p2', T + 60_000, ann),
      leave('a', 'p1', T + 120_000),
      leave('a', 'p2', T + 180_000),
      join('a', 'p3', T + 200_000, ann),
      leave('a', 'p3', T + 260_000),
    ];
    expect(await totals(log)).toMatchObject([{ user_id: 'ann', meetings: 2, seconds: 180 + 60 }]);
  });

  test('who has no id is nobody in particular', async () => {
    const log = [
      join('a', 'p1', T, { user_name: 'Ann' }),
      join('a', 'p2', T, { user_name: 'Ben' }),
      leave('a', 'p2', T + 60_000),
      leave('a', 'p1', T + 60_000),
      join('a', 'p0', T + 100_000, ann),
      leave('a', 'p0', T + 160_000),
    ];
    expect(await totals(log)).toMatchObject([
      { user_id: 'ann' },
      { user_id: null, user_name: null, meetings: 1, seconds: 120 },
    ]);
  });

  test('who is still there has been until T', async () => {
    const log = [join('a', 'p1', T, ann), join('b', 'p2', T + 90_000)];
    expect(await totals(log)).toMatchObject([
      { user_id: 'ann', seconds: 90, last: T / 1000 + 90, last_at: null },
    ]);
  });

  test('the name is that of the last record that has one, in whichever meeting', async () => {
    const named = (user_name: string | null) => ({ user_id: 'ann', user_name });
    const log = (first: string | null, second: string | null) => [
      join('a', 'p0', T - 60_000),
      join('b', 'p1', T + 1_000, named(second)),
      join('a', 'p2', T + 2_000, named(first)),
      leave('b', 'p1', T + 120_000),
    ];
    expect((await totals(log('Ann', 'Ann B.')))[0]).toMatchObject({ user_id: 'ann', user_name: 'Ann' });
    expect((await totals(log(null, 'Ann B.')))[0]).toMatchObject({ user_id: 'ann', user_name: 'Ann B.' });
  });

  test('of two records at one instant the name decides, whether their meetings go on or not', async () => {
    const both = [join('a', 'p1', T, ann), join('b', 'p2', T, { user_id: 'ann', user_name: 'Zoë' })];
    for (const over of ['a', 'b']) {
      const log = [...both, leave(over, over === 'a' ? 'p1' : 'p2', T + 60_000)];
      expect((await totals(log))[0]).toMatchObject({ user_name: 'Zoë' });
    }
  });
});
