import fc from 'fast-check';
import type { EventType, ValidEvent } from '../model/event.js';
import type { RuleOptions } from '../model/rule-options.js';
import { documentedRules } from '../rules/options.js';

/** A log under some rules, and a T. */
export interface LogCase {
  readonly options: RuleOptions;
  readonly events: readonly ValidEvent[];
  readonly asOf: number;
}

/** A length of time drawn around a limit of the rules: the limit itself, or 1 ms beside it. */
type Gap = { readonly limit: 'joinThreshold' | 'soloStart' | 'aloneReset' | 'none'; readonly plus: number };

interface Step {
  readonly gap: Gap;
  readonly type: EventType;
  readonly room: string;
  readonly who: string;
  readonly userId: string | null;
  readonly userName: string | null;
  /** Told again, perhaps under another name. */
  readonly repeatedAs: string | null | undefined;
}

/** Rule options of every kind, small limits among them so that they meet. */
export const ruleOptions: fc.Arbitrary<RuleOptions> = fc
  .record({
    joinThreshold: fc.constantFrom(10, 10, 0, 1.5, 45),
    shortVisits: fc.constantFrom('ignore', 'ignore', 'occupy'),
    soloStart: fc.constantFrom(30, 30, 0, 5, 12.345),
    aloneReset: fc.constantFrom(600, 600, 45, 60, null),
    resetBoundary: fc.constantFrom('elapsed', 'elapsed', 'departure'),
    granularity: fc.constantFrom(15, 1, 7),
    rounding: fc.constantFrom('floor', 'nearest', 'ceil'),
  })
  .map((options) => options as RuleOptions);

const gap: fc.Arbitrary<Gap> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Gap>({ limit: 'none', plus: 0 }) },
  {
    weight: 6,
    arbitrary: fc.record({
      limit: fc.constantFrom<Gap['limit']>('joinThreshold', 'soloStart', 'aloneReset'),
      plus: fc.constantFrom(0, -1, 1),
    }),
  },
  { weight: 2, arbitrary: fc.record({ limit: fc.constant<Gap['limit']>('none'), plus: fc.nat(12_000) }) },
  { weight: 1, arbitrary: fc.record({ limit: fc.constant<Gap['limit']>('none'), plus: fc.nat(700_000) }) },
);

/** A gap for places outside this file: what a length means under given rules. */
export const anyGap = gap;

export function gapMs({ limit, plus }: Gap, options: RuleOptions): number {
  const seconds = limit === 'none' ? 0 : (options[limit] ?? documentedRules.aloneReset ?? 0);
  return Math.max(0, Math.round(seconds * 1000) + plus);
}

const step: fc.Arbitrary<Step> = fc.record({
  gap,
  type: fc.oneof(
    { weight: 4, arbitrary: fc.constant<EventType>('join') },
    { weight: 4, arbitrary: fc.constant<EventType>('leave') },
    { weight: 1, arbitrary: fc.constant<EventType>('clear') },
  ),
  room: fc.constantFrom('a', 'a', 'a', 'a', 'a', 'b', 'B'),
  who: fc.constantFrom('x', 'y', 'z', 'X'),
  userId: fc.constantFrom(null, null, 'u1', 'u2'),
  userName: fc.constantFrom(null, null, '', 'Ann', 'Bob', 'ａ', '😀'),
  repeatedAs: fc.constantFrom(undefined, undefined, undefined, undefined, undefined, null, 'Abe', '😀'),
});

/** How many things happen in a log. */
interface Length {
  readonly minLength: number;
  readonly maxLength: number;
}

const SHORT: Length = { minLength: 1, maxLength: 24 };

/** Logs whose events come in time order, under drawn rules or under given ones. */
export function logCases(
  options: fc.Arbitrary<RuleOptions> = ruleOptions,
  length = SHORT,
): fc.Arbitrary<LogCase> {
  return fc
    .record({
      options,
      origin: fc.constantFrom(0, 1_774_363_859_000, -600_001, 14_999),
      steps: fc.array(step, { ...length, size: 'max' }),
      asOf: fc.record({ index: fc.nat(length.maxLength + 6), gap }),
    })
    .map(({ options: drawn, origin, steps, asOf }) => {
      const events: ValidEvent[] = [];
      let at = origin;
      for (const item of steps) {
        at += gapMs(item.gap, drawn);
        const { type, room, who, userId, userName, repeatedAs } = item;
        const isClear = type === 'clear';
        events.push({
          type,
          room,
          participant_id: isClear ? '' : who,
          at,
          user_id: isClear ? null : userId,
          user_name: isClear ? null : userName,
        });
        if (repeatedAs !== undefined) {
          const last = events[events.length - 1]!;
          events.push(isClear ? last : { ...last, user_name: repeatedAs });
        }
      }
      const from = events[Math.min(asOf.index, events.length - 1)]!.at;
      return { options: drawn, events, asOf: from + gapMs(asOf.gap, drawn) };
    });
}

/** Any order of `count` things, with some of them twice. */
export function ordersWithRepeats(count: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: count }, (_, i) => i);
  return fc
    .tuple(fc.subarray(all), fc.array(fc.nat(), { minLength: 2 * count, maxLength: 2 * count }))
    .map(([again, keys]) =>
      [...all, ...again]
        .map((index, place) => ({ index, key: keys[place]! }))
        .sort((a, b) => a.key - b.key)
        .map((item) => item.index),
    );
}
