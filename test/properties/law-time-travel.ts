import fc from 'fast-check';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { anyGap, gapMs, logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = fc.record({ log: logCases(), later: anyGap });

export const lawTimeTravel = law('law-time-travel', cases, ({ log, later }, compile) => {
  const { events, asOf } = log;
  const rules = compile(log.options);
  const whole = reconstruct(events, { rules, asOf, explain: true });
  const cut = reconstruct(
    events.filter(({ at }) => at <= asOf),
    { rules, asOf, explain: true },
  );
  mustEqual(
    { meetings: whole.meetings, explanations: whole.explanations },
    { meetings: cut.meetings, explanations: cut.explanations },
    'the whole log as of T, and the log cut after T',
  );
  const after = reconstruct(events, { rules, asOf: asOf + gapMs(later, log.options) });
  const ids = new Set(after.meetings.map(({ id }) => id));
  for (const { id } of whole.meetings)
    mustHold(ids.has(id), 'an id is gone at a later T', id, after.meetings);
});
