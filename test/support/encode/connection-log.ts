import type { ValidEvent } from '../../../src/model/event.js';

/** 2026-01-01T00:00:00Z: platforms write no time as 0, so logs near the epoch are moved. */
const RECENT = 1_767_225_600_000;

/**
 * A log as platforms have it: every join is a connection with an id of its own, every leave ends one, and nobody is twice in a room. Of a
 * drawn log, whatever changes nothing is left out: second joins, leaves and repeats without effect.
 */
export function connectionLog(events: readonly ValidEvent[]): ValidEvent[] {
  const moved = events[0]!.at < RECENT / 2 ? RECENT : 0;
  const open = new Map<string, { readonly id: string; readonly at: number }>();
  const log: ValidEvent[] = [];
  for (const event of events) {
    const at = event.at + moved;
    const person = `${event.room}/${event.participant_id}`;
    const connected = open.get(person);
    if (event.type === 'clear') {
      // Who joins at the instant of a clear comes after it.
      for (const [key, joined] of open) {
        if (key.startsWith(`${event.room}/`) && joined.at < at) open.delete(key);
      }
      log.push({ ...event, at });
      continue;
    }
    const isEffective = event.type === 'join' ? connected === undefined : connected !== undefined;
    if (!isEffective) continue;
    const participant_id = connected?.id ?? `c${log.length}`;
    if (event.type === 'join') open.set(person, { id: participant_id, at });
    else open.delete(person);
    const user_name = event.participant_id === 'z' ? null : `Name of ${event.participant_id}`;
    log.push({ ...event, at, participant_id, user_id: event.participant_id, user_name });
  }
  return log;
}

/** A log by a clock that has steps. */
export function onClock(events: readonly ValidEvent[], clockMs: number): ValidEvent[] {
  return events.map((event) => ({ ...event, at: Math.floor(event.at / clockMs) * clockMs }));
}
