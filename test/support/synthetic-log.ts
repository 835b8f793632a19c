import { reconstruct } from '../../src/engine/reconstruct.js';
import type { ValidEvent } from '../../src/model/event.js';
import type { Meeting } from '../../src/model/meeting.js';
import type { RuleOptions } from '../../src/model/rule-options.js';

/** Numbers 0 … n − 1 that look random and are the same every time. */
export function drawn(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % n;
  };
}

/** 2026-03-02T08:00:00Z */
const BEGIN = 1_772_438_400_000;

/** A log of gatherings as they are: people come one by one, some look in for seconds, some come back, some stay behind alone. */
export function gatherings(count: number, rooms: number, seed = 1): ValidEvent[] {
  const random = drawn(seed);
  const events: ValidEvent[] = [];
  const free = new Array<number>(rooms).fill(BEGIN);
  for (let i = 0; i < count; i++) {
    const room = i % rooms;
    const begin = free[room]! + random(600_000);
    let last = begin;
    function stay(who: string, from: number, to: number): number {
      const key = { room: `room-${room}`, participant_id: `c-${i}-${who}` };
      const names = { user_id: `u-${who}`, user_name: `Name ${who}` };
      events.push({ type: 'join', ...key, at: from, ...names }, { type: 'leave', ...key, at: to, ...names });
      last = Math.max(last, to);
      return to;
    }
    const people = 1 + random(4);
    const lasted = 60_000 + random(2_400_000);
    let gone = begin;
    for (let who = 0; who < people; who++) {
      const from = who === 0 ? begin : begin + random(120_000);
      const to = stay(`${room}-${who}`, from, from + 20_000 + random(lasted));
      if (who === 0) gone = to;
    }
    if (random(4) === 0) stay('looks-in', begin + random(20_000), begin + 20_000 + random(9000));
    const back = Math.max(gone + [0, 500, 5000][random(3)]!, last - random(5000));
    if (random(3) === 0) stay(`${room}-0`, back, last + 400_000 + random(2_000_000));
    if (random(6) === 0) stay('alone', last + 15_000, last + 30_000 + random(60_000));
    free[room] = last + 130_000;
  }
  return events;
}

/** What a right system lists of a log. */
export function listOf(events: readonly ValidEvent[], rules: Partial<RuleOptions> = {}): Meeting[] {
  return reconstruct(events, { rules: { granularity: 1, ...rules } }).meetings;
}

/** A list with something wrong in one of a hundred meetings, each in one of several ways. */
export function noisy(meetings: readonly Meeting[], seed = 2): Meeting[] {
  const random = drawn(seed);
  return meetings.flatMap((meeting, i) => {
    if (i % 100 !== 50) return [meeting];
    const { start_time, duration, max_participants } = meeting;
    switch (random(5)) {
      case 0:
        return [];
      case 1:
        return [{ ...meeting, start_time: start_time + 40 + random(600) }];
      case 2:
        return [{ ...meeting, duration: duration + 20 + random(900) }];
      case 3:
        return [{ ...meeting, max_participants: max_participants + 1 }];
      default:
        return [meeting, { ...meeting, id: `${meeting.id}x`, start_time: start_time + 20_000_000 }];
    }
  });
}
