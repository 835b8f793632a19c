import { NEVER } from '../../model/time.js';
import type { RuleMutant } from './mutant.js';

/** Section 3 of SPEC.md, misread. */
export const sessionMutants: readonly RuleMutant[] = [
  {
    name: 'solo-start-early',
    clause: 'solo-start',
    sentence: 'Being alone begins a meeting just before the limit.',
    wrong: {
      overrides: ({ soloDeadline }) => ({
        soloDeadline: (since) => Math.max(since, soloDeadline(since) - 1),
      }),
    },
  },
  {
    name: 'solo-start-late',
    clause: 'solo-start',
    sentence: 'Being alone begins a meeting just after the limit.',
    wrong: { overrides: ({ soloDeadline }) => ({ soloDeadline: (since) => soloDeadline(since) + 1 }) },
  },
  {
    name: 'wait-from-listed-time',
    clause: 'solo-start',
    sentence: 'The wait runs from the time that is listed.',
    wrong: {
      overrides: ({ listedTime, soloDeadline }) => ({
        soloDeadline: (since) => Math.max(since, soloDeadline(listedTime(since) * 1000)),
      }),
    },
  },
  {
    name: 'solo-at-once',
    clause: 'solo-start',
    sentence: 'Whoever comes in begins a meeting.',
    wrong: { overrides: () => ({ soloDeadline: (since) => since }) },
  },
  {
    name: 'solo-never',
    clause: 'solo-start',
    sentence: 'A meeting takes two.',
    wrong: { overrides: () => ({ soloDeadline: () => NEVER }) },
  },
  {
    name: 'solo-after-threshold',
    clause: 'solo-start',
    sentence: 'Nobody begins a meeting before they have passed the join threshold.',
    wrong: {
      overrides: ({ options, soloDeadline }) => ({
        soloDeadline: (since) => Math.max(soloDeadline(since), since + options.joinThreshold * 1000),
      }),
    },
  },
  {
    name: 'start-at-company',
    clause: 'second-joiner-start',
    sentence: 'A meeting of two starts when the second comes.',
    wrong: {
      overrides: () => ({ companyStart: (present, _stays, _since, at) => (present < 2 ? null : at) }),
    },
  },
  {
    name: 'forgotten-start',
    clause: 'second-joiner-start',
    sentence: 'Whoever waited first gives the start, though they leave as the others come.',
    wrong: {
      overrides: () => ({
        companyStart: (present, _stays, since, at) => (present < 2 ? null : since === NEVER ? at : since),
      }),
    },
  },
  {
    name: 'company-does-not-start',
    clause: 'second-joiner-start',
    sentence: 'A second joiner comes into a meeting, and begins none.',
    wrong: {
      overrides: ({ companyStart }) => ({
        companyStart: (present, stays, since, at) => (stays ? null : companyStart(present, stays, since, at)),
      }),
    },
  },
  {
    name: 'together-is-no-start',
    clause: 'second-joiner-start',
    sentence: 'A second joiner needs a first one who was there before.',
    wrong: {
      overrides: ({ companyStart }) => ({
        companyStart: (present, stays, since, at) => (stays ? companyStart(present, stays, since, at) : null),
      }),
    },
  },
  {
    name: 'reset-start-at-departure',
    clause: 'reset-start',
    sentence: 'After a reset the new meeting starts where the old one lost its company.',
    wrong: { overrides: () => ({ resetStart: (since) => since }) },
  },
  {
    name: 'reset-start-at-deadline',
    clause: 'reset-start',
    sentence: 'After a reset the new meeting starts now, wherever the old one was made to end.',
    wrong: { overrides: () => ({ resetStart: (_since, deadline) => deadline }) },
  },
  {
    name: 'last-one-ends',
    clause: 'empty-end',
    sentence: 'A meeting is over when only one is left.',
    wrong: { overrides: () => ({ isEmptyEnd: (present) => present <= 1 }) },
  },
  {
    name: 'never-empty',
    clause: 'empty-end',
    sentence: 'A meeting goes on while the room is empty, as someone may come back.',
    wrong: { overrides: () => ({ isEmptyEnd: () => false }) },
  },
  {
    name: 'reconnect-restarts-the-clock',
    clause: 'alone-reset',
    sentence: 'A reconnect of the one who is alone begins the ten minutes anew.',
    wrong: {
      overrides: () => ({ aloneSince: (present, _same, _before, at) => (present === 1 ? at : NEVER) }),
    },
  },
  {
    name: 'reconnect-starts-the-clock',
    clause: 'alone-reset',
    sentence: 'Whoever was alone from the start is left alone as soon as they reconnect.',
    wrong: {
      overrides: () => ({
        aloneSince: (present, same, before, at) =>
          present !== 1 ? NEVER : same && before !== NEVER ? before : at,
      }),
    },
  },
  {
    name: 'handover-keeps-the-clock',
    clause: 'alone-reset',
    sentence: 'A room with one in it stays so when another takes over.',
    wrong: {
      overrides: ({ aloneSince }) => ({
        aloneSince: (present, same, before, at) =>
          present === 1 && before !== NEVER ? before : aloneSince(present, same, before, at),
      }),
    },
  },
  {
    name: 'reset-early',
    clause: 'alone-reset',
    sentence: 'The reset comes just before the limit.',
    wrong: { overrides: ({ resetDeadline }) => ({ resetDeadline: (since) => resetDeadline(since) - 1 }) },
  },
  {
    name: 'reset-late',
    clause: 'alone-reset',
    sentence: 'The reset comes just after the limit.',
    wrong: { overrides: ({ resetDeadline }) => ({ resetDeadline: (since) => resetDeadline(since) + 1 }) },
  },
  {
    name: 'never-reset',
    clause: 'alone-reset',
    sentence: 'A meeting lasts as long as anyone is there.',
    wrong: { overrides: () => ({ resetDeadline: () => NEVER }) },
  },
  {
    name: 'gap-at-reset',
    clause: 'alone-reset',
    sentence: 'A reset ends the meeting where the company left, and the next one starts now.',
    wrong: { overrides: () => ({ resetEnd: (since) => since, resetStart: (_since, deadline) => deadline }) },
  },
];
