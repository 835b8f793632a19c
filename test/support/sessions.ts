import { reconstruct } from '../../src/engine/reconstruct.js';
import type { Explanation } from '../../src/model/explanation.js';
import type { Meeting } from '../../src/model/meeting.js';
import type { LogCase } from '../../src/oracle/arbitrary-logs.js';
import type { Compile } from './law.js';

export interface ExactSession {
  readonly start: number;
  readonly end: number | null;
  readonly meeting: Meeting;
  readonly explanation: Explanation;
}

/** The sessions of each room of a log, by their exact bounds, in canonical order. */
export function sessionsByRoom({ options, events, asOf }: LogCase, compile: Compile): ExactSession[][] {
  const { meetings, explanations } = reconstruct(events, { rules: compile(options), asOf, explain: true });
  const rooms = new Map<string, ExactSession[]>();
  for (const meeting of meetings) {
    const explanation = explanations![meeting.id]!;
    const session = { start: explanation.began.at, end: explanation.ended?.at ?? null, meeting, explanation };
    rooms.set(meeting.room, [...(rooms.get(meeting.room) ?? []), session]);
  }
  return [...rooms.values()];
}
