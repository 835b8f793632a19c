import fc from 'fast-check';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { documentedRules } from '../../src/rules/options.js';
import { mustEqual, mustHold } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = logCases(fc.constantFrom(1, 15).map((granularity) => ({ ...documentedRules, granularity })));

export const lawBounds = law('law-bounds', cases, ({ options, events, asOf }, compile) => {
  const { meetings } = reconstruct(events, { rules: compile(options), asOf });
  for (const { ongoing, start_time, duration, participants } of meetings) {
    if (ongoing) continue;
    const end = Math.max(...participants.map((record) => record.join_time + record.duration));
    mustEqual(start_time, Math.min(...participants.map((record) => record.join_time)), 'start_time');
    const off = Math.abs(start_time + duration - end);
    mustHold(off < options.granularity, 'start_time + duration is off by', off, participants);
  }
});
