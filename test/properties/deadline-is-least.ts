import { createEngine } from '../../src/engine/create-engine.js';
import { deliveries } from '../support/delivery.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { law } from '../support/law.js';

/** `nextDeadline()` is the least watermark that opens or closes a meeting with no further event; null for none. */
export const deadlineIsLeast = law('deadline-is-least', deliveries(), ({ log, batches }, compile) => {
  const rules = compile(log.options);
  const engine = createEngine({ rules });
  for (const { events, watermark } of batches) {
    engine.push(events);
    if (watermark !== null) engine.advance(watermark);
    const deadline = engine.nextDeadline();
    const fork = () => createEngine({ rules, from: engine.snapshot() });
    if (deadline === null) {
      mustEqual(changes(fork().advance(8.64e15)), 0, 'no deadline, but something happens');
      continue;
    }
    mustHold(engine.watermark === null || deadline > engine.watermark, 'a deadline that is past', deadline);
    const early = fork();
    mustEqual(changes(early.advance(deadline - 1)), 0, `just before ${deadline}`);
    mustHold(changes(early.advance(deadline)) > 0, 'nothing happens at the deadline', deadline);
    mustHold(changes(fork().advance(deadline)) > 0, 'nothing happens at the deadline, at once', deadline);
  }
});

function changes({ opened, closed }: { opened: unknown[]; closed: unknown[] }): number {
  return opened.length + closed.length;
}
