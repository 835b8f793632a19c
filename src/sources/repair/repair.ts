import { compareText } from '../../model/compare-text.js';
import type { EventType } from '../../model/event.js';
import { wholeMs } from '../../model/parse-time.js';
import type { EpochMs } from '../../model/time.js';
import type { Fact } from '../source.js';

/** What can be repaired, as `--no-repair` calls it. */
export const repairKinds = ['lost-join', 'drift', 'redelivery', 'room-end', 'replaced', 'max-open'] as const;

/**
 * - `lost-join`: a leave tells when its join was, which is not there: the join is added
 * - `drift`: two copies of one time differ by less than `DRIFT`: the later one is dropped
 * - `redelivery`: a message came again under another time: it is dropped
 * - `room-end`: the room's end closes a visit that has no leave
 * - `replaced`: a new connection of the same user closes a visit that has no leave
 * - `max-open`: a visit without a leave is closed after some time
 */
export type RepairKind = (typeof repairKinds)[number];

/** How to repair. */
export interface RepairOptions {
  /** what not to repair */
  readonly off: ReadonlySet<RepairKind>;
  /** how long a visit may be open, in milliseconds; null: as long as it will */
  readonly maxOpen: number | null;
}

/**
 * What was repaired, or could not be as it came too late (`unrepaired`). The event is the one that was added or dropped; `participant_id`
 * is null for a clear.
 */
export interface RepairNotice {
  readonly code: 'repaired' | 'unrepaired';
  readonly kind: RepairKind;
  readonly type: EventType;
  readonly room: string;
  readonly participant_id: string | null;
  readonly at: EpochMs;
}

/** What is said of a whole log in the order of time, whatever the order in which it was found out. */
export function compareNotices(a: RepairNotice, b: RepairNotice): number {
  return (
    a.at - b.at ||
    compareText(a.room, b.room) ||
    compareText(a.participant_id ?? '', b.participant_id ?? '') ||
    compareText(a.type, b.type) ||
    compareText(a.kind, b.kind) ||
    compareText(a.code, b.code)
  );
}

/** Two copies of one time may lie so far apart, in milliseconds: whole seconds, rounded on both sides. */
export const DRIFT = 2000;

/** The facts that are repaired. */
export type PresenceFact = Exclude<Fact, { kind: 'ignored' | 'invalid' }>;

/** Whom a fact is about: nobody, if it is about the room. */
export function whoOfFact(fact: PresenceFact): string {
  return fact.kind === 'clear' ? '' : fact.kind === 'rename' ? fact.from : fact.participant_id;
}

/** The type by which a fact is counted that has nothing to say; null: time that went by. */
export function ignoredBy(fact: PresenceFact | null): string {
  return fact?.kind === 'rename' ? fact.type : 'room end';
}

/** When a fact takes its place among others. */
export function timeOfFact(fact: PresenceFact): number {
  return fact.kind === 'stay' ? fact.joined_at : fact.at;
}

/** The times that a fact tells which may decide when a log ends, in whole milliseconds. */
export function timesOfFact(fact: PresenceFact): EpochMs[] {
  if (fact.kind === 'rename') return [];
  if (fact.kind !== 'stay') return [wholeMs(fact.at)];
  return fact.left_at === null ? [wholeMs(fact.joined_at)] : [wholeMs(fact.joined_at), wholeMs(fact.left_at)];
}

/** The latest time that a fact tells, in whole milliseconds. */
export function endOfFact(fact: PresenceFact): EpochMs {
  return wholeMs(fact.kind === 'stay' ? (fact.left_at ?? fact.joined_at) : fact.at);
}
