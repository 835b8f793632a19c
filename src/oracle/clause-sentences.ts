/** What each clause of SPEC.md says, in one sentence; the whole of it stands there. */
export const clauseSentences: Readonly<Record<string, string>> = {
  event:
    'An event is a join, a leave or a clear, with its room, participant and time; unknown keys are ignored.',
  pairing: 'A join opens a visit if none is open, and a leave, or a clear of the room, closes the open one.',
  'same-instant':
    'A leave and a join at one instant are a reconnect with a visit open, an empty visit with none.',
  strays: 'A join while a visit is open and a leave while none is change nothing; a redelivery is neither.',
  names:
    'A name is that of the join, else that of the leave if it is not after the end of the session, else null.',
  'as-of':
    'A reconstruction is as of T, by default the time of the latest event; events after T are not used.',
  'join-threshold':
    'A visit counts if it is not empty and lasts at least 10 s; a shorter one leaves no trace.',
  occupants: 'In the room at t is whoever has an admitted visit with join ≤ t < leave.',
  undecided: 'From the join of an open visit shorter than 10 s on, nothing in the room is decided.',
  'solo-start': 'Someone alone for 30 s begins a session, with the start at which they were alone first.',
  'second-joiner-start':
    'Company before 30 s begins a session, with the start of the one who was there first.',
  'reset-start': 'After a reset a new session begins at once, with all who are there.',
  'empty-end':
    'A session ends at the instant from which nobody is there; a hand-over without a gap is no end.',
  'alone-reset': 'Someone whom the others have left alone for 600 s ends the session.',
  bounds: 'A session is [start, end), and a meeting is a session listed, with exactly the documented fields.',
  participants: 'There is one record for each admitted visit that overlaps the session, clipped to it.',
  'max-participants': 'max_participants is the largest number of participants present at one time.',
  'whole-seconds': 'A duration is the whole second of the end minus that of the begin.',
  granularity: 'Listed times are snapped down to multiples of 15 s; durations are not touched by that.',
  ongoing: 'A session running as of T is listed as ongoing, with durations until T.',
  'meeting-id': 'An id is made from room and exact start, so that no two meetings share one.',
  order: 'Meetings are ordered by exact start, then room by UTF-16 code units.',
};
