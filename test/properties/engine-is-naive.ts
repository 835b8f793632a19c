import { reconstruct } from '../../src/engine/reconstruct.js';
import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { naiveMeetings } from '../../src/oracle/naive.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

/** The engine and the naive model are two implementations of SPEC.md; they agree on every log under every rule. */
export const engineIsNaive = law('engine-is-naive', logCases(), ({ options, events, asOf }, compile) => {
  const actual = reconstruct(events, { rules: compile(options), asOf, explain: true });
  const naive = naiveMeetings(events, options, asOf);
  const meetings = actual.meetings.map(({ id, ...meeting }) => {
    const { began, ended } = actual.explanations![id]!;
    return { ...meeting, start: began.at, end: ended?.at ?? null };
  });
  mustEqual(meetings, naive.meetings, 'meetings');
  mustEqual(
    actual.anomalies.filter(({ code }) => code !== 'suspect-unit'),
    naive.strays,
    'strays',
  );
});
