import fc from 'fast-check';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { anyGap, gapMs, logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = fc.record({ log: logCases(), later: anyGap });

export const lawFinality = law('law-finality', cases, ({ log, later }, compile) => {
  const rules = compile(log.options);
  const before = reconstruct(log.events, { rules, asOf: log.asOf, explain: true });
  const after = reconstruct(log.events, {
    rules,
    asOf: log.asOf + gapMs(later, log.options),
    explain: true,
  });
  for (const meeting of before.meetings.filter(({ ongoing }) => !ongoing)) {
    const again = after.meetings.find(({ id }) => id === meeting.id);
    mustEqual(again, meeting, 'a finished meeting as of a later T');
    mustEqual(after.explanations![meeting.id], before.explanations![meeting.id], 'its explanation');
  }
});
