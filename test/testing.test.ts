import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { reconstruct } from '../src/index.js';
import { caseInputs, compareMeetings, loadVectors, runVectors } from '../src/testing.js';

describe('runVectors', async () => {
  const runs = await runVectors((events, options) => reconstruct(events, options).meetings);

  test.each(runs.map((run) => [run.title, run] as const))('%s', (_, { message }) => {
    expect(message).toBe('');
  });

  test('a wrong implementation is told what is wrong, in words and drawn', async () => {
    const wrong = await runVectors((events, { rules, asOf }) => {
      const { meetings } = reconstruct(events, { rules: { ...rules, aloneReset: null }, asOf });
      return Promise.resolve(meetings);
    });
    const [one] = wrong.filter(({ vector }) => vector.id === '30ad9e6ed923');
    expect(one?.verdict).toBe('fail');
    expect(one?.message).toContain('first difference  /meetings/0/duration: want 300, got 900');
    expect(one?.message).toContain('got          [====');
  });

  test('one that throws or returns nonsense is told as that', async () => {
    const some = loadVectors().slice(0, 3);
    const thrown = await runVectors(() => {
      throw new Error('not yet');
    }, some);
    expect(thrown.map(({ verdict }) => verdict)).toEqual(['error', 'error', 'error']);
    expect(thrown[0]?.message).toContain('not yet');
    const nonsense = await runVectors(() => 'none' as never, some);
    expect(nonsense[0]?.message).toContain('expected a list of meetings, got "none"');
  });

  test.each([
    [undefined, 'it threw undefined'],
    ['not yet', 'it threw "not yet"'],
  ])('one that throws %o is told as that, and the others are asked', async (thrown, told) => {
    const [first, ...others] = await runVectors(
      () => {
        throw thrown;
      },
      loadVectors().slice(0, 3),
    );
    expect(first).toMatchObject({ verdict: 'error', message: expect.stringContaining(told) });
    expect(others).toHaveLength(2);
  });

  test.each([
    [Number.NaN, 'want 300, got NaN'],
    [300n, 'want 300, got 300n'],
    [() => 300, 'want 300, got a function'],
  ])('what JSON cannot hold is told as what it is: %o', async (duration, told) => {
    const one = loadVectors().filter(({ id }) => id === '30ad9e6ed923');
    const [run] = await runVectors((events, options) => {
      const [first, ...others] = reconstruct(events, options).meetings;
      return [{ ...first, duration: duration as number }, ...others];
    }, one);
    expect(run?.message).toContain(told);
  });

  test('a BigInt in a record is a difference like any other', () => {
    const participants = [{ user_id: null, participant_id: 'p', user_name: null, join_time: 0, duration: 1 }];
    const meeting = {
      room: 'r',
      start_time: 0,
      duration: 1,
      ongoing: false,
      max_participants: 1,
      participants,
    };
    const wrong = { ...meeting, participants: [{ ...participants[0], duration: 1n }] };
    expect(compareMeetings([wrong], [meeting])).toMatchObject({ kind: 'shape', want: 1, got: 1n });
  });

  test('a slip of the program is no refusal of the rules', async () => {
    const [vector] = loadVectors().filter(({ expect_reject: rejects }) => rejects === undefined);
    const [run] = await runVectors(() => (undefined as never as { meetings: [] }).meetings, [vector!]);
    expect(run?.verdict).toBe('error');
  });
});

test('cases are drawn for laws of one’s own', () => {
  fc.assert(
    fc.property(caseInputs(), ({ rules, as_of: asOf, events }) => {
      const once = reconstruct(events, { rules, asOf }).meetings;
      const twice = reconstruct([...events, ...events], { rules, asOf }).meetings;
      expect(compareMeetings(twice, once)).toBeNull();
    }),
    { numRuns: 200 },
  );
});
