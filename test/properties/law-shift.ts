import fc from 'fast-check';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

const cases = fc.record({ log: logCases(), steps: fc.integer({ min: -200_000_000, max: 200_000_000 }) });

export const lawShift = law('law-shift', cases, ({ log, steps }, compile) => {
  const { options, events, asOf } = log;
  const rules = compile(options);
  const seconds = steps * options.granularity;
  const here = reconstruct(events, { rules, asOf });
  const there = reconstruct(
    events.map((event) => ({ ...event, at: event.at + seconds * 1000 })),
    { rules, asOf: asOf + seconds * 1000 },
  );
  mustEqual(
    there.meetings.map(({ id: _, ...meeting }) => meeting),
    here.meetings.map(({ id: _, ...meeting }) => ({
      ...meeting,
      start_time: meeting.start_time + seconds,
      participants: meeting.participants.map((record) => ({
        ...record,
        join_time: record.join_time + seconds,
      })),
    })),
    `shifted by ${seconds} s`,
  );
});
