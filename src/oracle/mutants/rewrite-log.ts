import type { CaseEvent, CaseInput } from '../case.js';
import { instantsOf } from './instants.js';

/** A case asked with another log. */
export function rewriting(
  rewrite: (events: readonly CaseEvent[]) => readonly CaseEvent[],
): (input: CaseInput) => CaseInput {
  return (input) => ({ ...input, events: rewrite(input.events) });
}

/** The events by time; at one instant leaves first, else as they stood. */
export function inTimeOrder(events: readonly CaseEvent[]): CaseEvent[] {
  return events.toSorted((a, b) => a.at - b.at || Number(b.type === 'leave') - Number(a.type === 'leave'));
}

/**
 * Rewrites events one by one, in time order, knowing whether the participant has a visit open just before it, whether
 * they had come before at all, and by which join the open visit began.
 */
export function followVisits(
  events: readonly CaseEvent[],
  rewrite: (event: CaseEvent, isOpen: boolean, came: boolean, opener: CaseEvent | undefined) => CaseEvent[],
): CaseEvent[] {
  const { isBoth } = instantsOf(events);
  const openers = new Map<string, CaseEvent>();
  const closedAt = new Map<string, number>();
  const rewritten: CaseEvent[] = [];
  for (const event of inTimeOrder(events)) {
    const who = JSON.stringify([event.room, event.participant_id]);
    const opener = openers.get(who);
    const isReconnect = closedAt.get(who) === event.at;
    const isEmpty = opener === undefined && !isReconnect && isBoth(event);
    const isOpen = opener !== undefined && opener.at < event.at && !isBoth(event);
    const came = opener !== undefined || closedAt.has(who) || isEmpty;
    rewritten.push(...rewrite(event, isOpen, came, opener));
    if (event.type === 'clear') openers.clear();
    else if (event.type === 'join' && opener === undefined && !isEmpty) openers.set(who, event);
    else if (event.type === 'leave' && opener !== undefined) {
      openers.delete(who);
      closedAt.set(who, event.at);
    }
  }
  return rewritten;
}

/** The events without those leaves and joins of one participant that lie no further apart than a gap. */
export function withoutGaps(events: readonly CaseEvent[], gapMs: number): CaseEvent[] {
  const left = new Map<string, CaseEvent>();
  const bridged = new Set<CaseEvent>();
  followVisits(events, (event, _isOpen, _came, opener) => {
    const who = JSON.stringify([event.room, event.participant_id]);
    const leave = left.get(who);
    if (event.type === 'leave' && opener !== undefined) left.set(who, event);
    else if (event.type === 'join' && leave !== undefined && event.at - leave.at <= gapMs) {
      bridged.add(leave);
      bridged.add(event);
    }
    return [event];
  });
  return events.filter((event) => !bridged.has(event));
}
