import { setImmediate as nextTurn } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createNews } from '../../../src/replay/news.js';
import { createCrew, type Worker } from '../../../src/replay/together/crew.js';
import { runs, seed } from '../../support/law.js';

/** Workers that answer after so many turns each, and who has done what. */
function crewOf(turns: readonly number[]) {
  const { onNews, news } = createNews();
  const done: [by: number, task: number][] = [];
  const most = turns.map(() => 0);
  let started = 0;
  const start = (): Worker<number, number> => {
    const by = started++;
    const count = turns[by]!;
    let before = Promise.resolve();
    let has = 0;
    return {
      give(task, hear) {
        most[by] = Math.max(most[by]!, ++has);
        before = before.then(async () => {
          for (let turn = 0; turn < count; turn++) await nextTurn();
          has--;
          done.push([by, task]);
          hear(-task);
          onNews(null);
        });
      },
      async stop() {},
    };
  };
  const own = (task: number) => {
    done.push([-1, task]);
    return -task;
  };
  return { crew: createCrew(start, turns.length, own, news), done, most, onNews };
}

test(`answers are taken in the order of the tasks, by whomever and whenever they are given; ${runs} runs, RECONVENE_SEED=${seed}`, async () => {
  const check = async (turns: readonly number[], waits: readonly boolean[]) => {
    const { crew, done, most } = crewOf(turns);
    const taken: number[] = [];
    for (const [task, isWaited] of waits.entries()) {
      crew.give(task, (answer) => void taken.push(-answer));
      crew.afterwards(() => void taken.push(task + 0.5));
      if (isWaited) await crew.keepUp();
    }
    await crew.finish();
    expect(taken).toEqual(waits.flatMap((_, task) => [task, task + 0.5]));
    expect(done.map(([, task]) => task).sort((a, b) => a - b)).toEqual([...waits.keys()]);
    expect(Math.max(...most)).toBeLessThanOrEqual(2);
    await crew.stop();
  };
  const turns = fc.array(fc.nat(4), { minLength: 1, maxLength: 3 });
  await fc.assert(fc.asyncProperty(turns, fc.array(fc.boolean(), { maxLength: 30 }), check), {
    numRuns: Math.ceil(runs / 4),
    seed,
  });
});

test('who gives tasks does those for which nobody has time', () => {
  const { crew, done } = crewOf([1, 1]);
  for (let task = 0; task < 6; task++) crew.give(task, () => {});
  expect(done).toEqual([
    [-1, 4],
    [-1, 5],
  ]);
});

test('only as many are started as have something to do', async () => {
  const { crew, done } = crewOf([0, 0, 0]);
  for (const task of [1, 2, 3]) {
    crew.give(task, () => {});
    await crew.finish();
  }
  crew.give(4, () => {});
  crew.give(5, () => {});
  await crew.finish();
  expect(done.map(([by]) => by)).toEqual([0, 0, 0, 0, 1]);
});

test('what goes wrong elsewhere is thrown to who waits', async () => {
  const { crew, onNews } = crewOf([1e6]);
  crew.give(1, () => {});
  onNews(new Error('out of memory'));
  await expect(crew.finish()).rejects.toThrow('out of memory');
});
