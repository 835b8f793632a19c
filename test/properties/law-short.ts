import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustHold } from '../support/equal.js';
import { law } from '../support/law.js';
import { sessionsByRoom } from '../support/sessions.js';

export const lawShort = law('law-short', logCases(), (log, compile) => {
  for (const sessions of sessionsByRoom(log, compile)) {
    sessions.forEach(({ start, end, meeting, explanation }, i) => {
      const isShort = end !== null && end - start < log.options.soloStart * 1000;
      const hadReason = meeting.max_participants > 1 || explanation.began.clause === 'reset-start';
      mustHold(!isShort || hadReason, 'a short session without company or reset', meeting, explanation);
      const touches = i > 0 && sessions[i - 1]!.end === start;
      mustHold(
        !touches || sessions[i - 1]!.explanation.ended?.clause === 'alone-reset',
        'sessions touch without a reset',
        sessions[i - 1],
        meeting,
      );
    });
  }
});
