import { type EpochMs, NEVER } from '../../model/time.js';
import type { RuleMutant } from './mutant.js';

/** Sections 1 and 2 of SPEC.md, misread. */
export const visitMutants: readonly RuleMutant[] = [
  {
    name: 'clear-ignored',
    clause: 'pairing',
    sentence: 'Only a leave of their own takes someone out of a room.',
    wrong: { overrides: () => ({ closesVisit: (wasOpen, leaves) => wasOpen && leaves }) },
  },
  {
    name: 'reconnect-lost',
    clause: 'same-instant',
    sentence: 'A leave and a join at one instant always end with the leave.',
    wrong: { overrides: () => ({ opensVisit: (_wasOpen, _closed, joins, leaves) => joins && !leaves }) },
  },
  {
    name: 'empty-visit-stays',
    clause: 'same-instant',
    sentence: 'A leave and a join at one instant always end with the join.',
    wrong: {
      overrides: () => ({
        opensVisit: (wasOpen, closed, joins) => joins && (!wasOpen || closed),
        isOrphanLeave: (wasOpen, _joins, leaves) => leaves && !wasOpen && !_joins,
      }),
    },
  },
  {
    name: 'empty-visit-is-stray',
    clause: 'strays',
    sentence: 'A leave while no visit is open is an orphan, whatever else happens at that instant.',
    wrong: { overrides: () => ({ isOrphanLeave: (wasOpen, _joins, leaves) => leaves && !wasOpen }) },
  },
  {
    name: 'reconnect-is-duplicate',
    clause: 'strays',
    sentence: 'A join of someone who was just there is always a duplicate.',
    wrong: { overrides: () => ({ isDuplicateJoin: (wasOpen, _closed, joins) => joins && wasOpen }) },
  },
  {
    name: 'leave-name-always',
    clause: 'names',
    sentence: 'What the leave says of a name holds for every record of the visit.',
    wrong: { overrides: () => ({ recordName: (joinName, leaveName) => joinName ?? leaveName }) },
  },
  {
    name: 'leave-name-never',
    clause: 'names',
    sentence: 'Only a join tells a name.',
    wrong: { overrides: () => ({ recordName: (joinName) => joinName }) },
  },
  {
    name: 'leave-name-first',
    clause: 'names',
    sentence: 'The leave comes later, so its name is the better one.',
    wrong: {
      overrides: ({ recordName }) => ({
        recordName: (joinName, leaveName, leave, end) => recordName(leaveName, joinName, leave, end),
      }),
    },
  },
  {
    name: 'leave-name-before-end',
    clause: 'names',
    sentence: 'A leave names a record only if it comes before the meeting ends.',
    wrong: {
      overrides: () => ({
        recordName: (joinName, leaveName, leave, end) => joinName ?? (leave < end ? leaveName : null),
      }),
    },
  },
  {
    name: 'last-name-wins',
    clause: 'names',
    sentence: 'Of two names told at one instant the later told stands.',
    wrong: { overrides: () => ({ agreedName: (a, b) => b ?? a }) },
  },
  {
    name: 'first-name-wins',
    clause: 'names',
    sentence: 'Of two names told at one instant the first told stands.',
    wrong: { overrides: () => ({ agreedName: (a, b) => a ?? b }) },
  },
  {
    name: 'largest-name-wins',
    clause: 'names',
    sentence: 'Of two names told at one instant the one that sorts last stands.',
    wrong: {
      overrides: () => ({ agreedName: (a, b) => (a === null || b === null ? (a ?? b) : a < b ? b : a) }),
    },
  },
  {
    name: 'names-by-code-point',
    clause: 'names',
    sentence: 'Texts are compared by their code points.',
    wrong: {
      overrides: () => ({
        agreedName: (a, b) => (a === null || b === null ? (a ?? b) : isBefore(b, a) ? b : a),
      }),
    },
  },
  {
    name: 'as-of-exclusive',
    clause: 'as-of',
    sentence: 'Events at T are not used any more.',
    wrong: { overrides: () => ({ isAfterAsOf: (at, asOf) => at >= asOf }) },
  },
  {
    name: 'threshold-exclusive',
    clause: 'join-threshold',
    sentence: 'A visit must last longer than the threshold.',
    wrong: {
      overrides: ({ options }) => ({
        isAdmitted: (join, leave, asOf) => lasted(join, leave, asOf) > options.joinThreshold * 1000,
      }),
    },
  },
  {
    name: 'threshold-in-whole-seconds',
    clause: 'join-threshold',
    sentence: 'Times are whole seconds, so a visit lasts as long as its whole seconds say.',
    wrong: {
      overrides: ({ options }) => ({
        isAdmitted: (join, leave, asOf) =>
          leave > join && lasted(second(join), second(leave), second(asOf)) >= options.joinThreshold * 1000,
      }),
    },
  },
  {
    name: 'threshold-ignored',
    clause: 'join-threshold',
    sentence: 'Every visit counts, however short.',
    wrong: { overrides: () => ({ isAdmitted: (join, leave) => leave > join }) },
  },
  {
    name: 'open-visits-wait',
    clause: 'join-threshold',
    sentence: 'Whether a visit counts is known when it has ended.',
    wrong: {
      overrides: ({ isAdmitted }) => ({
        isAdmitted: (join, leave, asOf) => leave !== NEVER && isAdmitted(join, leave, asOf),
      }),
    },
  },
  {
    name: 'empty-visits-count',
    clause: 'join-threshold',
    sentence: 'With a threshold of 0 every visit counts.',
    equivalent:
      'No visit is empty where this is asked: where none is open a join beside a leave opens none (`same-instant`), and ' +
      'a clear closes only what was open before its instant (`pairing`).',
    wrong: {
      overrides: ({ options }) => ({
        isAdmitted: (join, leave, asOf) => lasted(join, leave, asOf) >= options.joinThreshold * 1000,
      }),
    },
  },
  {
    name: 'short-visits-occupy',
    clause: 'occupants',
    sentence: 'Whoever is in the room is company, even for a second.',
    wrong: { overrides: () => ({ isOccupant: (join, leave) => leave > join }) },
  },
  {
    name: 'no-frontier',
    clause: 'undecided',
    sentence: 'An open visit that is still short is taken for one that will stay short.',
    wrong: { overrides: () => ({ decidedFrom: (join) => join, admissionKnownFrom: (join) => join }) },
  },
  {
    name: 'undecided-for-all-of-it',
    clause: 'undecided',
    sentence: 'Nothing is known of a visit before the threshold is over, even if it has ended.',
    wrong: {
      overrides: ({ options, decidedFrom }) => ({
        decidedFrom: (join, leave) =>
          options.shortVisits === 'occupy' ? decidedFrom(join, leave) : join + options.joinThreshold * 1000,
      }),
    },
  },
  {
    name: 'decided-late',
    clause: 'undecided',
    sentence: 'A visit is decided when it has lasted longer than the threshold.',
    wrong: {
      overrides: ({ options, decidedFrom }) => ({
        decidedFrom: (join, leave) =>
          decidedFrom(join, leave) + (options.shortVisits === 'ignore' && leave === NEVER ? 1 : 0),
      }),
    },
  },
  {
    name: 'reset-does-not-wait',
    clause: 'undecided',
    sentence: 'Where short visits occupy, everything is decided at once.',
    wrong: { overrides: () => ({ admissionKnownFrom: (join) => join }) },
  },
  {
    name: 'occupy-waits',
    clause: 'undecided',
    sentence: 'Where short visits occupy, an open short one holds up what comes after it all the same.',
    wrong: { overrides: ({ admissionKnownFrom }) => ({ decidedFrom: admissionKnownFrom }) },
  },
];

function lasted(join: EpochMs, leave: EpochMs, asOf: EpochMs): number {
  return Math.min(leave, asOf) - join;
}

function second(at: EpochMs): EpochMs {
  return at === NEVER ? at : Math.floor(at / 1000) * 1000;
}

function isBefore(a: string, b: string): boolean {
  const [left, right] = [[...a], [...b]].map((text) => text.map((character) => character.codePointAt(0)!));
  const at = left!.findIndex((point, i) => point !== right![i]);
  return at < 0 ? left!.length < right!.length : left![at]! < (right![at] ?? -1);
}
