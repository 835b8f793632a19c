import type { Preset } from './preset.js';

/**
 * Google Meet participant sessions: pages of `participantSessions`, single ones, or a participant that holds its own. Each is an interval,
 * without an end while someone is in. The room is the conference record. Names stand with participants, a list of its own.
 * Source: developers.google.com/workspace/meet, conferenceRecords.participants.participantSessions.
 */
export const googleMeet: Preset = {
  name: 'google-meet',
  title: 'Google Meet participant sessions',
  when: [
    {
      path: 'participantSessions[0].name|name',
      in: ['/^conferenceRecords\\/[^/]+\\/participants\\/[^/]+\\/participantSessions\\//'],
    },
  ],
  rows: 'participantSessions[]|.',
  room: { path: 'name', match: '^conferenceRecords/([^/]+)/' },
  participant_id: 'name',
  user_id: ['^.signedinUser.user', { path: 'name', match: '/participants/([^/]+)' }],
  user_name: '^.signedinUser.displayName|^.anonymousUser.displayName|^.phoneUser.displayName',
  join_time: 'startTime',
  leave_time: 'endTime',
};
