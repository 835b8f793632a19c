import { CLEAR, EVENT_TYPES } from '../../engine/flat/event-types.js';
import type { ValidEvent } from '../../model/event.js';
import { bytesAt, textOf } from './byte-text.js';
import type { ScannedLine } from './scan-line.js';
import { roomName } from './take-batch.js';

/** The event of a line, as an object that stays, with its texts as `keep` gives them. */
export function decodeEvent(
  view: DataView,
  line: ScannedLine,
  keep: (text: string) => string = (text) => text,
): ValidEvent {
  const { type, at, idFrom, idTo, userIdFrom, userIdTo, userNameFrom, userNameTo } = line;
  const text = (from: number, to: number) => keep(textOf(bytesAt(view, from, to)));
  const isClear = type === CLEAR;
  return {
    type: EVENT_TYPES[type]!,
    room: keep(roomName(view, line)),
    participant_id: isClear ? '' : text(idFrom, idTo),
    at,
    user_id: isClear || userIdFrom < 0 ? null : text(userIdFrom, userIdTo),
    user_name: isClear || userNameFrom < 0 ? null : text(userNameFrom, userNameTo),
  };
}
