import { reconstruct } from '../../src/engine/reconstruct.js';
import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { mustEqual } from '../support/equal.js';
import { law } from '../support/law.js';

export const lawRooms = law('law-rooms', logCases(), ({ options, events, asOf }, compile) => {
  const rules = compile(options);
  const whole = reconstruct(events, { rules, asOf });
  for (const room of new Set(events.map((event) => event.room))) {
    const alone = reconstruct(
      events.filter((event) => event.room === room),
      { rules, asOf },
    );
    mustEqual(
      alone.meetings,
      whole.meetings.filter((meeting) => meeting.room === room),
      `meetings of ${room}`,
    );
    mustEqual(
      alone.anomalies.filter(({ code }) => code !== 'suspect-unit'),
      whole.anomalies.filter((anomaly) => 'room' in anomaly && anomaly.room === room),
      `anomalies of ${room}`,
    );
  }
});
