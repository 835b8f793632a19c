import type { CompiledRules, RuleOverrides } from '../../engine/compile-rules.js';
import type { Facts } from '../../model/explanation.js';
import type { RuleOptions } from '../../model/rule-options.js';
import { type EpochMs, NEVER } from '../../model/time.js';
import { documentedRules } from '../../rules/options.js';
import { answerCase, isRejected, type MeetingsAnswer } from '../answer-case.js';
import type { CaseEvent } from '../case.js';
import { fingerprint } from '../judge/same-answer.js';
import { asAnswer } from './kill-matrix.js';
import { observeRules, type RuleCall } from './observe-rules.js';
import type { Vector } from './vector.js';

/** One side of a clause's boundary. */
export interface Side {
  readonly clause: string;
  readonly name: string;
  /** How often a vector stands on it: for the sides of a limit at most once, else for each time a rule says so. */
  readonly count: (subject: Subject) => number;
}

/** A vector with what was seen while it was answered. */
export interface Subject {
  readonly vector: Vector;
  readonly calls: readonly RuleCall[];
  /** null where its rules are to be rejected */
  readonly answer: MeetingsAnswer | null;
}

export function subjectOf(vector: Vector): Subject {
  const answer = answerCase(vector);
  return { vector, calls: observeRules(vector), answer: isRejected(answer) ? null : answer };
}

/** A rule was called with some arguments, or said something. */
export function called<Name extends keyof RuleOverrides>(
  clause: string,
  name: string,
  rule: Name,
  isHit: (args: Parameters<CompiledRules[Name]>, result: ReturnType<CompiledRules[Name]>) => boolean,
): Side {
  return {
    clause,
    name,
    count: ({ calls }) =>
      calls.filter((call) => call.rule === rule && isHit(call.args as never, call.result as never)).length,
  };
}

/** The three sides of a limit: the answer would change, had the limit been 1 ms less, or 1 ms more, or 2 ms more only. */
export function limit(clause: string, option: 'joinThreshold' | 'soloStart' | 'aloneReset'): Side[] {
  const changes = (subject: Subject, by: number) =>
    answerBy(subject.vector, option, by) !== fingerprintOf(subject);
  return [
    { clause, name: 'limit − 1 ms', count: once((subject) => changes(subject, -1)) },
    { clause, name: 'limit', count: once((subject) => changes(subject, 1)) },
    { clause, name: 'limit + 1 ms', count: once((subject) => changes(subject, 2) && !changes(subject, 1)) },
  ];
}

/** Rules that are not allowed, which concerns the clause of the option. */
export function rejected(clause: string): Side {
  return { clause, name: 'a value that is not allowed', count: once(({ answer }) => answer === null) };
}

/** A session ended by a clause on some facts. */
export function ended(clause: string, name: string, isHit: (facts: Facts) => boolean): Side {
  return {
    clause,
    name,
    count: ({ answer }) =>
      Object.values(answer?.explanations ?? {}).filter(
        (told) => told.ended?.clause === clause && isHit(told.ended.facts),
      ).length,
  };
}

/** A session began by a clause on some facts. */
export function began(clause: string, name: string, isHit: (facts: Facts) => boolean): Side {
  return {
    clause,
    name,
    count: ({ answer }) =>
      Object.values(answer?.explanations ?? {}).filter(
        (told) => told.began.clause === clause && isHit(told.began.facts),
      ).length,
  };
}

export function once(isHit: (subject: Subject) => boolean): Side['count'] {
  return (subject) => (isHit(subject) ? 1 : 0);
}

export function events(isHit: (event: CaseEvent) => boolean): Side['count'] {
  return ({ vector, answer }) => (answer === null ? 0 : vector.events.filter(isHit).length);
}

/** Open visits by the distance between the instant from which they are decided and T. */
export function decidedFrom(
  isHit: (from: EpochMs, asOf: EpochMs) => boolean,
  by: 'decidedFrom' | 'admissionKnownFrom' = 'decidedFrom',
): Side['count'] {
  return ({ vector, calls }) => {
    const asOf = vector.as_of ?? Math.max(...vector.events.map(({ at }) => at));
    const open = calls.filter(({ rule, args }) => rule === by && args[1] === NEVER);
    return new Set(open.filter(({ result }) => isHit(result as EpochMs, asOf)).map(({ args }) => args[0]))
      .size;
  };
}

/** How long a room stood empty between two who were in it: 0 for a hand-over. */
export function gaps(isHit: (gap: number) => boolean): Side['count'] {
  return ({ vector }) => {
    const rooms = [...new Set(vector.events.map(({ room }) => room))];
    return rooms.flatMap((room) => gapsOf(vector.events.filter((event) => event.room === room))).filter(isHit)
      .length;
  };
}

function gapsOf(own: readonly CaseEvent[]): number[] {
  const present = new Set<string | undefined>();
  const found: number[] = [];
  let emptySince: EpochMs | null = null;
  for (const at of [...new Set(own.map((event) => event.at))].sort((a, b) => a - b)) {
    const here = own.filter((event) => event.at === at);
    const before = new Set(present);
    if (here.some(({ type }) => type === 'clear')) present.clear();
    for (const { type, participant_id: who } of here) if (type === 'leave') present.delete(who);
    if (before.size > 0 && present.size === 0) emptySince = at;
    for (const { type, participant_id: who } of here) if (type === 'join') present.add(who);
    if (present.size === 0 || emptySince === null) continue;
    if (at > emptySince || [...present].every((who) => !before.has(who))) found.push(at - emptySince);
    emptySince = null;
  }
  return found;
}

/** Resets at which nobody was there to go on. */
export function resetToNobody({ answer }: Subject): number {
  const told = Object.values(answer?.explanations ?? {});
  const resets = told.filter(({ ended }) => ended?.clause === 'alone-reset');
  const goesOn = (due: unknown) =>
    told.some(({ began: { clause, facts } }) => clause === 'reset-start' && facts.due_at === due);
  return resets.filter(({ ended }) => !goesOn(ended?.facts.due_at)).length;
}

interface Start {
  readonly room: string;
  /** exact, in milliseconds */
  readonly start: EpochMs;
  readonly listed: number;
}

/** Pairs of meetings, by their rooms and starts. */
export function pairs(isHit: (a: Start, b: Start) => boolean): Side['count'] {
  return ({ answer }) => {
    const starts = (answer?.meetings ?? []).map(({ id, room, start_time: listed }) => {
      return { room, start: answer!.explanations[id]!.began.at, listed };
    });
    return starts.flatMap((a, i) => starts.slice(i + 1).filter((b) => isHit(a, b))).length;
  };
}

function fingerprintOf({ answer }: Subject): string | null {
  return answer === null ? null : fingerprint(asAnswer(answer), false);
}

/** What the answer would be with a limit that is some milliseconds longer; the same where that is not allowed. */
function answerBy(vector: Vector, option: keyof RuleOptions, ms: number): string | null {
  const now = vector.rules[option] ?? documentedRules[option];
  const base = answerCase(vector);
  if (typeof now !== 'number' || isRejected(base) || vector.rules[option] === null) return same(base);
  const moved = answerCase({
    ...vector,
    rules: { ...vector.rules, [option]: Math.round(now * 1000 + ms) / 1000 },
  });
  return same(isRejected(moved) ? base : moved);
}

function same(answer: ReturnType<typeof answerCase>): string | null {
  return isRejected(answer) ? null : fingerprint(asAnswer(answer), false);
}
