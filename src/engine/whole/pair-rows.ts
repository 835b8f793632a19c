import { type EpochMs, NEVER } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { CLEAR, JOIN } from '../flat/event-types.js';
import { addNumber } from '../flat/number-list.js';
import { participantAt, placeOf, timeAt, typeAt, userIdAt, userNameAt } from './grouped-events.js';
import type { LogTexts } from './log-texts.js';
import { numberParticipants } from './number-participants.js';
import { pairCrowd } from './pair-crowd.js';
import type { Pairing } from './pairing.js';
import { addVisit, endVisit, LEFT, VISIT_TIMES } from './visit-table.js';

/** Section 1 of SPEC.md: turns the events of a room up to T into visits, and notes where strays are. */
export function pairRoom(
  pairing: Pairing,
  room: number,
  asOf: EpochMs,
  rules: CompiledRules,
  texts: LogTexts,
): void {
  const { visits, events } = pairing;
  if (pairing.table === null) pairing.looked = lookAhead(pairing, room);
  else numberParticipants(pairing.table, events, room);
  const end = placeOf(events, room + 1);
  let place = placeOf(events, room);
  pairing.first = visits.count;
  pairing.closedUpTo = visits.count;
  pairing.leaveCount = 0;
  pairing.duplicateJoins.length = 0;
  pairing.orphanLeaves.length = 0;
  for (;;) {
    place = pairAlone(pairing, place, end, asOf, rules);
    if (place === end) return;
    const instant = timeAt(events, place);
    if (rules.isAfterAsOf(instant, asOf)) return;
    const from = place++;
    while (place < end && timeAt(events, place) === instant) place++;
    pairCrowd(pairing, from, place, rules, texts);
  }
}

/**
 * Looks at the entries of all participants of a room in a loop that decides nothing, so that all of them are waited for at
 * once: they are spread over the memory of a whole log.
 */
function lookAhead({ events, latest }: Pairing, room: number): number {
  const end = placeOf(events, room + 1);
  let seen = 0;
  for (let place = placeOf(events, room); place < end; place++) {
    // A clear has none.
    seen ^= latest[Math.max(0, participantAt(events, place))]!;
  }
  return seen;
}

/**
 * Pairs events as long as each is alone at its instant, and no clear: nearly all are, so all that they need is at hand here. Says
 * where the first is that is not.
 */
function pairAlone(pairing: Pairing, from: number, end: number, asOf: EpochMs, rules: CompiledRules): number {
  const { events, visits, latest, leaves, table, first, visitsBefore } = pairing;
  const { times } = visits;
  let { leaveCount } = pairing;
  let place = from;
  for (; place < end; place++) {
    const type = typeAt(events, place);
    const at = timeAt(events, place);
    if (type === CLEAR || rules.isAfterAsOf(at, asOf)) break;
    if (place + 1 < end && timeAt(events, place + 1) === at) break;
    const joins = type === JOIN;
    const participant = participantAt(events, place);
    const visit = latest[participant]! - visitsBefore;
    const wasOpen = visit >= first && times[visit * VISIT_TIMES + LEFT] === NEVER;
    const closes = rules.closesVisit(wasOpen, !joins, false);
    if (closes) {
      endVisit(visits, visit, at, userIdAt(events, place), userNameAt(events, place));
      leaves[leaveCount++] = visit;
    }
    if (rules.isDuplicateJoin(wasOpen, closes, joins)) addNumber(pairing.duplicateJoins, place);
    else if (rules.isOrphanLeave(wasOpen, joins, !joins)) addNumber(pairing.orphanLeaves, place);
    if (!rules.opensVisit(wasOpen, closes, joins, !joins)) continue;
    latest[participant] = visitsBefore + visits.count;
    const who = table === null ? participant : table.codes[participant]!;
    addVisit(visits, at, who, userIdAt(events, place), userNameAt(events, place));
  }
  pairing.leaveCount = leaveCount;
  return place;
}
