import { isDeepStrictEqual } from 'node:util';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { createRoom, ongoingMeeting, step } from '../../src/kernel.js';
import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { law } from '../support/law.js';

/** The pure step, instant by instant through JSON, comes to what `reconstruct` does for the whole log at once. */
export const stepIsRecipe = law('step-is-recipe', logCases(), ({ options, events, asOf }, compile) => {
  const rules = compile(options);
  for (const name of new Set(events.map((event) => event.room))) {
    const own = events.filter((event) => event.room === name && event.at <= asOf);
    const bulk = reconstruct(own, { rules, asOf, explain: true });
    let room = createRoom(name);
    const closed: { id: string }[] = [];
    const strays: unknown[] = [];
    const explanations: Record<string, unknown> = {};
    const instants = [...new Set([...own.map(({ at }) => at), asOf])];
    for (const at of instants) {
      const before = JSON.stringify(room);
      const input = { at, events: own.filter((event) => event.at === at) };
      const result = step(room, input, rules);
      mustEqual(JSON.stringify(room), before, 'the room that was given');
      closed.push(...result.closed);
      strays.push(...result.anomalies);
      Object.assign(explanations, result.explanations);
      room = JSON.parse(JSON.stringify(result.room));
      mustHold(isDeepStrictEqual(room, result.room), 'state that is not plain JSON', result.room);
    }
    const running = ongoingMeeting(room, asOf, rules);
    const meetings = running === null ? closed : [...closed, running];
    mustEqual(meetings, bulk.meetings, 'meetings');
    mustEqual(
      strays,
      bulk.anomalies.filter(({ code }) => code !== 'suspect-unit'),
      'strays',
    );
    for (const { id } of closed) mustEqual(explanations[id], bulk.explanations![id], 'explanation');
  }
});
