import { type CompiledRules, compileRules, type RuleOverrides } from '../../src/engine/compile-rules.js';
import { NEVER } from '../../src/model/time.js';
import type { Compile } from './law.js';

/** A rule as a wrong implementer would have written it. */
export interface Mutant {
  readonly name: string;
  readonly clause: string;
  readonly sentence: string;
  readonly overrides: (rules: CompiledRules) => RuleOverrides;
}

export const mutants: readonly Mutant[] = [
  {
    name: 'clear-ignored',
    clause: 'pairing',
    sentence: 'Only a leave of their own takes someone out of a room.',
    overrides: () => ({ closesVisit: (wasOpen, leaves) => wasOpen && leaves }),
  },
  {
    name: 'reconnect-lost',
    clause: 'same-instant',
    sentence: 'A leave and a join at one instant always end with the leave.',
    overrides: () => ({ opensVisit: (_wasOpen, _closed, joins, leaves) => joins && !leaves }),
  },
  {
    name: 'empty-visit-stays',
    clause: 'same-instant',
    sentence: 'A leave and a join at one instant always end with the join.',
    overrides: () => ({
      opensVisit: (wasOpen, closed, joins) => joins && (!wasOpen || closed),
      isOrphanLeave: (wasOpen, _joins, leaves) => leaves && !wasOpen,
    }),
  },
  {
    name: 'reconnect-is-duplicate',
    clause: 'strays',
    sentence: 'A join of someone who was just there is always a duplicate.',
    overrides: () => ({ isDuplicateJoin: (wasOpen, _closed, joins) => joins && wasOpen }),
  },
  {
    name: 'leave-name-always',
    clause: 'names',
    sentence: 'What the leave says of a name holds for every record of the visit.',
    overrides: () => ({ recordName: (joinName, leaveName) => joinName ?? leaveName }),
  },
  {
    name: 'last-name-wins',
    clause: 'names',
    sentence: 'Of two names told at one instant the later told stands.',
    overrides: () => ({ agreedName: (a, b) => b ?? a }),
  },
  {
    name: 'as-of-exclusive',
    clause: 'as-of',
    sentence: 'Events at T are not used any more.',
    overrides: () => ({ isAfterAsOf: (at, asOf) => at >= asOf }),
  },
  {
    name: 'threshold-exclusive',
    clause: 'join-threshold',
    sentence: 'A visit must last longer than the threshold.',
    overrides: ({ options }) => ({
      isAdmitted: (join, leave, asOf) =>
        leave > join && Math.min(leave, asOf) - join > options.joinThreshold * 1000,
    }),
  },
  {
    name: 'threshold-ignored',
    clause: 'join-threshold',
    sentence: 'Every visit counts, however short.',
    overrides: () => ({ isAdmitted: (join, leave) => leave > join }),
  },
  {
    name: 'short-visits-occupy',
    clause: 'occupants',
    sentence: 'Whoever is in the room is company, even for a second.',
    overrides: () => ({ isOccupant: (join, leave) => leave > join }),
  },
  {
    name: 'no-frontier',
    clause: 'undecided',
    sentence: 'An open visit that is still short is taken for one that will stay short.',
    overrides: () => ({ decidedFrom: (join) => join, admissionKnownFrom: (join) => join }),
  },
  {
    name: 'solo-start-early',
    clause: 'solo-start',
    sentence: 'Being alone begins a meeting just before the limit.',
    overrides: ({ soloDeadline }) => ({ soloDeadline: (since) => soloDeadline(since) - 1 }),
  },
  {
    name: 'start-at-company',
    clause: 'second-joiner-start',
    sentence: 'A meeting of two starts when the second comes.',
    overrides: () => ({ companyStart: (present, _stays, _since, at) => (present < 2 ? null : at) }),
  },
  {
    name: 'forgotten-start',
    clause: 'second-joiner-start',
    sentence: 'Whoever waited first gives the start, though they leave as the others come.',
    overrides: () => ({
      companyStart: (present, _stays, since, at) => (present < 2 ? null : since === NEVER ? at : since),
    }),
  },
  {
    name: 'reset-start-at-departure',
    clause: 'reset-start',
    sentence: 'After a reset the new meeting starts where the old one lost its company.',
    overrides: () => ({ resetStart: (since) => since }),
  },
  {
    name: 'reset-counts-from-start',
    clause: 'alone-reset',
    sentence: 'A reconnect of the one who is alone begins the ten minutes anew.',
    overrides: () => ({ aloneSince: (present, _same, _before, at) => (present === 1 ? at : NEVER) }),
  },
  {
    name: 'reset-late',
    clause: 'alone-reset',
    sentence: 'The reset comes just after the limit.',
    overrides: ({ resetDeadline }) => ({ resetDeadline: (since) => resetDeadline(since) + 1 }),
  },
  {
    name: 'never-reset',
    clause: 'alone-reset',
    sentence: 'A meeting lasts as long as anyone is there.',
    overrides: () => ({ resetDeadline: () => NEVER }),
  },
  {
    name: 'touching-visits-overlap',
    clause: 'bounds',
    sentence: 'A visit that ends where a meeting starts belongs to it.',
    overrides: () => ({ overlapsSession: (join, leave, start, end) => join <= end && leave >= start }),
  },
  {
    name: 'records-not-clipped',
    clause: 'participants',
    sentence: 'A record has the join of its visit, before the meeting or not.',
    overrides: () => ({ clippedJoin: (join) => join }),
  },
  {
    name: 'leaves-not-clipped',
    clause: 'participants',
    sentence: 'A record has the leave of its visit, after the meeting or not.',
    overrides: () => ({ clippedLeave: (leave) => leave }),
  },
  {
    name: 'last-participants',
    clause: 'max-participants',
    sentence: 'max_participants is how many were there last.',
    overrides: () => ({ largestPresence: (_soFar, present) => present }),
  },
  {
    name: 'duration-of-milliseconds',
    clause: 'whole-seconds',
    sentence: 'A duration is its milliseconds, cut to seconds.',
    overrides: () => ({ wholeDuration: (begin, end) => Math.floor((end - begin) / 1000) }),
  },
  {
    name: 'truncated-below-zero',
    clause: 'granularity',
    sentence: 'Times are cut towards zero.',
    overrides: ({ options }) => ({
      listedTime: (at) => Math.trunc(at / 1000 / options.granularity) * options.granularity,
    }),
  },
  {
    name: 'ongoing-until-last-leave',
    clause: 'ongoing',
    sentence: 'What is still running has no duration yet.',
    overrides: () => ({ endAsOf: (end) => (end === NEVER ? 0 : end) }),
  },
  {
    name: 'id-of-second',
    clause: 'meeting-id',
    sentence: 'The id is made from the start in seconds.',
    overrides: ({ meetingId }) => ({ meetingId: (room, start) => meetingId(room, Math.floor(start / 1000)) }),
  },
];

/** Compiles rules with a mutant in them. */
export function mutate(mutant: Mutant): Compile {
  return (options) => compileRules(options, mutant.overrides(compileRules(options)));
}
