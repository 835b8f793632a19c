import fc from 'fast-check';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { logCases, ordersWithRepeats } from '../../src/oracle/arbitrary-logs.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = logCases().chain((log) =>
  fc.record({ log: fc.constant(log), order: ordersWithRepeats(log.events.length) }),
);

export const lawSet = law('law-set', cases, ({ log, order }, compile) => {
  const options = { rules: compile(log.options), asOf: log.asOf, explain: true };
  const sorted = reconstruct(log.events, options);
  const disordered = reconstruct(
    order.map((i) => log.events[i]!),
    options,
  );
  mustEqual(
    { ...disordered, anomalies: strays(disordered) },
    { ...sorted, anomalies: strays(sorted) },
    'disordered',
  );
});

function strays({ anomalies }: ReturnType<typeof reconstruct>) {
  return anomalies.filter(({ code }) => code === 'duplicate-join' || code === 'orphan-leave');
}
