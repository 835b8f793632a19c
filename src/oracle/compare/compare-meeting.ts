import type { Meeting } from '../../model/meeting.js';
import { compareRecords, type RecordComparing } from './compare-records.js';
import type { ComparedField, FieldDifference } from './comparison.js';
import type { ForeignMeeting } from './foreign-meeting.js';

/** What to compare of meetings. */
export interface MeetingComparing extends Omit<RecordComparing, 'onNotCompared'> {
  readonly onNotCompared: (field: ComparedField) => void;
}

/** The fields in which a meeting of theirs is not equal to ours. Ids are not compared. */
export function compareMeeting(
  ours: Meeting,
  theirs: ForeignMeeting,
  comparing: MeetingComparing,
): FieldDifference[] {
  const { tolerance, onNotCompared } = comparing;
  const differences: FieldDifference[] = [];
  const times = [
    ['start_time', tolerance.time],
    ['duration', tolerance.length],
  ] as const;
  for (const [field, allowed] of times) {
    const off = Math.abs(ours[field] - theirs[field]);
    if (off !== 0) note(field, off <= allowed);
  }
  for (const field of ['ongoing', 'max_participants'] as const) {
    if (theirs[field] === null) onNotCompared(field);
    else if (ours[field] !== theirs[field]) note(field, false);
  }
  if (theirs.participants === null) {
    onNotCompared('participants');
    return differences;
  }
  return differences.concat(compareRecords(ours.participants, theirs.participants, comparing));

  function note(field: 'start_time' | 'duration' | 'ongoing' | 'max_participants', isWithin: boolean): void {
    differences.push({ field, path: field, ours: ours[field], theirs: theirs[field], isWithin });
  }
}
