import type { EventType } from '../model/event.js';
import type { EpochMs } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';

/** What one participant does at one instant, repeats folded together. */
export interface Deed {
  readonly participant: number;
  joins: boolean;
  leaves: boolean;
  joinUserId: string | null;
  joinUserName: string | null;
  leaveUserId: string | null;
  leaveUserName: string | null;
}

/** Everything that happens in one room at one instant; it takes effect together. */
export interface Instant {
  readonly at: EpochMs;
  clears: boolean;
  readonly deeds: Deed[];
}

/** An instant at which nothing has happened, yet: time alone passes. */
export function quietInstant(at: EpochMs): Instant {
  return { at, clears: false, deeds: [] };
}

/**
 * Folds an event into an instant; false if it only repeats another (clause `strays`): then its names may still count
 * (clause `names`). `known` holds what each participant does at this instant so far.
 */
export function foldEvent(
  instant: Instant,
  known: Map<number, Deed>,
  type: EventType,
  participant: number,
  userId: string | null,
  userName: string | null,
  rules: CompiledRules,
): boolean {
  if (type === 'clear') {
    const isNew = !instant.clears;
    instant.clears = true;
    return isNew;
  }
  const deed = instant.deeds.length === 0 ? undefined : known.get(participant);
  if (deed !== undefined) return foldRepeat(deed, type, userId, userName, rules);
  const joins = type === 'join';
  const first: Deed = {
    participant,
    joins,
    leaves: !joins,
    joinUserId: joins ? userId : null,
    joinUserName: joins ? userName : null,
    leaveUserId: joins ? null : userId,
    leaveUserName: joins ? null : userName,
  };
  instant.deeds.push(first);
  known.set(participant, first);
  return true;
}

function foldRepeat(
  deed: Deed,
  type: EventType,
  userId: string | null,
  userName: string | null,
  rules: CompiledRules,
): boolean {
  if (type === 'join') {
    const isNew = !deed.joins;
    deed.joins = true;
    deed.joinUserId = rules.agreedName(deed.joinUserId, userId);
    deed.joinUserName = rules.agreedName(deed.joinUserName, userName);
    return isNew;
  }
  const isNew = !deed.leaves;
  deed.leaves = true;
  deed.leaveUserId = rules.agreedName(deed.leaveUserId, userId);
  deed.leaveUserName = rules.agreedName(deed.leaveUserName, userName);
  return isNew;
}
