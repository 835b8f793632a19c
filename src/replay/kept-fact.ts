import { clearOf, handOverTo, joinOf, leaveOf, presenceIn, stayOf } from '../sources/facts.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import type { LogFact } from '../sources/repair/repair-log.js';

/** What a fact says as plain JSON without keys, which are longer than what they name; `plain` is that of `LogFact`. */
export type KeptFact =
  | readonly [kind: 'join', plain: boolean, ...who: Who, at: number, replaces: boolean]
  | readonly [kind: 'leave', plain: boolean, ...who: Who, at: number, joined_at: number | null]
  | readonly [kind: 'stay', plain: boolean, ...who: Who, joined_at: number, left_at: number | null]
  | readonly [
      kind: 'clear',
      plain: boolean,
      room: string,
      session: Text,
      order: Order,
      delivery: Text,
      number,
    ]
  | readonly [kind: 'rename', plain: boolean, room: string, session: Text, type: string, ...FromTo, number];

type Text = string | null;
type Order = number | null;
type FromTo = readonly [from: string, to: string];
type Who = readonly [
  room: string,
  session: Text,
  participant_id: string,
  user_id: Text,
  user_name: Text,
  order: Order,
  delivery: Text,
];

/** A fact as it is kept. */
export function keptFact(fact: PresenceFact, plain: boolean): KeptFact {
  const { kind, room, session } = fact;
  if (kind === 'rename') return [kind, plain, room, session, fact.type, fact.from, fact.to, fact.at];
  const { order, delivery } = fact;
  if (kind === 'clear') return [kind, plain, room, session, order, delivery, fact.at];
  const { participant_id: id, user_id, user_name: name } = fact;
  if (kind === 'join') {
    const replaces = fact.replaces === true;
    return [kind, plain, room, session, id, user_id, name, order, delivery, fact.at, replaces];
  }
  if (kind === 'leave')
    return [kind, plain, room, session, id, user_id, name, order, delivery, fact.at, fact.joined_at];
  return [kind, plain, room, session, id, user_id, name, order, delivery, fact.joined_at, fact.left_at];
}

/** The fact that was kept. */
export function factOfKept(kept: KeptFact): LogFact {
  return { fact: presenceFactOf(kept), plain: kept[1] };
}

function presenceFactOf(kept: KeptFact): PresenceFact {
  const where = { room: kept[2], session: kept[3] };
  if (kept[0] === 'rename') {
    const [kind, , room, session, type, from, to, at] = kept;
    return { kind, type, room, session, from, to, at };
  }
  if (kept[0] === 'clear') return clearOf(where, kept[6], { order: kept[4], delivery: kept[5] });
  const who = presenceIn(where, kept[4], kept[5], kept[6]);
  const told = { order: kept[7], delivery: kept[8] };
  if (kept[0] === 'leave') return leaveOf(who, kept[9], kept[10], told);
  if (kept[0] === 'stay') return stayOf(who, kept[9], kept[10], told);
  return kept[10] ? handOverTo(who, kept[9], told) : joinOf(who, kept[9], told);
}
