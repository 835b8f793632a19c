import { setImmediate as nextTurn } from 'node:timers/promises';
import { inOwnMemory } from '../formats/own-bytes.js';
import { ALWAYS, type EpochMs } from '../model/time.js';
import { eventOfFact, native } from '../sources/native.js';
import { createRepair, type Repair } from '../sources/repair/create-repair.js';
import type { LogFact } from '../sources/repair/log-fact.js';
import {
  compareNotices,
  endOfFact,
  type PresenceFact,
  type RepairNotice,
  timesOfFact,
} from '../sources/repair/repair.js';
import { repairLog } from '../sources/repair/repair-log.js';
import type { TakeEvent } from './bytes/byte-events.js';
import { readBlocks } from './fact-block.js';
import { createFactStore } from './fact-store.js';
import { jumpIn } from './jump.js';
import type { SourcePlan } from './plan-source.js';
import type { Ledger } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';
import type { LinesRead } from './together/lines-read.js';
import { drained, type RepairedPart } from './together/part-repair.js';
import type { SourceCrew } from './together/source-crew.js';

/** Takes the facts of a log, and makes them events. */
export interface FactTaker {
  /** Takes a fact; `plain` is an event in its own right. */
  readonly take: (fact: PresenceFact, plain: boolean) => void;
  /** Gives a function that takes the facts that lines have told, up to so many of them. */
  readonly takeLines: (read: LinesRead) => (count: number) => void;
  /** Ends the log. */
  readonly finish: () => Promise<void>;
  /** Removes what lies in temporary files. */
  readonly discard: () => void;
}

/** Those who read and repair a log together, and who takes the events of rooms that one of them has repaired. */
export interface Together {
  readonly crew: SourceCrew;
  readonly use: TakeEvent;
}

/** Repairs the facts of a log in time order if there is no lateness, else as they come. */
export function repairFacts(
  plans: readonly SourcePlan[],
  ledger: Ledger,
  options: SourceReplayOptions,
  together: Together | null,
): FactTaker {
  if (isPlain(plans, options)) return plainLog(ledger);
  return options.lateness === null ? wholeLog(ledger, options, together) : liveLog(ledger, options);
}

/** Whether a log is events in their own right, of which there is nothing to repair but visits that last too long. */
export function isPlain(
  plans: readonly SourcePlan[],
  { lateness, maxJump, repair }: SourceReplayOptions,
): boolean {
  if (repair.maxOpen !== null || (lateness === null && maxJump !== null)) return false;
  return plans.every(({ source }) => source === native);
}

/** Whether the times of all facts have to be known to tell when a log ends. */
export function watchesJump({ lateness, asOf, maxJump }: SourceReplayOptions): boolean {
  return lateness === null && asOf === null && maxJump !== null;
}

function plainLog(ledger: Ledger): FactTaker {
  function take(fact: PresenceFact): void {
    const events = fact.kind === 'stay' || fact.kind === 'rename' ? [] : [eventOfFact(fact)];
    ledger.settle({ events, notices: [], dropped: 0, ignored: 0 }, fact);
    ledger.moveOn();
  }

  return { take, takeLines: (read) => takingFacts(read, take), async finish() {}, discard() {} };
}

function takingFacts({ blocks }: LinesRead, take: FactTaker['take']): (count: number) => void {
  const facts = readBlocks(blocks);
  let taken = 0;
  return (count) => {
    for (; taken < count; taken++) take(facts[taken]!.fact, facts[taken]!.plain);
  };
}

/** Gathers a log, and repairs it when it is all there: some of its rooms after the others, as no room says anything of another. */
function wholeLog(ledger: Ledger, options: SourceReplayOptions, together: Together | null): FactTaker {
  const { repair, factMemory, maxJump } = options;
  const { account } = ledger;
  const facts = createFactStore(factMemory);
  const watches = watchesJump(options);
  const times: EpochMs[] = [];
  let last: number | null = null;

  function settle(repaired: Repair, item: LogFact | null): void {
    ledger.settle(repaired, item?.fact ?? null);
    ledger.moveOn();
  }

  function noteEnd(end: EpochMs | null): void {
    if (end !== null && (last === null || end > last)) last = end;
  }

  async function repairTogether(
    parts: Iterable<Uint8Array<ArrayBuffer>>,
    end: EpochMs | null,
    { crew, use }: Together,
  ): Promise<void> {
    for (const blocks of gathered(parts, crew.chunkSize)) {
      crew.give({ kind: 'repair', blocks, last: end }, (answer) => {
        ledger.settlePart(answer as RepairedPart, use);
      });
      await crew.keepUp();
    }
    await crew.finish();
  }

  return {
    take(fact, plain) {
      noteEnd(endOfFact(fact));
      if (watches) times.push(...timesOfFact(fact));
      facts.add(fact, plain);
    },
    takeLines({ blocks, parts, ends, last: end, times: told }) {
      noteEnd(end);
      for (const time of told ?? []) times.push(time);
      for (const [i, part] of parts.entries()) {
        // A copy, so that no part holds on to the others.
        facts.addBlock(part, blocks.slice(i === 0 ? 0 : ends[i - 1]!, ends[i]!));
      }
      return () => {};
    },
    async finish() {
      if (watches) {
        const sorted = Float64Array.from(times).sort();
        const jump = jumpIn(sorted, maxJump!, (count, all) => count <= Math.max(1, all / 100));
        if (jump !== null) account.setAsOf(jump.from);
      }
      const before = account.anomalies.length;
      const end = account.asOf() ?? last;
      if (together !== null) await repairTogether(facts.parts(), end, together);
      else {
        for (const blocks of facts.parts()) {
          repairLog(drained(readBlocks(blocks)), repair, settle, end);
          await nextTurn();
        }
      }
      const notices = account.anomalies.splice(before) as RepairNotice[];
      for (const notice of notices.sort(compareNotices)) account.anomalies.push(notice);
    },
    discard: facts.discard,
  };
}

/** Puts parts together until there are so many bytes. */
function* gathered(
  parts: Iterable<Uint8Array<ArrayBuffer>>,
  size: number,
): Generator<Uint8Array<ArrayBuffer>> {
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  for (const part of parts) {
    pieces.push(part);
    length += part.length;
    if (length < size) continue;
    yield pieces.length === 1 ? part : inOwnMemory(pieces);
    pieces = [];
    length = 0;
  }
  if (length > 0) yield inOwnMemory(pieces);
}

/** Repairs a log as it comes. */
function liveLog(ledger: Ledger, { repair }: SourceReplayOptions): FactTaker {
  const stage = createRepair(repair);
  const { account } = ledger;

  function take(fact: PresenceFact, plain: boolean): void {
    ledger.settle(stage.take(fact, plain), fact);
    const watermark = account.watermark();
    if (watermark > ALWAYS) ledger.settle(stage.advance(watermark), null);
    ledger.moveOn();
  }

  return {
    take,
    takeLines: (read) => takingFacts(read, take),
    async finish() {
      const last = account.statistics.last_at;
      if (last !== null) ledger.settle(stage.finish(last), null);
      ledger.moveOn();
    },
    discard() {},
  };
}
