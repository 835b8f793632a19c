import type { ValidEvent } from '../model/event.js';
import { ALWAYS } from '../model/time.js';
import type { Repair } from '../sources/repair/create-repair.js';
import { ignoredBy, type PresenceFact, type RepairNotice } from '../sources/repair/repair.js';
import type { EventTaker, TakeEvent } from './bytes/byte-events.js';
import { handOnStored } from './bytes/event-store.js';
import { createBatch } from './bytes/scan-line.js';
import { roomName } from './bytes/take-batch.js';
import type { LogAccount } from './log-account.js';
import type { InvalidFact } from './record-reader.js';
import type { SourceReplayOptions } from './source-options.js';
import type { RepairedPart } from './together/part-repair.js';

/** Where the events of a log go that are to be used. */
export interface EventTarget {
  readonly take: (event: ValidEvent) => void;
  /** Time may move on to the watermark: what has to come before it has been taken. */
  readonly moveOn: () => void;
  /** who takes events as bytes, too, if anybody does */
  readonly bytes?: EventTaker;
}

/** Counts one outcome for everything that a record said. */
export interface Ledger {
  readonly account: LogAccount;
  readonly outcomes: () => number;
  /** Counts so many records that said one thing each, of which an account has been given already. */
  readonly pass: (count: number) => void;
  readonly ignore: (type: string, count?: number) => void;
  readonly refuse: (fact: InvalidFact, line: number, record: string) => void;
  readonly settle: (repair: Repair, fact: PresenceFact | null) => void;
  /** Takes what came of some rooms of a log that has no lateness; `use` takes the events that are to be used. */
  readonly settlePart: (part: RepairedPart, use: TakeEvent) => void;
  /** All that repair adds up to the watermark is there: what it adds later, but before, is late. */
  readonly moveOn: () => void;
}

export function createLedger(
  account: LogAccount,
  target: EventTarget,
  { keepAnomalies }: SourceReplayOptions,
): Ledger {
  const { statistics, anomalies } = account;
  const lines = createBatch();
  let outcomes = 0;
  let decided = ALWAYS;

  function ignore(type: string, count = 1): void {
    outcomes += count;
    statistics.ignored += count;
    const known = Object.hasOwn(statistics.ignored_by_type, type) ? statistics.ignored_by_type[type]! : 0;
    Object.defineProperty(statistics.ignored_by_type, type, { value: known + count, ...PLAIN });
  }

  function refuse({ field, expected, reason }: InvalidFact, line: number, record: string): void {
    outcomes++;
    account.refuse({ field, reason: reason ?? 'not-as-documented' }, line, record, expected);
  }

  function offer(event: ValidEvent, isOwn: boolean): void {
    outcomes++;
    const verdict = account.judge(event.at, event.room, isOwn && event.at > decided);
    const { type, room, participant_id, at } = event;
    if (verdict === 'used') target.take(event);
    else if (verdict === 'late') {
      account.reportLate({ type, room, participant_id: type === 'clear' ? null : participant_id, at });
    }
  }

  function settle(repair: Repair, fact: PresenceFact | null): void {
    for (const event of repair.events) offer(event, fact === null);
    drop(repair.dropped);
    if (repair.ignored > 0) ignore(ignoredBy(fact), repair.ignored);
    noteAll(repair.notices);
  }

  function settlePart({ events, notices, dropped, ignored }: RepairedPart, use: TakeEvent): void {
    handOnStored(events, null, 0, events.count, lines, (view, batch, count) => {
      for (let i = 0; i < count; i++) {
        const line = batch[i]!;
        outcomes++;
        const room = account.choosesRooms ? roomName(view, line) : null;
        if (account.judge(line.at, room) === 'used') use(view, line);
      }
    });
    drop(dropped);
    for (const [type, count] of ignored) ignore(type, count);
    noteAll(notices);
  }

  function drop(count: number): void {
    outcomes += count;
    statistics.repeated += count;
  }

  function noteAll(notices: readonly RepairNotice[]): void {
    for (const notice of notices) {
      const { code, kind } = notice;
      if (code === 'unrepaired') statistics.unrepaired++;
      else {
        statistics.repaired++;
        statistics.repaired_by_kind[kind] = (statistics.repaired_by_kind[kind] ?? 0) + 1;
      }
      if (keepAnomalies) anomalies.push(notice);
    }
  }

  return {
    account,
    outcomes: () => outcomes,
    pass(count) {
      outcomes += count;
    },
    ignore,
    refuse,
    settle,
    settlePart,
    moveOn() {
      decided = account.watermark();
      target.moveOn();
    },
  };
}

/** Whatever a type is called, it is a key like any other. */
const PLAIN = { enumerable: true, writable: true, configurable: true };
