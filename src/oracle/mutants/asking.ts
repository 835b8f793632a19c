import type { CaseEvent, CaseInput } from '../case.js';
import { instantsOf } from './instants.js';
import type { Mutant } from './mutant.js';
import { rewriting } from './rewrite-log.js';

/** Right rules, wrongly asked: mistakes about T, about what happens at one instant, and about options. */
export const askingMutants: readonly Mutant[] = [
  {
    name: 'as-of-ignored',
    clause: 'as-of',
    sentence: 'All of the log counts.',
    wrong: { asks: ({ rules, events }) => ({ rules, events }) },
  },
  {
    name: 'as-of-last-line',
    clause: 'as-of',
    sentence: 'Where no T is given, it is the time of the last event in the log.',
    wrong: {
      asks: (input) => {
        const last = input.events.at(-1)?.at;
        return input.as_of !== undefined || last === undefined ? input : { ...input, as_of: last };
      },
    },
  },
  {
    name: 'as-of-last-change',
    clause: 'as-of',
    sentence: 'A clear tells of nobody, so it does not move T.',
    wrong: {
      asks: (input) => {
        const times = input.events.filter(({ type }) => type !== 'clear').map(({ at }) => at);
        return input.as_of !== undefined || times.length === 0
          ? input
          : { ...input, as_of: times.reduce((latest, at) => Math.max(latest, at)) };
      },
    },
  },
  {
    name: 'no-events-is-an-error',
    clause: 'as-of',
    sentence: 'There is nothing to tell of a log without events.',
    wrong: { asks: (input) => (input.events.length === 0 ? refused(input) : input) },
  },
  {
    name: 'no-time-is-an-error',
    clause: 'as-of',
    sentence: 'Without a T and without events there is no answer.',
    wrong: {
      asks: (input) => (input.events.length === 0 && input.as_of === undefined ? refused(input) : input),
    },
  },
  {
    name: 'leaves-come-first',
    clause: 'empty-end',
    sentence: 'At one instant all leaves happen before all joins.',
    wrong: {
      asks: rewriting((events) => {
        const { beside } = instantsOf(events);
        return events.map((event) =>
          event.type === 'join' && beside(event, 'leave') ? { ...event, at: event.at + 1 } : event,
        );
      }),
    },
  },
  {
    name: 'joins-come-first',
    clause: 'max-participants',
    sentence: 'At one instant all joins happen before all leaves.',
    wrong: {
      asks: rewriting((events) => {
        const { beside } = instantsOf(events);
        return events.map((event) =>
          event.type === 'leave' && beside(event, 'join') ? { ...event, at: event.at + 1 } : event,
        );
      }),
    },
  },
  {
    name: 'options-unread',
    clause: 'event',
    sentence: 'The documented values are the rules.',
    wrong: { asks: ({ rules: _, ...rest }) => ({ rules: {}, ...rest }) },
  },
  {
    name: 'rooms-fold-case',
    clause: 'event',
    sentence: 'Names of rooms and participants are the same in capitals.',
    wrong: {
      asks: rewriting((events) =>
        events.map((event): CaseEvent => {
          const room = event.room.toLowerCase();
          if (event.type === 'clear') return { ...event, room };
          return { ...event, room, participant_id: event.participant_id.toLowerCase() };
        }),
      ),
    },
  },
];

/** The same log under rules that are not allowed. */
function refused(input: CaseInput): CaseInput {
  return { ...input, rules: { refused: true } };
}
