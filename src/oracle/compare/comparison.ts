import type { Meeting } from '../../model/meeting.js';
import type { Correction } from './correction.js';
import type { BadMeeting, ForeignMeeting } from './foreign-meeting.js';

/**
 * What became of meetings that were compared. `different`: bounds that overlap, or fields that differ; `split`: one of ours is several of
 * theirs; `merged`: several of ours are one of theirs; `unknown`: the log, or their list, cannot tell; `ignored`: asked for, with a reason.
 */
export const outcomes = [
  'equal',
  'within_tolerance',
  'different',
  'split',
  'merged',
  'missing',
  'extra',
  'unknown',
  'ignored',
] as const;
export type Outcome = (typeof outcomes)[number];

/** Those that count against their list. */
export const differing: readonly Outcome[] = ['different', 'split', 'merged', 'missing', 'extra'];

/** Why it cannot be told whether meetings differ. */
export type UnknownReason = 'log-begins-later' | 'log-ends-earlier' | 'room-not-in-log' | 'list-is-partial';

/** The fields that are compared; those of participants with the name of the record's field. */
export const comparedFields = [
  'start_time',
  'duration',
  'ongoing',
  'max_participants',
  'participants',
  'participants.join_time',
  'participants.duration',
  'participants.user_id',
  'participants.user_name',
] as const;
export type ComparedField = (typeof comparedFields)[number];

/** A field that is not equal; `path` says which record. Of a record that only one side has, the other side is null. */
export interface FieldDifference {
  readonly field: ComparedField;
  readonly path: string;
  readonly ours: unknown;
  readonly theirs: unknown;
  readonly isWithin: boolean;
}

/** Meetings that belong together: one and one, or as their outcome says. */
export interface ComparedItem {
  readonly outcome: Outcome;
  readonly room: string;
  readonly ours: readonly Meeting[];
  readonly theirs: readonly ForeignMeeting[];
  readonly fields: readonly FieldDifference[];
  /** why it is unknown, or ignored; else null */
  readonly reason: string | null;
}

/** How many items came to an outcome, and how many seconds their meetings lasted on both sides. */
export interface OutcomeCount {
  count: number;
  ourSeconds: number;
  theirSeconds: number;
}

export type OutcomeCounts = Readonly<Record<Outcome, OutcomeCount>>;

/** A hint at how the lists were made, which is no difference in itself. */
export type Notice =
  | { readonly kind: 'no-common-room'; readonly ours: readonly string[]; readonly theirs: readonly string[] }
  | { readonly kind: 'partial-list'; readonly total: number; readonly listed: number }
  | { readonly kind: 'listed-at'; readonly at: number; readonly meetings: number }
  | { readonly kind: 'unknown-fields'; readonly fields: Readonly<Record<string, number>> }
  | { readonly kind: 'repeated'; readonly meetings: number };

/** What came of holding a list against another. Times in Unix seconds, lengths in seconds. */
export interface Comparison {
  readonly tolerance: number;
  /** how many meetings there were to compare */
  readonly ours: number;
  readonly theirs: number;
  /** what is wrong with all of their times, and was taken back before comparing; null for nothing */
  readonly correction: Correction | null;
  /** how many items would differ had it not been taken back; null for no correction */
  readonly differingUncorrected: number | null;
  readonly counts: OutcomeCounts;
  /** those that are not equal and not within tolerance, by room and start */
  readonly items: readonly ComparedItem[];
  /** by field: how many items differ in it, and how many are off by no more than the tolerance */
  readonly fields: Readonly<Record<ComparedField, { different: number; within: number }>>;
  /** by field: how many of their meetings or records do not say it */
  readonly notCompared: Readonly<Partial<Record<ComparedField, number>>>;
  readonly bad: readonly BadMeeting[];
  readonly notices: readonly Notice[];
  /** entries of the list of what to ignore that fitted nothing, in words */
  readonly stale: readonly string[];
  /** whether a room is in both lists, or there is an empty list to compare with */
  readonly isComparable: boolean;
}

/** How many items differ. */
export function countDiffering(counts: OutcomeCounts): number {
  return differing.reduce((sum, outcome) => sum + counts[outcome].count, 0);
}

/** Whether their list is right: nothing differs, nothing could not be read, nothing was wrong with all of it, no entry is stale. */
export function isRight({ counts, bad, correction, stale }: Comparison): boolean {
  return countDiffering(counts) === 0 && bad.length === 0 && correction === null && stale.length === 0;
}
