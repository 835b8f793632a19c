import fc from 'fast-check';
import { createEngine, type Engine } from '../../src/engine/create-engine.js';
import { deliveries } from '../support/delivery.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = fc.record({
  delivery: deliveries(),
  saveAfter: fc.array(fc.nat(61), { minLength: 1, maxLength: 5 }),
});

export const lawRestore = law('law-restore', cases, ({ delivery, saveAfter }, compile) => {
  const rules = compile(delivery.log.options);
  const unbroken = createEngine({ rules, explain: true });
  let restored: Engine = createEngine({ rules, explain: true });
  for (const [i, { events, watermark }] of delivery.batches.entries()) {
    mustEqual(restored.push(events), unbroken.push(events), 'push');
    if (saveAfter.includes(i)) {
      const saved = restored.snapshot();
      const text = JSON.stringify(saved);
      const from = JSON.parse(text);
      const left = restored;
      restored = createEngine({ rules, from, explain: true });
      if (watermark !== null) left.advance(watermark);
      mustEqual(
        [JSON.stringify(saved), JSON.stringify(from)],
        [text, text],
        'a snapshot that aliases live state',
      );
    }
    if (watermark !== null) mustEqual(restored.advance(watermark), unbroken.advance(watermark), 'advance');
    mustEqual(
      [restored.meetings(), restored.nextDeadline(), restored.pending, restored.watermark],
      [unbroken.meetings(), unbroken.nextDeadline(), unbroken.pending, unbroken.watermark],
      'state',
    );
  }
});
