import { NEVER } from '../../model/time.js';
import type { RuleMutant } from './mutant.js';

/** Section 4 of SPEC.md, misread. */
export const listingMutants: readonly RuleMutant[] = [
  {
    name: 'visit-ending-at-start',
    clause: 'bounds',
    sentence: 'A visit that ends where a meeting starts belongs to it.',
    wrong: {
      overrides: () => ({ overlapsSession: (join, leave, start, end) => join < end && leave >= start }),
    },
  },
  {
    name: 'visit-joining-at-end',
    clause: 'bounds',
    sentence: 'A visit that begins where a meeting ends belongs to it.',
    wrong: {
      overrides: () => ({ overlapsSession: (join, leave, start, end) => join <= end && leave > start }),
    },
  },
  {
    name: 'later-visits-only',
    clause: 'participants',
    sentence: 'A visit belongs to the meeting in which it began.',
    wrong: {
      overrides: ({ overlapsSession }) => ({
        overlapsSession: (join, leave, start, end) =>
          join >= start && overlapsSession(join, leave, start, end),
      }),
    },
  },
  {
    name: 'records-not-clipped',
    clause: 'participants',
    sentence: 'A record has the join of its visit, before the meeting or not.',
    wrong: { overrides: () => ({ clippedJoin: (join) => join }) },
  },
  {
    name: 'leaves-not-clipped',
    clause: 'participants',
    sentence: 'A record has the leave of its visit, after the meeting or not.',
    wrong: { overrides: () => ({ clippedLeave: (leave) => leave }) },
  },
  {
    name: 'last-participants',
    clause: 'max-participants',
    sentence: 'max_participants is how many were there last.',
    wrong: { overrides: () => ({ largestPresence: (_soFar, present) => present }) },
  },
  {
    name: 'first-participants',
    clause: 'max-participants',
    sentence: 'max_participants is how many were there when the meeting began.',
    wrong: { overrides: () => ({ largestPresence: (soFar, present) => (soFar > 0 ? soFar : present) }) },
  },
  {
    name: 'equal-presence-counts',
    clause: 'max-participants',
    sentence: 'A later moment with as many people takes the maximum over.',
    equivalent:
      'Where the two numbers are equal it makes no difference which of them is taken; else the larger is.',
    wrong: {
      overrides: () => ({ largestPresence: (soFar, present) => (present >= soFar ? present : soFar) }),
    },
  },
  {
    name: 'duration-of-milliseconds',
    clause: 'whole-seconds',
    sentence: 'A duration is its milliseconds, cut to seconds.',
    wrong: { overrides: () => ({ wholeDuration: (begin, end) => Math.floor((end - begin) / 1000) }) },
  },
  {
    name: 'duration-rounded',
    clause: 'whole-seconds',
    sentence: 'A duration is its milliseconds, rounded to seconds.',
    wrong: { overrides: () => ({ wholeDuration: (begin, end) => Math.round((end - begin) / 1000) }) },
  },
  {
    name: 'duration-of-listed-times',
    clause: 'granularity',
    sentence: 'A duration is the difference of the times that are listed.',
    wrong: {
      overrides: ({ listedTime }) => ({ wholeDuration: (begin, end) => listedTime(end) - listedTime(begin) }),
    },
  },
  {
    name: 'truncated-below-zero',
    clause: 'granularity',
    sentence: 'Times are cut towards zero.',
    wrong: {
      overrides: ({ options: { granularity, rounding }, listedTime }) => ({
        listedTime: (at) =>
          rounding === 'floor' ? Math.trunc(at / 1000 / granularity) * granularity + 0 : listedTime(at),
      }),
    },
  },
  {
    name: 'ceil-away-from-zero',
    clause: 'granularity',
    sentence: 'Rounding up is rounding away from zero.',
    wrong: {
      overrides: ({ options: { granularity, rounding }, listedTime }) => ({
        listedTime: (at) => {
          const steps = Math.floor(at / 1000) / granularity;
          const away = Math.sign(steps) * Math.ceil(Math.abs(steps)) * granularity + 0;
          return rounding === 'ceil' ? away : listedTime(at);
        },
      }),
    },
  },
  {
    name: 'ceil-is-next-step',
    clause: 'granularity',
    sentence: 'Rounding up is rounding down and one step on.',
    wrong: {
      overrides: ({ options: { granularity, rounding }, listedTime }) => ({
        listedTime: (at) =>
          rounding === 'ceil' ? (Math.floor(at / 1000 / granularity) + 1) * granularity : listedTime(at),
      }),
    },
  },
  {
    name: 'half-away-from-zero',
    clause: 'granularity',
    sentence: 'Half a step is rounded away from zero.',
    wrong: {
      overrides: ({ options: { granularity, rounding }, listedTime }) => ({
        listedTime: (at) => {
          const steps = Math.floor(at / 1000) / granularity;
          const nearest = Math.sign(steps) * Math.floor(Math.abs(steps) + 0.5) * granularity + 0;
          return rounding === 'nearest' ? nearest : listedTime(at);
        },
      }),
    },
  },
  {
    name: 'snapped-from-milliseconds',
    clause: 'granularity',
    sentence: 'A time is snapped from its exact milliseconds.',
    wrong: {
      overrides: ({ options: { granularity, rounding }, listedTime }) => ({
        listedTime: (at) =>
          rounding === 'ceil' ? Math.ceil(at / 1000 / granularity) * granularity + 0 : listedTime(at),
      }),
    },
  },
  {
    name: 'ongoing-without-duration',
    clause: 'ongoing',
    sentence: 'What is still running has no duration yet.',
    wrong: {
      overrides: ({ wholeDuration }) => ({
        endAsOf: (end) => end,
        wholeDuration: (begin, end) => (end === NEVER ? 0 : wholeDuration(begin, end)),
      }),
    },
  },
  {
    name: 'id-of-second',
    clause: 'meeting-id',
    sentence: 'The id is made from the start in seconds.',
    wrong: {
      overrides: ({ meetingId }) => ({
        meetingId: (room, start) => meetingId(room, Math.floor(start / 1000)),
      }),
    },
  },
  {
    name: 'id-of-room',
    clause: 'meeting-id',
    sentence: 'A room has one meeting, so the room is its id.',
    wrong: { overrides: ({ meetingId }) => ({ meetingId: (room) => meetingId(room, 0) }) },
  },
  {
    name: 'id-of-start',
    clause: 'meeting-id',
    sentence: 'No two meetings start at the same millisecond.',
    wrong: { overrides: ({ meetingId }) => ({ meetingId: (_room, start) => meetingId('', start) }) },
  },
  {
    name: 'id-without-line-feed',
    clause: 'meeting-id',
    sentence: 'The id is made from the room and the start, one right behind the other.',
    wrong: {
      overrides: ({ meetingId }) => ({ meetingId: (room, start) => meetingId(`${room}${start}`, 0) }),
    },
  },
];
