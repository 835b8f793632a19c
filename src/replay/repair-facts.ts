import { wholeMs } from '../model/parse-time.js';
import { ALWAYS } from '../model/time.js';
import { eventOfFact, native } from '../sources/native.js';
import { createRepair, type Repair } from '../sources/repair/create-repair.js';
import { compareNotices, endOfFact, type PresenceFact, type RepairNotice } from '../sources/repair/repair.js';
import { type LogFact, repairLog } from '../sources/repair/repair-log.js';
import { createFactStore } from './fact-store.js';
import { jumpIn } from './jump.js';
import type { SourcePlan } from './plan-source.js';
import type { Ledger } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';

/** Takes the facts of a log, and makes them events. */
export interface FactTaker {
  /** Takes a fact; `plain` is an event in its own right. */
  readonly take: (fact: PresenceFact, plain: boolean) => void;
  /** Ends the log; pauses now and then. */
  readonly finish: () => Iterable<void>;
  /** Removes what lies in temporary files. */
  readonly discard: () => void;
}

/** Repairs the facts of a log in time order if there is no lateness, else as they come. */
export function repairFacts(
  plans: readonly SourcePlan[],
  ledger: Ledger,
  options: SourceReplayOptions,
): FactTaker {
  if (isPlain(plans, options)) return plainLog(ledger);
  return options.lateness === null ? wholeLog(ledger, options) : liveLog(ledger, options);
}

/** Whether a log is events in their own right, of which there is nothing to repair but visits that last too long. */
export function isPlain(
  plans: readonly SourcePlan[],
  { lateness, maxJump, repair }: SourceReplayOptions,
): boolean {
  if (repair.maxOpen !== null || (lateness === null && maxJump !== null)) return false;
  return plans.every(({ source }) => source === native);
}

function plainLog(ledger: Ledger): FactTaker {
  return {
    take(fact) {
      const events = fact.kind === 'stay' || fact.kind === 'rename' ? [] : [eventOfFact(fact)];
      ledger.settle({ events, notices: [], dropped: 0, ignored: 0 }, fact);
      ledger.moveOn();
    },
    finish: () => [],
    discard() {},
  };
}

/** Gathers a log, and repairs it when it is all there: some of its rooms after the others, as no room says anything of another. */
function wholeLog(ledger: Ledger, { repair, factMemory, asOf, maxJump }: SourceReplayOptions): FactTaker {
  const { account } = ledger;
  const facts = createFactStore(factMemory);
  const watchesJump = asOf === null && maxJump !== null;
  const times: number[] = [];
  let last: number | null = null;

  function settle(repaired: Repair, item: LogFact | null): void {
    ledger.settle(repaired, item?.fact ?? null);
    ledger.moveOn();
  }

  return {
    take(fact, plain) {
      const end = endOfFact(fact);
      if (last === null || end > last) last = end;
      if (watchesJump) times.push(...timesOf(fact));
      facts.add(fact, plain);
    },
    *finish() {
      if (watchesJump) {
        const sorted = Float64Array.from(times).sort();
        const jump = jumpIn(sorted, maxJump, (count, all) => count <= Math.max(1, all / 100));
        if (jump !== null) account.setAsOf(jump.from);
      }
      const before = account.anomalies.length;
      for (const part of facts.parts()) {
        repairLog(drained(part), repair, settle, account.asOf() ?? last);
        yield;
      }
      const notices = account.anomalies.splice(before) as RepairNotice[];
      for (const notice of notices.sort(compareNotices)) account.anomalies.push(notice);
    },
    discard: facts.discard,
  };
}

/** Gives items out, and lets go of each. */
function* drained<Item>(items: Item[]): Generator<Item> {
  items.reverse();
  while (items.length > 0) yield items.pop()!;
}

/** Repairs a log as it comes. */
function liveLog(ledger: Ledger, { repair }: SourceReplayOptions): FactTaker {
  const stage = createRepair(repair);
  const { account } = ledger;
  return {
    take(fact, plain) {
      ledger.settle(stage.take(fact, plain), fact);
      const watermark = account.watermark();
      if (watermark > ALWAYS) ledger.settle(stage.advance(watermark), null);
      ledger.moveOn();
    },
    finish() {
      const last = account.statistics.last_at;
      if (last !== null) ledger.settle(stage.finish(last), null);
      ledger.moveOn();
      return [];
    },
    discard() {},
  };
}

function timesOf(fact: PresenceFact): number[] {
  if (fact.kind === 'rename') return [];
  if (fact.kind !== 'stay') return [wholeMs(fact.at)];
  return fact.left_at === null ? [wholeMs(fact.joined_at)] : [wholeMs(fact.joined_at), wholeMs(fact.left_at)];
}
