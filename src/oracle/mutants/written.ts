import type { Meeting, ParticipantRecord } from '../../model/meeting.js';
import type { CaseInput } from '../case.js';
import type { Mutant } from './mutant.js';

/** Right meetings, wrongly listed. */
export const writtenMutants: readonly Mutant[] = [
  {
    name: 'one-record-each',
    clause: 'participants',
    sentence: 'A meeting has one record for each participant.',
    wrong: listing((meeting) => ({ ...meeting, participants: merged(meeting.participants) })),
  },
  {
    name: 'short-parts-dropped',
    clause: 'participants',
    sentence: 'The part of a visit that falls into a meeting must pass the threshold, too.',
    wrong: listing((meeting, { rules }) => ({
      ...meeting,
      participants: meeting.participants.filter(
        ({ duration }) => meeting.ongoing || duration >= Number(rules.joinThreshold ?? 10),
      ),
    })),
  },
  {
    name: 'max-of-records',
    clause: 'max-participants',
    sentence: 'max_participants is the number of records.',
    wrong: listing((meeting) => ({ ...meeting, max_participants: meeting.participants.length })),
  },
  {
    name: 'max-of-people',
    clause: 'max-participants',
    sentence: 'max_participants is how many different people came.',
    wrong: listing((meeting) => ({
      ...meeting,
      max_participants: new Set(meeting.participants.map(({ participant_id }) => participant_id)).size,
    })),
  },
  {
    name: 'running-not-listed',
    clause: 'ongoing',
    sentence: 'A meeting is listed when it is over.',
    wrong: {
      lists: (answer) => ({ ...answer, meetings: answer.meetings.filter(({ ongoing }) => !ongoing) }),
    },
  },
  {
    name: 'no-name-is-empty',
    clause: 'names',
    sentence: 'Whoever has no name has an empty one.',
    wrong: listing((meeting) => ({
      ...meeting,
      participants: meeting.participants.map((record) => ({ ...record, user_name: record.user_name ?? '' })),
    })),
  },
  {
    name: 'empty-meetings-dropped',
    clause: 'join-threshold',
    sentence: 'A meeting without a record is none.',
    wrong: {
      lists: (answer) => ({
        ...answer,
        meetings: answer.meetings.filter(({ participants }) => participants.length > 0),
      }),
    },
  },
];

function listing(list: (meeting: Meeting, input: CaseInput) => Meeting): Mutant['wrong'] {
  return {
    lists: (answer, input) => ({
      ...answer,
      meetings: answer.meetings.map((meeting) => list(meeting, input)),
    }),
  };
}

function merged(records: readonly ParticipantRecord[]): ParticipantRecord[] {
  const people = new Map<string, ParticipantRecord>();
  for (const record of records) {
    const known = people.get(record.participant_id);
    const duration = (known?.duration ?? 0) + record.duration;
    people.set(record.participant_id, { ...(known ?? record), duration });
  }
  return [...people.values()];
}
