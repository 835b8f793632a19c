import fc from 'fast-check';
import { createEngine, type Engine } from '../../src/engine/create-engine.js';
import { createRoom, ongoingMeeting, type Room, step } from '../../src/kernel.js';
import type { ValidEvent } from '../../src/model/event.js';
import type { Meeting } from '../../src/model/meeting.js';
import { meetingId } from '../../src/rules/meeting-id.js';
import { deliveries } from '../support/delivery.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

const questions: readonly ((engine: Engine) => unknown)[] = [
  () => null,
  (engine) => engine.nextDeadline(),
  (engine) => engine.meetings(),
  (engine) => {
    const before = engine.snapshot();
    engine.nextDeadline();
    mustEqual(engine.snapshot(), before, 'a question that changes what is saved');
  },
];

const cases = fc.record({
  delivery: deliveries(),
  asked: fc.array(fc.nat(questions.length - 1), { minLength: 61, maxLength: 61 }),
});

/**
 * The live engine, which looks at a room only when something may come of it, says at each watermark what the pure step
 * says of every room at every watermark; and whatever it is asked in between changes nothing.
 */
export const liveIsRecipe = law('live-is-recipe', cases, ({ delivery, asked }, compile) => {
  const rules = compile(delivery.log.options);
  const engine = createEngine({ rules, explain: true });
  const rooms = new Map<string, Room>();
  let waiting: ValidEvent[] = [];
  for (const [i, { events, watermark }] of delivery.batches.entries()) {
    engine.push(events);
    waiting.push(...events);
    questions[asked[i]!]!(engine);
    if (watermark === null) continue;
    const due = waiting.filter(({ at }) => at <= watermark);
    waiting = waiting.filter(({ at }) => at > watermark);
    const opened: string[] = [];
    const closed: Meeting[] = [];
    const strays: unknown[] = [];
    const explanations: Record<string, unknown> = {};
    for (const { room } of due) if (!rooms.has(room)) rooms.set(room, createRoom(room));
    for (const name of rooms.keys()) {
      const own = due.filter(({ room }) => room === name);
      for (const at of new Set([...own.map((event) => event.at).sort((a, b) => a - b), watermark])) {
        const result = step(rooms.get(name)!, { at, events: own.filter((event) => event.at === at) }, rules);
        rooms.set(name, result.room);
        opened.push(...result.opened.map((start) => meetingId(name, start)));
        closed.push(...result.closed);
        strays.push(...result.anomalies);
        Object.assign(explanations, result.explanations);
      }
    }
    const actual = engine.advance(watermark);
    mustEqual(ids(actual.opened), opened.sort(), 'opened');
    mustEqual(byId(actual.closed), byId(closed), 'closed');
    mustEqual(texts(actual.anomalies), texts(strays), 'strays');
    for (const { id } of closed) mustEqual(actual.explanations![id], explanations[id], 'explanation');
    if (asked[i] !== 2) continue;
    const running = [...rooms.values()].flatMap((room) => ongoingMeeting(room, watermark, rules) ?? []);
    mustEqual(byId(engine.meetings()), byId(running), 'ongoing');
  }
});

function ids(meetings: readonly Meeting[]): string[] {
  return meetings.map(({ id }) => id).sort();
}

function byId(meetings: readonly Meeting[]): Meeting[] {
  return [...meetings].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function texts(anomalies: readonly unknown[]): string[] {
  return anomalies.map((anomaly) => JSON.stringify(anomaly)).sort();
}
