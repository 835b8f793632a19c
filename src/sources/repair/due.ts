import { compareText } from '../../model/compare-text.js';
import type { EpochMs } from '../../model/time.js';
import type { People, Person } from './people.js';

/** Someone who may have to be closed at some time. */
export interface Due {
  readonly at: EpochMs;
  readonly people: People;
  readonly person: Person;
}

/** Who is due at one instant comes in the order of what they are called, not of when they came. */
export function compareDue(a: Due, b: Due): number {
  return (
    a.at - b.at ||
    compareText(a.people.room, b.people.room) ||
    compareText(a.person.participant_id, b.person.participant_id)
  );
}
