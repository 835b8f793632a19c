import fc from 'fast-check';
import type { RuleOptions } from '../../model/rule-options.js';
import { documentedRules } from '../../rules/options.js';
import type { CaseEvent, CaseInput } from '../case.js';
import { type Feature, features } from '../protocol.js';
import { fuzzRules } from './arbitrary-rules.js';

/** A drawn case, with a number from which a check that needs choices of its own makes them. */
export interface FuzzCase {
  readonly input: CaseInput;
  readonly salt: number;
}

/** A length: a limit of the rules, or what is left of the reset when a threshold is taken off; and some more. */
interface Length {
  readonly limit: 'none' | 'joinThreshold' | 'soloStart' | 'aloneReset' | 'reset-but-threshold';
  readonly plus: number;
}

/** What happens next: so long after the latest instant, or after one of those before it. */
interface Step {
  readonly back: number;
  readonly length: Length;
  readonly does: Deed;
  /** how long a stay is */
  readonly stay: Length;
  /** which of the rooms of the case */
  readonly room: number;
  readonly who: string;
  readonly userId: string | null;
  readonly userName: string | null;
  /** told again, perhaps under another name */
  readonly again: string | null | undefined;
}

/**
 * What somebody does: `turn` is to leave whoever is in and to join whoever is not, `stay` to come and go, `company` to have
 * somebody else stay, `handover` to leave as somebody else comes, `eve` to be left alone and to reconnect a stay before the
 * reset is due.
 */
type Deed = 'join' | 'leave' | 'turn' | 'reconnect' | 'stay' | 'company' | 'handover' | 'eve' | 'clear';

/**
 * Cases that lean on the boundaries of the rules: lengths of a limit and 1 ms beside it, from the latest event and from
 * earlier ones; equal stamps, repeats, strays, short visits, reconnects, clears, logs in no order, with and without T.
 * What is not supported is not drawn.
 */
export function fuzzCases(supported: ReadonlySet<Feature> = new Set(features)): fc.Arbitrary<FuzzCase> {
  const drawn = fc.record({
    rules: fuzzRules(supported),
    rooms: fc.constantFrom(['a'], ['a'], ['a', 'b'], ['a', 'A'], ['a', 'a1']),
    origin: fc.constantFrom(0, 5000, 5000, 1_774_363_859_000, -600_001, 14_999, -25_000),
    steps: fc.oneof(
      { weight: 6, arbitrary: stepsOf(supported, 8) },
      { weight: 3, arbitrary: stepsOf(supported, 24) },
    ),
    asOf: fc.option(fc.record({ index: fc.oneof(fc.constant(0), fc.nat(30)), length }), { freq: 3 }),
    order: fc.constantFrom<Order>('as told', 'as told', 'backwards', 'shuffled'),
    salt: fc.nat(0xffff),
  });
  return drawn.map((parts) => caseOf(parts, supported.has('as_of')));
}

type Order = 'as told' | 'backwards' | 'shuffled';

const length: fc.Arbitrary<Length> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Length>({ limit: 'none', plus: 0 }) },
  {
    weight: 7,
    arbitrary: fc.record({
      limit: fc.constantFrom<Length['limit']>(
        'joinThreshold',
        'soloStart',
        'aloneReset',
        'reset-but-threshold',
      ),
      plus: fc.constantFrom(0, -1, 1),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      limit: fc.constant<Length['limit']>('none'),
      plus: fc.constantFrom(1, 2, 999, 1000, 5000, 15_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ limit: fc.constant<Length['limit']>('none'), plus: fc.nat(12_000) }) },
  { weight: 1, arbitrary: fc.record({ limit: fc.constant<Length['limit']>('none'), plus: fc.nat(700_000) }) },
);

function stepsOf(supported: ReadonlySet<Feature>, most: number): fc.Arbitrary<Step[]> {
  const does = fc.constantFrom<Deed>(
    ...(['join', 'join', 'leave', 'leave', 'turn', 'turn', 'turn', 'reconnect'] as const),
    ...(['stay', 'stay', 'company', 'company', 'handover', 'eve'] as const),
    ...(supported.has('clear') ? (['clear'] as const) : []),
  );
  const step: fc.Arbitrary<Step> = fc.record({
    back: fc.constantFrom(0, 0, 0, 1, 2, 3),
    length,
    does,
    stay: length,
    room: fc.nat(1),
    who: fc.constantFrom('x', 'x', 'x', 'y', 'y', 'z', 'X', '__proto__'),
    userId: fc.constantFrom(null, null, null, 'u1', 'u2'),
    userName: fc.constantFrom(null, null, null, '', 'Ann', 'Bob', 'ａ', '😀'),
    again: fc.constantFrom(
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      null,
      'Abe',
      '😀',
    ),
  });
  return fc.array(step, { maxLength: most, size: 'max' });
}

