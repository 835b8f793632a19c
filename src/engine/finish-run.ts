import type { Anomaly, InvalidEvent } from '../model/anomaly.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import type { EpochMs } from '../model/time.js';
import { compareStrays } from '../rules/strays.js';
import type { Reconstruction } from './reconstruct.js';
import { suspectUnit, type UnitSuspicion } from './unit-suspicion.js';
import { canonicalOrder } from './whole/canonical-order.js';
import type { WholeLog } from './whole/run-rows.js';
import { ROOM, SESSION_TIMES, SESSION_WORDS, START } from './whole/session-table.js';

/** Puts together what a log came to, null for an empty one with no T, and its meetings in the order of its sessions. */
export function finishRun(
  log: WholeLog | null,
  listed: readonly Meeting[],
  asOf: EpochMs | null,
  invalid: readonly InvalidEvent[],
  suspicion: UnitSuspicion,
  explains: boolean,
): Reconstruction {
  const order = log === null ? new Int32Array() : canonicalOrder(log);
  const meetings = inOrder(listed, order);
  const anomalies = anomaliesOf(log, invalid, suspicion);
  if (!explains) return { meetings, anomalies, asOf };
  return { meetings, anomalies, asOf, explanations: log === null ? {} : explanationsOf(log, order) };
}

/** Not by `Array.from`, which makes an object for each that it goes on to. */
function inOrder(listed: readonly Meeting[], order: Int32Array): Meeting[] {
  const meetings: Meeting[] = new Array(order.length);
  for (let i = 0; i < order.length; i++) meetings[i] = listed[order[i]!]!;
  return meetings;
}

/** Why meetings began and ended, by meeting id. */
export function explanationsOf(
  { sessions, texts, rules }: WholeLog,
  order: Int32Array,
): Record<string, Explanation> {
  const explanations: Record<string, Explanation> = {};
  for (const session of order) {
    const room = texts.rooms[sessions.words[session * SESSION_WORDS + ROOM]!]!;
    const id = rules.meetingId(room, sessions.times[session * SESSION_TIMES + START]!);
    explanations[id] = sessions.explanations[session]!;
  }
  return explanations;
}

/** Bad events by index, then a suspect unit, then strays in their order. */
export function anomaliesOf(
  log: WholeLog | null,
  invalid: readonly InvalidEvent[],
  suspicion: UnitSuspicion,
): Anomaly[] {
  const suspect = suspectUnit(suspicion);
  const strays = log?.strays.sort(compareStrays) ?? [];
  return [...invalid, ...(suspect === null ? [] : [suspect]), ...strays];
}
