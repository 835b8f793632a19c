import type { Fact, Presence } from '../../src/sources/source.js';
import { BEGIN } from './source-fixtures.js';

/** Who is where, for facts to expect. */
export function who(
  room: string,
  session: string | null,
  participant_id: string,
  user_id: string | null,
  user_name: string | null,
): Presence {
  return { room, session, participant_id, user_id, user_name };
}

/** A join, its time in milliseconds after the begin of the fixtures. */
export function join(presence: Presence, at: number, delivery: string | null = null): Fact {
  return { kind: 'join', ...presence, at: BEGIN + at, order: null, delivery };
}

/** A join that ends any other connection of its user. */
export function replacing(presence: Presence, at: number, delivery: string | null = null): Fact {
  return { ...(join(presence, at, delivery) as Extract<Fact, { kind: 'join' }>), replaces: true };
}

/** A leave, perhaps with its own copy of the join time. */
export function leave(
  presence: Presence,
  at: number,
  joinedAt: number | null,
  delivery: string | null = null,
): Fact {
  const joined_at = joinedAt === null ? null : BEGIN + joinedAt;
  return { kind: 'leave', ...presence, at: BEGIN + at, joined_at, order: null, delivery };
}

/** An interval, perhaps without an end. */
export function stay(presence: Presence, joinedAt: number, leftAt: number | null): Fact {
  const left_at = leftAt === null ? null : BEGIN + leftAt;
  return { kind: 'stay', ...presence, joined_at: BEGIN + joinedAt, left_at, order: null, delivery: null };
}

export function clear(
  room: string,
  session: string | null,
  at: number,
  delivery: string | null = null,
): Fact {
  return { kind: 'clear', room, session, at: BEGIN + at, order: null, delivery };
}

export function ignored(type: string): Fact {
  return { kind: 'ignored', type };
}
