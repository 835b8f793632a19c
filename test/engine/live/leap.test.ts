import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../../src/engine/compile-rules.js';
import { createEngine } from '../../../src/engine/create-engine.js';
import { reconstruct } from '../../../src/engine/reconstruct.js';
import type { PresenceEvent } from '../../../src/model/event.js';
import { logCases, ruleOptions } from '../../../src/oracle/arbitrary-logs.js';
import { runs, seed } from '../../support/law.js';

/** So many visits of one room that those of earlier sessions are dropped while later ones are still being settled. */
const long = logCases(ruleOptions, { minLength: 150, maxLength: 500 });

describe(`a watermark that leaps over many sessions, RECONVENE_SEED=${seed}`, () => {
  test('decides what the whole log comes to, with its explanations', () => {
    fc.assert(
      fc.property(long, fc.array(fc.nat(500), { maxLength: 2 }), ({ options, events, asOf }, leaps) => {
        const engine = createEngine({ rules: options, explain: true });
        engine.push(events);
        const explanations: Record<string, unknown> = {};
        const ended = new Map<string, unknown>();
        const watermarks = leaps.map((place) => events[place % events.length]!.at);
        for (const watermark of [...watermarks.filter((at) => at < asOf).sort((a, b) => a - b), asOf]) {
          const advance = engine.advance(watermark);
          for (const meeting of advance.closed) ended.set(meeting.id, meeting);
          Object.assign(explanations, advance.explanations);
        }
        const whole = reconstruct(events, { rules: options, asOf, explain: true });
        const isOver = ({ ongoing }: { ongoing: boolean }) => !ongoing;
        expect(engine.meetings()).toEqual(whole.meetings.filter(({ ongoing }) => ongoing));
        expect(ended).toEqual(new Map(whole.meetings.filter(isOver).map((meeting) => [meeting.id, meeting])));
        for (const id of ended.keys()) expect(explanations[id]).toEqual(whole.explanations![id]);
      }),
      { numRuns: Math.ceil(runs / 5), seed },
    );
  });
});

/** Visits of one participant after another: as many meetings, or none as they are too short for one. */
function visits(count: number, apart: number, stay: number): PresenceEvent[] {
  return Array.from({ length: count }, (_, i) => i * apart).flatMap((at, i): PresenceEvent[] => {
    const who = { room: 'r', participant_id: `p${i % 3}` };
    return [
      { type: 'join', ...who, at },
      { type: 'leave', ...who, at: at + stay },
    ];
  });
}

/** How often the rules are asked while something is done. */
function questions(events: PresenceEvent[], ask: (engine: ReturnType<typeof createEngine>) => void): number {
  let asked = 0;
  const documented = compileRules();
  const counting = <Args extends unknown[], Result>(rule: (...args: Args) => Result) => {
    return (...args: Args): Result => {
      asked++;
      return rule(...args);
    };
  };
  const rules = compileRules(
    {},
    {
      isAdmitted: counting(documented.isAdmitted),
      overlapsSession: counting(documented.overlapsSession),
      soloDeadline: counting(documented.soloDeadline),
    },
  );
  const engine = createEngine({ rules });
  engine.push(events);
  ask(engine);
  return asked;
}

describe('work grows with the visits of a room, and no faster', () => {
  const long = { type: 'join', room: 'r', participant_id: 'who stays', at: -1 } as const;

  test.each([
    ['meetings one after the other', (count: number) => visits(count, 100_000, 60_000)],
    ['resets of one who stays', (count: number) => [long, ...visits(count, 700_000, 20_000)]],
  ])('one leap over %s', (_, log) => {
    const leap = (count: number) => questions(log(count), (engine) => void engine.advance(count * 700_000));
    expect(leap(2000) / leap(500)).toBeLessThan(5);
  });

  test('the next deadline of a room in which nobody waits for long enough', () => {
    const next = (count: number) => {
      return questions(visits(count, 20_000, 15_000), (engine) => expect(engine.nextDeadline()).toBeNull());
    };
    expect(next(2000) / next(500)).toBeLessThan(5);
  });
});
