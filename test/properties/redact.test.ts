import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flatColumns, recordRows } from '../../src/formats/columns.js';
import { totalColumns } from '../../src/formats/person-total.js';
import { writeCsv } from '../../src/formats/write-csv.js';
import { createPersonTotals } from '../../src/replay/listing/person-totals.js';
import { createRedaction } from '../../src/replay/redact.js';
import { connectionLog } from '../support/encode/connection-log.js';
import { platformEncoders } from '../support/encode/platforms.js';
import { runs, seed } from '../support/law.js';
import { randomFrom, T } from '../support/log-lines.js';
import { replayText, type TextOptions } from '../support/replay-text.js';

const share = Math.max(1, Math.ceil(runs / 10));

/** Texts that nothing else has in it: wherever one of them turns up, it was told. */
const secret = fc
  .string({ unit: fc.constantFrom(...'äßλ文字🦊 "\\,;\'<&|xyz'), minLength: 1, maxLength: 5 })
  .map((text) => `§${text}§`);

interface Drawn {
  readonly type: 'join' | 'leave' | 'clear' | 'bad';
  readonly who: number;
  readonly room: 'a' | 'b';
  readonly at: number;
}

const cases = fc.record({
  people: fc.array(
    fc.record({ participant_id: secret, user_id: fc.option(secret), user_name: fc.option(secret) }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  events: fc.array(
    fc.record<Drawn>({
      type: fc.constantFrom('join', 'join', 'leave', 'leave', 'clear', 'bad'),
      who: fc.nat(3),
      room: fc.constantFrom('a', 'b'),
      at: fc.integer({ min: 0, max: 100 }).map((step) => T + step * 7_000),
    }),
    { minLength: 1, maxLength: 25 },
  ),
  key: fc.string({ minLength: 1 }),
  lateness: fc.constantFrom(null, 60_000),
  chance: fc.nat(),
});
type Case = typeof cases extends fc.Arbitrary<infer Known> ? Known : never;

/** The lines of a log, bad ones among them, by what makes an id or a name of a text. */
function linesOf({ people, events }: Case, say: (text: string) => string): string[] {
  return events.map(({ type, who, room, at }) => {
    const { participant_id, user_id, user_name } = people[who % people.length]!;
    const names = {
      user_id: user_id === null ? null : say(user_id),
      user_name: user_name === null ? null : say(user_name),
    };
    if (type === 'clear') return JSON.stringify({ type, room, at });
    const event = { type, room, participant_id: say(participant_id), at, ...names };
    return type === 'bad'
      ? `${JSON.stringify({ ...event, type: 'join' }).slice(0, -1)}`
      : JSON.stringify(event);
  });
}

function secretsOf({ people }: Case): string[] {
  return people
    .flatMap(({ participant_id, user_id, user_name }) => [participant_id, user_id, user_name])
    .filter((text) => text !== null);
}

/** All that is ever written of a replay. */
async function written(
  text: string,
  options: TextOptions,
): Promise<{ outputs: string; meetings: unknown; anomalies: unknown }> {
  const ran = await replayText(text, { explains: true, isExact: true, ...options });
  const { meetings, anomalies, statistics, badLines } = ran;
  const people = createPersonTotals();
  meetings.forEach(people.add);
  const totals = people.finish(statistics.as_of ?? 0);
  const outputs = [
    JSON.stringify(meetings),
    ...writeCsv(flatColumns(true), recordRows(meetings, true)),
    ...writeCsv(totalColumns(true), totals),
    JSON.stringify(totals),
    JSON.stringify(anomalies),
    JSON.stringify(statistics),
    JSON.stringify(badLines),
  ].join('\n');
  return { outputs, meetings, anomalies };
}

function mustHide(outputs: string, secrets: readonly string[]): void {
  for (const text of secrets) {
    const escaped = JSON.stringify(text).slice(1, -1);
    expect(outputs).not.toContain(text);
    expect(outputs).not.toContain(escaped);
    expect(outputs).not.toContain(text.replaceAll('"', '""'));
  }
}

describe(`--redact, ${share} runs each, RECONVENE_SEED=${seed}`, () => {
  test('nothing that is written has an id or a name; all else is as if the log had had the hashes', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const redact = createRedaction(drawn.key);
        const lines = linesOf(drawn, (text) => text);
        // A first line that is an event, so that the log is one.
        const first = JSON.stringify({ type: 'clear', room: 'c', at: T - 1000 });
        const text = [first, ...lines].join('\n');
        const { outputs, meetings } = await written(text, { redact, lateness: drawn.lateness });
        mustHide(outputs, secretsOf(drawn));
        const hash = (secret: string) => createHmac('sha256', drawn.key).update(secret).digest('hex');
        const hashed = [first, ...linesOf(drawn, hash)].join('\n');
        expect(meetings).toEqual((await written(hashed, { lateness: drawn.lateness })).meetings);
      }),
      { numRuns: share, seed },
    );
  });

  test('the same key gives the same, another one nothing in common', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const text = linesOf(drawn, (secret) => secret).join('\n');
        const clear = `${JSON.stringify({ type: 'clear', room: 'c', at: T - 1000 })}\n`;
        const by = (key: string) => written(clear + text, { redact: createRedaction(key) });
        const [one, same, other] = [await by(drawn.key), await by(drawn.key), await by(`${drawn.key}!`)];
        expect(same).toEqual(one);
        const hashes = (outputs: string) => new Set(outputs.match(/\b[0-9a-f]{64}\b/g) ?? []);
        const common = [...hashes(one.outputs)].filter((found) => hashes(other.outputs).has(found));
        expect(common).toEqual([]);
      }),
      { numRuns: share, seed },
    );
  });

  test.each(Object.keys(platformEncoders))('payloads of %s, repaired', async (platform) => {
    const encode = platformEncoders[platform]!;
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const events = drawn.events
          .filter(({ type }) => type !== 'bad')
          .sort((a, b) => a.at - b.at)
          .map(({ type, who, room, at }) => {
            const { participant_id, user_id, user_name } = drawn.people[who % drawn.people.length]!;
            const names = { user_id: user_id ?? participant_id, user_name: user_name ?? participant_id };
            return { type: type as 'join' | 'leave' | 'clear', room, participant_id, at, ...names };
          });
        if (events.length === 0) return;
        const log = connectionLog(events).map((event) => ({ ...event, user_name: event.user_id }));
        const { payloads } = encode(log, randomFrom(drawn.chance));
        if (payloads.length === 0) return;
        const text = payloads.map((payload) =>
          typeof payload === 'string' ? payload : JSON.stringify(payload),
        );
        const { outputs } = await written(text.join('\n'), { redact: createRedaction(drawn.key) });
        mustHide(outputs, secretsOf(drawn));
      }),
      { numRuns: Math.ceil(share / 4), seed },
    );
  });
});
