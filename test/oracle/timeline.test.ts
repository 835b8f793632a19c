import { describe, expect, test } from 'vitest';
import type { CaseEvent } from '../../src/oracle/case.js';
import { clockFor } from '../../src/oracle/timeline/clock.js';
import { drawTimeline } from '../../src/oracle/timeline/draw-timeline.js';
import { writeExample } from '../../src/oracle/timeline/write-example.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';
import { vectorId } from '../../src/oracle/vectors/vector-id.js';
import { readSpecExamples } from '../support/spec-examples.js';

const vectors = loadVectors();

/** What the notation of SPEC.md has words for. */
const tellable = vectors.filter(
  ({ events, expect_reject: rejects, source }) =>
    rejects === undefined &&
    source.kind !== 'agreed' &&
    events.length > 0 &&
    events.every((event) => /^\S+$/.test(event.room) && !('device' in event)),
);

describe('a vector as an example of SPEC.md', () => {
  test('nearly all of them can be told so', () => {
    expect(tellable.length).toBeGreaterThan(190);
  });

  test.each(tellable.map((vector) => [vector.name, vector] as const))('%s: comes back', (_, vector) => {
    const text = writeExample(vector).join('\n');
    const [read] = readSpecExamples(`### \`order\`\n\n\`\`\`timeline\n${text}\n\`\`\`\n`);
    const { title, rules, asOf, events, expected, strays } = read!;
    const sent = events.map(({ type, room, participant_id, at, user_id, user_name }): CaseEvent => {
      const names = {
        ...(user_id === null ? {} : { user_id }),
        ...(user_name === null ? {} : { user_name }),
      };
      return type === 'clear' ? { type, room, at } : { type, room, participant_id, at, ...names };
    });
    expect(vectorId({ rules, ...(asOf === null ? {} : { as_of: asOf }), events: sent })).toBe(vector.id);
    expect(title).toBe(vector.name);
    expect(expected.map(({ id: _id, ...meeting }) => meeting)).toEqual(vector.expect);
    expect(strays).toEqual(vector.anomalies ?? []);
  });
});

test('what has no words is quoted', () => {
  const [vector] = vectors.filter(({ name }) => name === 'A room and a participant may be called anything');
  const text = writeExample(vector!).join('\n');
  expect(text).toContain('join   "b\\nc" 0:00 as "\\u0000\\"\\\\\\t😀"');
  expect(text).toContain('in "a\\nb": 0:00 for 1:00, max 1: c 0:00 for 1:00');
});

describe('a drawing', () => {
  const clock = clockFor([0]);
  const meeting = (start_time: number, duration: number, ongoing = false) => ({
    room: 'r',
    start_time,
    duration,
    ongoing,
  });

  test('visits, clears, reconnects, what goes on, and both lists of meetings', () => {
    const events = [
      { type: 'join', room: 'r', participant_id: 'alice', at: 0 },
      { type: 'leave', room: 'r', participant_id: 'alice', at: 30_000 },
      { type: 'join', room: 'r', participant_id: 'alice', at: 30_000 },
      { type: 'clear', room: 'r', at: 40_000 },
      { type: 'join', room: 'r', participant_id: 'bob', at: 45_000 },
      { type: 'join', room: 'other', participant_id: 'zoe', at: 0 },
    ] as const;
    const drawn = drawTimeline(
      { rules: {}, as_of: 59_000, events },
      'r',
      [meeting(0, 40), meeting(45, 14, true)],
      [meeting(0, 30)],
      clock,
    );
    expect(drawn).toEqual([
      '             0:00                                                    0:59',
      'alice        ├─────────────────────────────├─────────┤',
      'bob                                                       ├──────────────',
      'clear                                                |',
      'want         [=======================================)    [=============>',
      'got          [=============================)',
    ]);
  });

  test('many people, long names, nothing at all, and meetings that are none', () => {
    const events = Array.from({ length: 10 }, (_, i) => ({
      type: 'join' as const,
      room: 'r',
      participant_id: `a-very-long-name-${i}`,
      at: 0,
    }));
    const drawn = drawTimeline({ rules: {}, events }, 'r', [], [null, { room: 'r' }], clock);
    expect(drawn).toHaveLength(1 + 8 + 1 + 2);
    expect(drawn[1]).toMatch(/^a-very-long… /);
    expect(drawn[9]).toBe('…            and 2 more');
    expect(drawn.at(-1)).toBe('got');
  });
});
