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
  /** finds a participant's deed, once there are so many that looking through them is slow */
  index: Map<number, Deed> | null;
}

/** An instant at which nothing has happened, yet: time alone passes. */
export function quietInstant(at: EpochMs): Instant {
  return { at, clears: false, deeds: [], index: null };
}

/**
 * Folds an event into an instant; false if it only repeats another (clause `strays`): then its names may still count
 * (clause `names`).
 */
export function foldEvent(
  instant: Instant,
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
  const known = findDeed(instant, participant);
  if (known !== undefined) return foldRepeat(known, type, userId, userName, rules);
  const joins = type === 'join';
  const deed: Deed = {
    participant,
    joins,
    leaves: !joins,
    joinUserId: joins ? userId : null,
    joinUserName: joins ? userName : null,
    leaveUserId: joins ? null : userId,
    leaveUserName: joins ? null : userName,
  };
  instant.deeds.push(deed);
  instant.index?.set(participant, deed);
  return true;
}

const MANY = 12;

function findDeed(instant: Instant, participant: number): Deed | undefined {
  const { deeds } = instant;
  if (deeds.length <= MANY) return deeds.find((deed) => deed.participant === participant);
  instant.index ??= new Map(deeds.map((deed) => [deed.participant, deed]));
  return instant.index.get(participant);
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
