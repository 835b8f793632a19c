import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import type { FlatOutcome } from '../flat/flat-host.js';
import { settleFlat } from '../flat/flat-recipe.js';
import * as F from '../flat/flat-state.js';
import { flatWake } from '../flat/flat-wake.js';
import { WORDS_A_UNIT } from '../flat/record-heap.js';

const saved = new Int32Array(F.ROOM_LINKS);
let hasClosed = false;
const outcome: FlatOutcome<F.FlatState> = {
  closed() {
    hasClosed = true;
  },
  duplicateJoin() {},
  orphanLeave() {},
};

/**
 * The least watermark at which a room that has been brought to T will, with no further event, open or close a meeting;
 * `NEVER` for none. It lets time pass in the room's own records, and then takes that back.
 */
export function quietReport(state: F.FlatState, room: number, rules: CompiledRules): EpochMs {
  const { roomTimes, roomLinks } = state;
  const t = room * F.ROOM_TIMES;
  const r = room * F.ROOM_LINKS;
  for (let i = 0; i < F.ROOM_LINKS; i++) saved[i] = roomLinks[r + i]!;
  const start = roomTimes[t + F.START]!;
  hasClosed = false;
  let wake = flatWake(state, room, rules);
  while (wake !== NEVER) {
    settleFlat(state, room, wake, rules, outcome);
    if (hasClosed || roomTimes[t + F.START] !== start) break;
    wake = flatWake(state, room, rules);
  }
  takeBack(state, saved[F.NEXT_CHANGE]!, roomLinks[r + F.NEXT_CHANGE]!);
  roomLinks.set(saved, r);
  return wake;
}

/** Has changes not in effect again, from one to another. */
function takeBack({ heap: { words } }: F.FlatState, from: number, to: number): void {
  for (let change = from; change !== to; ) {
    const v = (change >> 1) * WORDS_A_UNIT;
    words[v + F.FLAGS]! &= (change & 1) === 1 ? ~F.JOIN_APPLIED : ~F.LEAVE_APPLIED;
    change = words[v + F.NEXT_AFTER_LEAVE + (change & 1)]!;
  }
}
