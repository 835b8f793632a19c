/** The test oracle as library calls; Node only, as implementations are programs. */
export {
  answerCase,
  type CaseAnswer,
  isRejected,
  type MeetingsAnswer,
  type RejectedAnswer,
} from './oracle/answer-case.js';
export type { Answer, CaseEvent, CaseInput, Expectation, ExpectedMeeting } from './oracle/case.js';
export { clauseSentences } from './oracle/clause-sentences.js';
export {
  type CompareLogOptions,
  compareLog,
  type LogComparison,
} from './oracle/compare/compare-log.js';
export { type CompareOptions, compareMeetingLists } from './oracle/compare/compare-meeting-lists.js';
export {
  type ComparedField,
  type ComparedItem,
  type Comparison,
  type FieldDifference,
  isRight,
  type Notice,
  type Outcome,
  type OutcomeCounts,
  type UnknownReason,
} from './oracle/compare/comparison.js';
export type { Correction } from './oracle/compare/correction.js';
export type { BadMeeting, ForeignMeeting, ForeignRecord } from './oracle/compare/foreign-meeting.js';
export { type IgnoreEntry, InvalidIgnoreList, readIgnoreList } from './oracle/compare/ignoring.js';
export { UnreadableList } from './oracle/compare/read-foreign-list.js';
export type { Explaining, Why } from './oracle/compare/why/explain-differences.js';
export type { Reading } from './oracle/compare/why/reading.js';
export type { Distance } from './oracle/compare/why/trial.js';
export { type CaseResult, type Conformance, type ConformOptions, conform } from './oracle/conform.js';
export {
  type Counterexample,
  counterexampleFile,
  InvalidCounterexample,
  readCounterexample,
} from './oracle/fuzz/counterexample.js';
export type { Checks } from './oracle/fuzz/draw-probes.js';
export type { Find, Steadiness } from './oracle/fuzz/find.js';
export { findVector } from './oracle/fuzz/find-vector.js';
export { type FuzzedImplementation, type FuzzOptions, type FuzzRun, fuzz } from './oracle/fuzz/fuzz.js';
export { replayFinds } from './oracle/fuzz/replay-finds.js';
export {
  type FuzzReport,
  fuzzReportOf,
  type ReportedFind,
  type ReportedImplementation,
} from './oracle/fuzz/report/fuzz-report.js';
export { writeFuzzJunit, writeFuzzTap } from './oracle/fuzz/report/test-points.js';
export { writeFuzzNdjson } from './oracle/fuzz/report/write-fuzz-ndjson.js';
export { writeFuzzPretty } from './oracle/fuzz/report/write-fuzz-pretty.js';
export type { Fault } from './oracle/harness/greet.js';
export { compareMeetings, compareStrays } from './oracle/judge/compare-meetings.js';
export type { Difference, DifferenceKind } from './oracle/judge/difference.js';
export type { Judgement, Verdict } from './oracle/judge/judge-answer.js';
export {
  InvalidKnownFailing,
  type KnownFailing,
  readKnownFailing,
  writeKnownFailing,
} from './oracle/known-failing.js';
export { type Likeness, looksLike } from './oracle/looks-like.js';
export type { LogMutation, Mutant, RuleMutant, RuleMutation } from './oracle/mutants/mutant.js';
export { answerAsMutant, mutants, mutate, ruleMutants } from './oracle/mutants.js';
export { type Feature, features, type Implementation, PROTOCOL } from './oracle/protocol.js';
export { type Block, type Report, reportOf } from './oracle/reports/report.js';
export { writeJunit } from './oracle/reports/write-junit.js';
export { writeNdjson } from './oracle/reports/write-ndjson.js';
export { writePretty } from './oracle/reports/write-pretty.js';
export { writeTap } from './oracle/reports/write-tap.js';
export { respond } from './oracle/respond.js';
export { checkVectors, type VectorProblem } from './oracle/vectors/check-vectors.js';
export {
  type ClauseCoverage,
  type SideCoverage,
  uncovered,
  vectorCoverage,
} from './oracle/vectors/coverage.js';
export { type Kills, killMatrix } from './oracle/vectors/kill-matrix.js';
export { loadVectors, UnreadableVectors } from './oracle/vectors/load-vectors.js';
export { InvalidVectors } from './oracle/vectors/read-vectors.js';
export type { Vector, VectorSource } from './oracle/vectors/vector.js';
export { vectorId } from './oracle/vectors/vector-id.js';
