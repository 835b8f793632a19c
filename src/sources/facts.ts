import type { Delivery, Fact, Presence } from './source.js';

type FactOf<Kind extends Fact['kind']> = Extract<Fact, { kind: Kind }>;

/*
 * Facts of one kind have the same keys in the same order, written out: V8 then knows them all as one shape, while of spread objects it makes
 * a new shape each time.
 */

/** Where somebody is: a room, and the platform's key of its session. */
export type Where = Pick<Presence, 'room' | 'session'>;

/** A platform that tells neither an order nor a redelivery. */
export const UNDELIVERED: Delivery = { order: null, delivery: null };

/** What a message is known again by, where there is no order. */
export function deliveredAs(delivery: string | null): Delivery {
  return { order: null, delivery };
}

/** Who is where. */
export function presenceIn(
  { room, session }: Where,
  participant_id: string,
  user_id: string | null,
  user_name: string | null,
): Presence {
  return { room, session, participant_id, user_id, user_name };
}

/** `who` joins at `at`. */
export function joinOf(who: Presence, at: number, told: Delivery): FactOf<'join'> {
  const { room, session, participant_id, user_id, user_name } = who;
  const { order, delivery } = told;
  return { kind: 'join', room, session, participant_id, user_id, user_name, at, order, delivery };
}

/** `who` joins at `at`, which ends any other connection of the same user in the session. */
export function handOverTo(who: Presence, at: number, told: Delivery): FactOf<'join'> {
  const { room, session, participant_id, user_id, user_name } = who;
  const { order, delivery } = told;
  const replaces = true;
  return { kind: 'join', room, session, participant_id, user_id, user_name, at, order, delivery, replaces };
}

/** `who` leaves at `at`; `joined_at` is the leave's own copy of the join time. */
export function leaveOf(
  who: Presence,
  at: number,
  joined_at: number | null,
  told: Delivery,
): FactOf<'leave'> {
  const { room, session, participant_id, user_id, user_name } = who;
  const { order, delivery } = told;
  return { kind: 'leave', room, session, participant_id, user_id, user_name, at, joined_at, order, delivery };
}

/** The same, said of someone else. */
export function saidOf(participant_id: string, fact: FactOf<'join' | 'leave'>): FactOf<'join' | 'leave'> {
  const who = presenceIn(fact, participant_id, fact.user_id, fact.user_name);
  if (fact.kind === 'leave') return leaveOf(who, fact.at, fact.joined_at, fact);
  return fact.replaces === true ? handOverTo(who, fact.at, fact) : joinOf(who, fact.at, fact);
}

/** `who` was there from `joined_at` to `left_at`, or since then. */
export function stayOf(
  who: Presence,
  joined_at: number,
  left_at: number | null,
  told: Delivery,
): FactOf<'stay'> {
  const { room, session, participant_id, user_id, user_name } = who;
  const { order, delivery } = told;
  return {
    kind: 'stay',
    room,
    session,
    participant_id,
    user_id,
    user_name,
    joined_at,
    left_at,
    order,
    delivery,
  };
}

/** The room is known to be empty at `at`. */
export function clearOf(
  { room, session }: Where,
  at: number,
  { order, delivery }: Delivery,
): FactOf<'clear'> {
  return { kind: 'clear', room, session, at, order, delivery };
}
