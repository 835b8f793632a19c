import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustHold } from '../support/equal.js';
import { law } from '../support/law.js';
import { sessionsByRoom } from '../support/sessions.js';

export const lawShape = law('law-shape', logCases(), (log, compile) => {
  for (const sessions of sessionsByRoom(log, compile)) {
    sessions.forEach(({ start, end, meeting }, i) => {
      const next = sessions[i + 1];
      mustHold(end === null || start < end, 'a session is empty', start, end);
      mustHold(next === undefined || (end !== null && end <= next.start), 'sessions overlap', end, next);
      if (log.options.shortVisits === 'ignore') {
        const { max_participants: max, participants } = meeting;
        mustHold(max >= 1 && max <= participants.length, 'max_participants beyond the records', meeting);
      }
    });
  }
});