interface Parts {
  readonly rules: CaseInput['rules'];
  readonly rooms: readonly string[];
  readonly origin: number;
  readonly steps: readonly Step[];
  readonly asOf: { readonly index: number; readonly length: Length } | null;
  readonly order: Order;
  readonly salt: number;
}

function caseOf(parts: Parts, hasAsOf: boolean): FuzzCase {
  const { rules, origin, asOf, order, salt } = parts;
  const told = eventsOf(parts);
  const events =
    order === 'as told' ? told : order === 'backwards' ? told.toReversed() : shuffled(told, salt);
  if (asOf === null || !hasAsOf) return { input: { rules, events }, salt };
  const from = told.length === 0 ? origin : told.at(-1 - (asOf.index % told.length))!.at;
  return { input: { rules, as_of: from + millisecondsOf(asOf.length, rules), events }, salt };
}

function eventsOf({ steps, rooms, origin, rules }: Parts): CaseEvent[] {
  const instants = [origin];
  const events: CaseEvent[] = [];
  const inside = new Set<string>();
  for (const step of steps) {
    const latest = instants.at(-1)!;
    const at = (instants.at(-1 - step.back) ?? latest) + millisecondsOf(step.length, rules);
    const room = rooms[step.room % rooms.length]!;
    const after = at + millisecondsOf(step.stay, rules);
    const admitted = at + Math.max(1, millisecondsOf({ limit: 'joinThreshold', plus: 0 }, rules));
    const eve = admitted + millisecondsOf({ limit: 'aloneReset', plus: at - after }, rules);
    for (const told of deedOf(step, room, { at, after, admitted, eve }, (who) =>
      inside.has(`${room} ${who}`),
    )) {
      events.push(told);
      const { type, participant_id: who } = told;
      if (type === 'clear') inside.clear();
      else if (type === 'join') inside.add(`${room} ${who}`);
      else inside.delete(`${room} ${who}`);
    }
    for (const instant of [at, events.at(-1)!.at]) if (instant > instants.at(-1)!) instants.push(instant);
  }
  return events;
}

/** The events of a step in a room: at an instant, after a stay, when who comes then counts, on the eve of the reset after that. */
function deedOf(
  { does, who, userId, userName, again }: Step,
  room: string,
  { at, after, admitted, eve }: Readonly<Record<'at' | 'after' | 'admitted' | 'eve', number>>,
  isInside: (who: string) => boolean,
): CaseEvent[] {
  const other = who === 'z' ? 'y' : 'z';
  const names = {
    ...(userId === null ? {} : { user_id: userId }),
    ...(userName === null ? {} : { user_name: userName }),
  };
  const tell = (type: 'join' | 'leave', time = at, person = who): CaseEvent[] => {
    const event = { type, room, participant_id: person, at: time, ...(person === who ? names : {}) };
    return again === undefined || person !== who ? [event] : [event, { ...event, user_name: again }];
  };
  switch (does) {
    case 'turn':
      return tell(isInside(who) ? 'leave' : 'join');
    case 'reconnect':
      return [...tell('leave'), ...tell('join')];
    case 'stay':
      return [...tell('join'), ...tell('leave', after)];
    case 'company':
      return [
        ...(isInside(who) ? [] : tell('join')),
        ...tell('join', at, other),
        ...tell('leave', after, other),
      ];
    case 'eve':
      return [
        ...(isInside(who) ? [] : tell('join')),
        ...tell('join', at, other),
        ...tell('leave', admitted, other),
        ...tell('leave', eve),
        ...tell('join', eve),
      ];
    case 'handover':
      return [...tell('leave'), ...tell('join', at, other)];
    case 'clear':
      return [{ type: 'clear', room, at }];
    default:
      return tell(does);
  }
}

/** What a length is under some rules; of rules that are not allowed, some length. */
function millisecondsOf({ limit, plus }: Length, rules: CaseInput['rules']): number {
  if (limit === 'none') return plus;
  const options = { ...documentedRules, ...rules } as RuleOptions;
  const seconds = (name: 'joinThreshold' | 'soloStart' | 'aloneReset') => {
    const value: unknown = options[name] ?? documentedRules[name];
    return typeof value === 'number' ? value : 0;
  };
  const whole =
    limit === 'reset-but-threshold' ? seconds('aloneReset') - seconds('joinThreshold') : seconds(limit);
  return Math.max(0, Math.round(whole * 1000) + plus);
}

/** The same things in an order that the salt gives. */
export function shuffled<Item>(items: readonly Item[], salt: number): Item[] {
  const left = [...items];
  let state = salt + 1;
  const taken: Item[] = [];
  while (left.length > 0) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    taken.push(...left.splice((state >> 8) % left.length, 1));
  }
  return taken;
}
