/**
 * Logs of platforms: payloads in, presence events out. Sources know what payloads say; a mapping makes a source of data.
 */
export { sources } from './sources/all-sources.js';
export { type Candidate, type Detection, detectSource } from './sources/detect.js';
export { type EnvelopeName, type Opened, openEnvelope } from './sources/envelopes.js';
export {
  createLocalTime,
  type OddLocalTime,
  type RepeatedHour,
} from './sources/local-time.js';
export { compileMapping } from './sources/mapping/compile-mapping.js';
export { defineMapping } from './sources/mapping/define-mapping.js';
export type {
  Condition,
  Field,
  LengthUnit,
  Mapping,
  TimeForm,
  ValuePattern,
} from './sources/mapping/mapping.js';
export { presets } from './sources/presets.js';
export { type ReadEvents, type ReadEventsOptions, readEvents } from './sources/read-events.js';
export { type RecordRead, readRecord } from './sources/read-record.js';
export {
  createRepair,
  type Repair,
  type RepairStage,
  type RepairState,
} from './sources/repair/create-repair.js';
export type { LogFact } from './sources/repair/log-fact.js';
export type { PeopleState, Person } from './sources/repair/people.js';
export {
  type PresenceFact,
  type RepairKind,
  type RepairNotice,
  type RepairOptions,
  repairKinds,
} from './sources/repair/repair.js';
export { repairLog } from './sources/repair/repair-log.js';
export type { Delivery, Fact, Presence, Recognition, Source, SourceOptions } from './sources/source.js';
