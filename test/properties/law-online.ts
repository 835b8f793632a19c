import fc from 'fast-check';
import { type Advance, createEngine } from '../../src/engine/create-engine.js';
import { reconstruct } from '../../src/engine/reconstruct.js';
import type { Meeting } from '../../src/model/meeting.js';
import { deliveries } from '../support/delivery.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = fc.record({ delivery: deliveries(), breaches: fc.array(fc.nat(), { maxLength: 4 }) });

/** Breaches are events delivered again behind the watermark: late, redeliveries or not, and without effect. */
export const lawOnline = law('law-online', cases, ({ delivery, breaches }, compile) => {
  const { log, batches } = delivery;
  const rules = compile(log.options);
  const engine = createEngine({ rules, explain: true });
  const results: Advance[] = [];
  const opened = new Set<string>();
  for (const [i, { events, watermark }] of batches.entries()) {
    mustEqual(engine.push(events), [], 'an event that keeps the promise');
    if (watermark === null) continue;
    const result = engine.advance(watermark);
    results.push(result);
    checkOpenings(result, opened);
    for (const breach of breaches.filter((place) => place % batches.length === i)) {
      const late = log.events.filter(({ at }) => at <= watermark)[breach];
      if (late === undefined) continue;
      const { type, room, participant_id, at } = late;
      const expected = { code: 'late-event', type, room, participant_id: participant_id || null, at };
      mustEqual(engine.push(late), [expected], 'an event behind the watermark');
    }
  }
  const batch = reconstruct(
    log.events.filter(({ at }) => at <= log.asOf),
    { rules, asOf: log.asOf, explain: true },
  );
  const closed = results.flatMap((result) => result.closed);
  const starts = new Map(Object.entries(batch.explanations!).map(([id, { began }]) => [id, began.at]));
  const inOrder = (a: Meeting, b: Meeting) => {
    const byStart = starts.get(a.id)! - starts.get(b.id)!;
    return byStart !== 0 ? byStart : a.room < b.room ? -1 : 1;
  };
  mustEqual([...closed, ...engine.meetings()].sort(inOrder), batch.meetings, 'meetings');
  const atOnce = createEngine({ rules });
  atOnce.push(log.events.filter(({ at }) => at <= log.asOf));
  mustEqual(closed, atOnce.advance(log.asOf).closed, 'the order of closing');
  mustEqual(
    results.flatMap((result) => result.anomalies),
    batch.anomalies.filter(({ code }) => code !== 'suspect-unit'),
    'strays',
  );
  for (const { closed: ended, explanations } of results) {
    for (const { id } of ended) mustEqual(explanations![id], batch.explanations![id], 'explanation');
  }
  mustHold(engine.pending === 0, 'nothing waits at or behind the watermark', engine.pending);
});

function checkOpenings(result: Advance, opened: Set<string>): void {
  for (const meeting of result.opened) {
    mustHold(meeting.ongoing && !opened.has(meeting.id), 'opened twice, or not ongoing', meeting);
    opened.add(meeting.id);
  }
  for (const meeting of result.closed) {
    mustHold(!meeting.ongoing && opened.has(meeting.id), 'closed without having been opened', meeting);
  }
}
