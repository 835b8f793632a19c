import { createContext, runInContext } from 'node:vm';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import * as reconvene from '../src/index.js';
import * as kernel from '../src/kernel.js';

/** An entry as a browser would get it, with nothing put in for what only Node has. */
async function bundle(entry: string): Promise<string> {
  const { outputFiles, warnings } = await build({
    entryPoints: [entry],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    globalName: 'reconvene',
    write: false,
    logLevel: 'silent',
  });
  expect(warnings).toEqual([]);
  return outputFiles[0]!.text;
}

/**
 * Runs a scenario in a bare V8: the language, and nothing of Node or a browser. The function goes there as its
 * text, hence it may use only its argument and what the language has.
 */
async function runBare<Api>(entry: string, scenario: (api: Api) => string): Promise<string> {
  const context = createContext({});
  runInContext(await bundle(entry), context);
  return runInContext(`(${scenario})(reconvene)`, context);
}

function reconstructScenario({ reconstruct }: typeof reconvene): string {
  const log = [
    { type: 'join', room: 'den', participant_id: 'alice', at: new Date(0), user_name: 'Ålice 😀' },
    { type: 'join', room: 'den', participant_id: 'bob', at: '1970-01-01T01:00:20.0005+01:00' },
    { type: 'leave', room: 'den', participant_id: 'bob', at: 300_000 },
    { type: 'leave', room: 'den', participant_id: 'carol', at: 310_000 },
    { type: 'leave', room: 'den', at: 320_000 },
    { type: 'join', room: 'höhle', participant_id: 'dave', at: new Date(500_000) },
    { type: 'clear', room: 'den', at: new Date(950_000) },
  ] as const;
  const events = log as unknown as reconvene.PresenceEvent[];
  return JSON.stringify(reconstruct(events, { explain: true, asOf: new Date(1_000_000) }));
}

function liveScenario({ createEngine }: typeof reconvene): string {
  const told: unknown[] = [];
  let engine = createEngine({ explain: true, rules: { granularity: 1 } });
  const at = (seconds: number) => new Date(seconds * 1000);
  engine.push([
    { type: 'join', room: 'den', participant_id: 'alice', at: at(0) },
    { type: 'join', room: 'den', participant_id: 'bob', at: '1970-01-01T00:00:15Z' },
    { type: 'leave', room: 'den', participant_id: 'bob', at: 60_000 },
    { type: 'leave', room: 'den', participant_id: 'alice', at: 700_000 },
  ]);
  for (const seconds of [10, 40, 61, 660, 699, 700, 701]) {
    told.push(engine.nextDeadline(), engine.advance(at(seconds)), engine.meetings(), engine.pending);
    const saved = JSON.stringify(engine.snapshot());
    told.push(saved);
    engine = createEngine({ explain: true, from: JSON.parse(saved) });
  }
  told.push(engine.push({ type: 'join', room: 'den', participant_id: 'eve', at: at(0) }));
  return JSON.stringify(told);
}

function stepScenario({ createRoom, step, ongoingMeeting }: typeof kernel): string {
  const told: unknown[] = [];
  let room = createRoom('den');
  const instants: [number | string | Date, kernel.StepEvent[]][] = [
    [new Date(0), [{ type: 'join', participant_id: 'alice', user_name: 'Ålice 😀' }]],
    ['1970-01-01T00:00:15Z', [{ type: 'join', participant_id: 'bob' }]],
    [60_000, [{ type: 'leave', participant_id: 'bob' }]],
    [700_000, []],
    [800_000, [{ type: 'clear' }]],
  ];
  for (const [at, events] of instants) {
    const result = step(room, { at, events });
    told.push(result, ongoingMeeting(result.room, at));
    room = result.room;
  }
  return JSON.stringify(told);
}

test('reconstruct works in a bare V8, with its Dates', async () => {
  const bare = await runBare('src/index.ts', reconstructScenario);
  expect(bare).toBe(reconstructScenario(reconvene));
  const { meetings, anomalies } = JSON.parse(bare) as reconvene.Reconstruction;
  expect(meetings.map(({ room, duration, ongoing }) => [room, duration, ongoing])).toEqual([
    ['den', 900, false],
    ['höhle', 500, true],
    ['den', 50, false],
  ]);
  expect(anomalies.map(({ code }) => code)).toEqual(['invalid-event', 'orphan-leave']);
});

test('the live engine works in a bare V8, through snapshots', async () => {
  const bare = await runBare('src/index.ts', liveScenario);
  expect(bare).toBe(liveScenario(reconvene));
  expect(bare).toContain('"reset-start"');
  expect(bare).toContain('"late-event"');
});

test('the kernel works in a bare V8', async () => {
  const bare = await runBare('src/kernel.ts', stepScenario);
  expect(bare).toBe(stepScenario(kernel));
  expect(bare).toContain('"reset-start"');
});

test('the bare V8 is bare', () => {
  const there = runInContext(
    '[typeof process, typeof TextEncoder, typeof crypto, typeof setTimeout]',
    createContext({}),
  );
  expect([...there]).toEqual(['undefined', 'undefined', 'undefined', 'undefined']);
});
