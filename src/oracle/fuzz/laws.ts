import type { StrayEvent } from '../../model/anomaly.js';
import type { Meeting } from '../../model/meeting.js';
import { documentedRules } from '../../rules/options.js';
import type { CaseEvent, CaseInput } from '../case.js';
import type { Feature } from '../protocol.js';
import { type FuzzCase, shuffled } from './arbitrary-fuzz-cases.js';

/** What an implementation said of a case: its meetings, and its strays if it tells of them. */
export interface Listing {
  readonly meetings: readonly Meeting[];
  readonly anomalies?: readonly StrayEvent[];
}

/** The same case in another form, and what the answer to it must be, given that to the first form. */
export interface Variant {
  readonly input: CaseInput;
  readonly wants: (said: Listing) => Listing;
  /** what was done, in words */
  readonly told: string;
}

/** A relation between answers that holds whatever the right answer is. */
export interface Law {
  readonly slug: string;
  readonly sentence: string;
  readonly needs: readonly Feature[];
  /** The first form, if it is not the case as drawn. */
  readonly base?: (drawn: FuzzCase) => CaseInput;
  /** Other forms of the first one; none where there are none. */
  readonly variants: (base: CaseInput, salt: number) => readonly Variant[];
}

/** What follows from the rules without anybody knowing the right answer (section 5 of SPEC.md). */
export const laws: readonly Law[] = [
  {
    slug: 'shift',
    sentence:
      'Shifting all times by a multiple of the granularity shifts the answer and changes nothing else.',
    needs: [],
    variants(base, salt) {
      const seconds = ((salt % 2000) - 1000 || 1) * stepOf(base.rules);
      const milliseconds = seconds * 1000;
      const events = base.events.map((event) => ({ ...event, at: event.at + milliseconds }));
      const input = {
        ...base,
        events,
        ...(base.as_of === undefined ? {} : { as_of: base.as_of + milliseconds }),
      };
      const wants = ({ meetings, anomalies }: Listing) => ({
        meetings: meetings.map((meeting) => ({
          ...meeting,
          start_time: meeting.start_time + seconds,
          participants: meeting.participants.map((record) => ({
            ...record,
            join_time: record.join_time + seconds,
          })),
        })),
        ...(anomalies === undefined
          ? {}
          : { anomalies: anomalies.map((stray) => ({ ...stray, at: stray.at + milliseconds })) }),
      });
      return [{ input, wants, told: `all times shifted by ${seconds} s` }];
    },
  },
  {
    slug: 'rename',
    sentence: 'Other names for rooms and participants change nothing but these names.',
    needs: [],
    variants(base, salt) {
      const rooms = renaming(
        base.events.map(({ room }) => room),
        salt,
      );
      const people = renaming(
        base.events.flatMap(({ participant_id: who }) => who ?? []),
        salt + 3,
      );
      const renamed = <Named extends { readonly room: string; readonly participant_id?: string }>(
        named: Named,
      ) => ({
        ...named,
        room: rooms(named.room),
        ...(named.participant_id === undefined ? {} : { participant_id: people(named.participant_id) }),
      });
      const wants = ({ meetings, anomalies }: Listing) => ({
        meetings: meetings.map((meeting) => ({
          ...meeting,
          room: rooms(meeting.room),
          participants: meeting.participants.map((record) => ({
            ...record,
            participant_id: people(record.participant_id),
          })),
        })),
        ...(anomalies === undefined ? {} : { anomalies: anomalies.map(renamed) }),
      });
      return [
        {
          input: { ...base, events: base.events.map(renamed) },
          wants,
          told: 'rooms and participants renamed',
        },
      ];
    },
  },
  {
    slug: 'permute',
    sentence: 'The order in which events come changes nothing.',
    needs: [],
    variants: (base, salt) => [
      same({ ...base, events: shuffled(base.events, salt + 1) }, 'events in another order'),
    ],
  },
  {
    slug: 'repeat',
    sentence: 'An event that is delivered twice changes nothing.',
    needs: [],
    variants(base, salt) {
      const events = base.events.flatMap((event, i) =>
        (salt >> (i % 16)) & 1 || i === 0 ? [event, event] : [event],
      );
      return [same({ ...base, events }, 'some events delivered twice')];
    },
  },
  {
    slug: 'split',
    sentence: 'The answer for all rooms is the answers for each room, as of the same T.',
    needs: ['as_of'],
    base: ({ input }) => ({ ...input, as_of: input.as_of ?? latestOf(input.events) }),
    variants(base) {
      const rooms = [...new Set(base.events.map(({ room }) => room))];
      const isIn = (room: string) => (item: { readonly room: string }) => item.room === room;
      return rooms.map((room) => ({
        input: { ...base, events: base.events.filter(isIn(room)) },
        wants: ({ meetings, anomalies }) => ({
          meetings: meetings.filter(isIn(room)),
          ...(anomalies === undefined ? {} : { anomalies: anomalies.filter(isIn(room)) }),
        }),
        told: `the room ${JSON.stringify(room)} alone`,
      }));
    },
  },
  {
    slug: 'cut',
    sentence: 'As of T, the log cut after T gives what the whole log gives.',
    needs: ['as_of'],
    base: ({ input, salt }) => ({
      ...input,
      as_of: input.as_of ?? input.events[salt % Math.max(1, input.events.length)]?.at ?? 0,
    }),
    variants({ rules, as_of = 0, events }) {
      const before = events.filter(({ at }) => at <= as_of);
      const known = same({ rules, as_of, events: before }, 'the log cut after T');
      return latestOf(before) === as_of && before.length > 0
        ? [known, same({ rules, events: before }, 'the log cut after T, and no T given')]
        : [known];
    },
  },
];

function same(input: CaseInput, told: string): Variant {
  return { input, wants: (said) => said, told };
}

function stepOf({ granularity }: CaseInput['rules']): number {
  return Number.isInteger(granularity) ? Math.max(1, granularity as number) : documentedRules.granularity;
}

function latestOf(events: readonly CaseEvent[]): number {
  return events.reduce((latest, { at }) => Math.max(latest, at), events[0]?.at ?? 0);
}

/** Names that trip programs which take them for something else. */
const ODD = ['constructor', '__proto__', ' ', '0', '-1', 'a\nb', '"', '\\', 'é', '😀', 'null', 'A'];

/** One odd name for each name. */
function renaming(names: readonly string[], salt: number): (name: string) => string {
  const sorted = [...new Set(names)].sort();
  const to = new Map(
    sorted.map((name, i) => [name, i < ODD.length ? ODD[(salt + i) % ODD.length]! : `${name}!`]),
  );
  return (name) => to.get(name) ?? name;
}
