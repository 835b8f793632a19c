export { type CompiledRules, compileRules, type RuleOverrides } from './engine/compile-rules.js';
export { type Advance, createEngine, type Engine, type EngineOptions } from './engine/create-engine.js';
export type { MeetingColumns, RecordColumns } from './engine/meeting-columns.js';
export type { LogColumns } from './engine/read-columns.js';
export { type Reconstruction, type ReconstructOptions, reconstruct } from './engine/reconstruct.js';
export {
  type ColumnsReconstruction,
  type ReconstructColumnsOptions,
  reconstructColumns,
} from './engine/reconstruct-columns.js';
export type { Snapshot } from './engine/snapshot.js';
export type { CodedTexts, TextColumn } from './engine/text-column.js';
export type {
  Anomaly,
  InvalidEvent,
  InvalidReason,
  LateEvent,
  StrayEvent,
  SuspectUnit,
} from './model/anomaly.js';
export type { BeginClause, EndClause } from './model/clause.js';
export { describeInvalid } from './model/describe-invalid.js';
export type { ClearEvent, JoinEvent, LeaveEvent, PresenceEvent } from './model/event.js';
export type { Began, Ended, Explanation, Facts } from './model/explanation.js';
export type { Meeting, ParticipantRecord } from './model/meeting.js';
export type { RuleOptions } from './model/rule-options.js';
export type { EpochMs, Seconds, TimeInput } from './model/time.js';
export { MEETING_NAMESPACE } from './rules/meeting-id.js';
export { defineRules, documentedRules } from './rules/options.js';
