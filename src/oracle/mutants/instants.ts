import type { CaseEvent } from '../case.js';

/** What happens at the instants of a log, found in no time that grows with it: a mistake may be tried on a long one. */
export interface Instants {
  /** Whether at an event's instant, in its room, somebody else comes, or goes. */
  readonly beside: (event: CaseEvent, type: 'join' | 'leave') => boolean;
  /** Whether an event's participant both joins and leaves at its instant. */
  readonly isBoth: (event: CaseEvent) => boolean;
  /** Whether an event's room is cleared at its instant. */
  readonly isCleared: (event: CaseEvent) => boolean;
}

interface Instant {
  /** who comes, and who goes */
  readonly join: Set<string>;
  readonly leave: Set<string>;
  isCleared: boolean;
}

export function instantsOf(events: readonly CaseEvent[]): Instants {
  const instants = new Map<string, Instant>();

  function instantOf({ room, at }: CaseEvent): Instant {
    const key = JSON.stringify([room, at]);
    const known = instants.get(key);
    if (known !== undefined) return known;
    const instant: Instant = { join: new Set(), leave: new Set(), isCleared: false };
    instants.set(key, instant);
    return instant;
  }

  for (const event of events) {
    const instant = instantOf(event);
    if (event.type === 'clear') instant.isCleared = true;
    else instant[event.type].add(event.participant_id);
  }

  return {
    beside(event, type) {
      const others = instantOf(event)[type];
      return others.size > Number(event.type !== 'clear' && others.has(event.participant_id));
    },
    isBoth(event) {
      const { join, leave } = instantOf(event);
      return event.type !== 'clear' && join.has(event.participant_id) && leave.has(event.participant_id);
    },
    isCleared: (event) => instantOf(event).isCleared,
  };
}
