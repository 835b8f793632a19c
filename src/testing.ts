/** For tests of implementations in JavaScript: drawn cases, a comparison of meetings, and the conformance vectors. */
export { caseInputs } from './oracle/arbitrary-cases.js';
export { ruleOptions } from './oracle/arbitrary-logs.js';
export type { CaseEvent, CaseInput, ExpectedMeeting } from './oracle/case.js';
export { compareMeetings } from './oracle/judge/compare-meetings.js';
export type { Difference, DifferenceKind } from './oracle/judge/difference.js';
export type { Verdict } from './oracle/judge/judge-answer.js';
export { type MeetingsFunction, runVectors, type VectorRun } from './oracle/run-vectors.js';
export { loadVectors } from './oracle/vectors/load-vectors.js';
export type { Vector, VectorSource } from './oracle/vectors/vector.js';
