import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { reconstruct } from '../../src/engine/reconstruct.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';
import { readSpecExamples } from '../support/spec-examples.js';

export const examples = readSpecExamples(readFileSync('SPEC.md', 'utf8'));

/** The executable examples of SPEC.md as one more attacker of mutants. */
export const specExamples = law('spec-examples', fc.constantFrom(...examples), (example, compile) => {
  const options = { rules: compile(example.rules), asOf: example.asOf };
  const { meetings, anomalies } = reconstruct(example.events, options);
  mustEqual(
    meetings.map((meeting, i) => ({ ...meeting, id: example.expected[i]?.id && meeting.id })),
    example.expected.map((meeting) => ({ ...meeting, id: meeting.id ?? null })),
    `SPEC.md:${example.line}`,
  );
  mustEqual(
    anomalies.filter(({ code }) => code !== 'suspect-unit'),
    example.strays,
    `SPEC.md:${example.line}`,
  );
});
