import { CLEAR, EVENT_TYPES } from '../../engine/flat/event-types.js';
import type { LogAccount } from '../log-account.js';
import type { EventTaker } from './byte-events.js';
import { bytesAt, textOf } from './byte-text.js';
import type { ScannedLine } from './scan-line.js';

/** Accounts for events, and hands on those that are to be used. */
export interface BatchTaker {
  /** Takes the first `count` of `lines`, each a record of its own. */
  readonly takeBatch: (
    view: DataView,
    lines: readonly ScannedLine[],
    count: number,
    isSorted: boolean,
  ) => void;
  /** Takes the event of a record that has been counted. */
  readonly offer: (view: DataView, event: ScannedLine) => void;
}

export function createBatchTaker(account: LogAccount, { take, takeRun, takeAny }: EventTaker): BatchTaker {
  function takeBatch(view: DataView, lines: readonly ScannedLine[], count: number, isSorted: boolean): void {
    if (isSorted && account.acceptRun(count, lines[0]!.at, lines[count - 1]!.at)) {
      takeRun(view, lines, count);
    } else if (takeAny !== null && acceptAny(lines, count)) {
      takeAny(view, lines, count);
    } else {
      for (let i = 0; i < count; i++) {
        account.count();
        offer(view, lines[i]!);
      }
    }
  }

  function acceptAny(batch: readonly ScannedLine[], count: number): boolean {
    let least = batch[0]!.at;
    let most = account.statistics.last_at ?? least;
    let lag = 0;
    for (let i = 0; i < count; i++) {
      const { at } = batch[i]!;
      if (at < least) least = at;
      if (at > most) most = at;
      else if (most - at > lag) lag = most - at;
    }
    return account.acceptAny(count, least, most, lag);
  }

  function offer(view: DataView, event: ScannedLine): void {
    const verdict = account.judge(event.at, account.choosesRooms ? roomName(view, event) : null);
    if (verdict === 'used') take(view, event);
    else if (verdict === 'late') reportLateLine(account, view, event);
  }

  return { takeBatch, offer };
}

/** The room of an event. */
export function roomName(view: DataView, { roomFrom, roomTo }: ScannedLine): string {
  return textOf(bytesAt(view, roomFrom, roomTo));
}

/** Reports an event that has been counted as late. */
export function reportLateLine(account: LogAccount, view: DataView, event: ScannedLine): void {
  const { type, idFrom, idTo, at } = event;
  account.reportLate({
    type: EVENT_TYPES[type]!,
    room: roomName(view, event),
    participant_id: type === CLEAR ? null : textOf(bytesAt(view, idFrom, idTo)),
    at,
  });
}
