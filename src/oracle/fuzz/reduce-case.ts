import { documentedRules } from '../../rules/options.js';
import type { CaseEvent, CaseInput } from '../case.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import type { StillFails } from './shrink.js';

/**
 * Takes away from a case what it does not need to fail in the same way. Unlike a shrinker of drawn steps it leaves times
 * where they are when an event goes, so that a limit that is met stays met.
 */
export async function reduceCase(
  drawn: FuzzCase,
  stillFails: StillFails,
  isOver: () => boolean,
): Promise<FuzzCase> {
  let kept = drawn;
  for (let isSmaller = true; isSmaller && !isOver(); ) {
    isSmaller = false;
    for (const simpler of simplifications) {
      for (let place = 0; !isOver(); ) {
        const input = simpler(kept.input, place);
        if (input === null) break;
        const isChanged = JSON.stringify(input) !== JSON.stringify(kept.input);
        if (isChanged && (await stillFails({ ...kept, input }))) {
          kept = { ...kept, input };
          isSmaller = true;
        } else place++;
      }
    }
  }
  return kept;
}

/** One way to make a case simpler, tried place by place; null when there are no more places. */
type Simplify = (input: CaseInput, place: number) => CaseInput | null;

const simplifications: readonly Simplify[] = [
  (input, place) => withoutEvents(input, place, 4),
  (input, place) => withoutEvents(input, place, 2),
  (input, place) => withoutEvents(input, place, 1),
  (input, place) => withoutPair(input, place),
  (input, place) => {
    if (place > 0 || input.as_of === undefined) return null;
    const { as_of: _, ...rest } = input;
    return rest;
  },
  (input, place) => {
    const name = Object.keys(input.rules)[place];
    if (name === undefined) return null;
    const { [name]: _, ...rules } = input.rules;
    return { ...input, rules };
  },
  (input, place) => withEvent(input, place, ({ user_id: _, ...event }) => event),
  (input, place) => withEvent(input, place, ({ user_name: _, ...event }) => event),
  (input, place) => (place > 0 ? null : { ...input, events: inOrder(input.events) }),
  (input, place) => (place > 0 ? null : renamed(input)),
  (input, place) => (place > 0 ? null : fromTheEpoch(input)),
  (input, place) => withEvent(input, place, (event) => ({ ...event, at: roundedTo(event.at, 15_000) })),
  (input, place) => withEvent(input, place, (event) => ({ ...event, at: roundedTo(event.at, 1000) })),
];

function withoutEvents(input: CaseInput, place: number, count: number): CaseInput | null {
  if (place + count > input.events.length) return null;
  return { ...input, events: input.events.toSpliced(place, count) };
}

/** Two events that stand apart, for those that only go together. */
function withoutPair(input: CaseInput, place: number): CaseInput | null {
  const { events } = input;
  const [first, second] = [Math.floor(place / events.length), place % events.length];
  if (events.length > 12 || first >= events.length) return null;
  return first >= second ? input : { ...input, events: events.filter((_, i) => i !== first && i !== second) };
}

function withEvent(
  input: CaseInput,
  place: number,
  simpler: (event: CaseEvent) => CaseEvent,
): CaseInput | null {
  const event = input.events[place];
  return event === undefined ? null : { ...input, events: input.events.with(place, simpler(event)) };
}

function inOrder(events: readonly CaseEvent[]): CaseEvent[] {
  return events.toSorted((a, b) => a.at - b.at);
}

/** The names of SPEC.md. */
function renamed(input: CaseInput): CaseInput {
  const rooms = numbered(
    input.events.map(({ room }) => room),
    ['room', 'den', 'hall'],
  );
  const people = numbered(
    input.events.flatMap(({ participant_id: who }) => who ?? []),
    ['alice', 'bob', 'carol', 'dave'],
  );
  const events = input.events.map((event): CaseEvent => {
    const room = rooms(event.room);
    if (event.type === 'clear') return { ...event, room };
    return { ...event, room, participant_id: people(event.participant_id) };
  });
  return { ...input, events };
}

function numbered(names: readonly string[], to: readonly string[]): (name: string) => string {
  const seen = [...new Set(names)];
  return (name) => to[seen.indexOf(name)] ?? name;
}

/** The whole case moved so that it begins at the epoch, or near it where the step asks for that. */
function fromTheEpoch(input: CaseInput): CaseInput {
  const { granularity = documentedRules.granularity } = input.rules;
  const step = 1000 * (Number.isInteger(granularity) ? Math.max(1, granularity as number) : 1);
  const first = Math.min(...input.events.map(({ at }) => at));
  const origin = Number.isFinite(first) ? Math.floor(first / step) * step : (input.as_of ?? 0);
  const events = input.events.map((event) => ({ ...event, at: event.at - origin }));
  return { ...input, events, ...(input.as_of === undefined ? {} : { as_of: input.as_of - origin }) };
}

function roundedTo(at: number, step: number): number {
  return Math.floor(at / step) * step;
}
