import type { OddLocalTime } from '../sources/local-time.js';
import { native } from '../sources/native.js';
import type { Fact } from '../sources/source.js';
import { type Input, UnreadableInput } from './input.js';
import type { LogAccount, OddTime, ReplayWatcher } from './log-account.js';
import type { SourcePlan } from './plan-source.js';
import { readRecords } from './read-records.js';
import { isPlain, repairFacts, type Together } from './repair-facts.js';
import { createLedger, type EventTarget } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';
import { readTogether } from './together/read-together.js';

/** Who watches the replay of a platform's log. */
export interface SourceWatcher extends ReplayWatcher {
  readonly onOddTime: (odd: OddTime) => void;
  /** Hears what records are, by type. */
  readonly onFact?: ((fact: Fact) => void) | undefined;
}

/**
 * Reads inputs of any source as one log: records to facts, facts to repaired events, which go to `target`. Without a lateness the log is
 * put in time order before it is repaired; with one it is repaired as it comes.
 * @param flush what is done now and then, and waited for
 * @param together those who share the work; null: this thread does it
 */
export async function readSources(
  plans: readonly SourcePlan[],
  account: LogAccount,
  options: SourceReplayOptions,
  watcher: SourceWatcher,
  target: EventTarget,
  flush: () => Promise<void> = async () => {},
  together: Together | null = null,
): Promise<void> {
  const ledger = createLedger(account, target, options);
  const facts = repairFacts(plans, ledger, options, together);
  const { redact = null } = options;
  // Of events in their own right nothing has to be known but what the engine has to know.
  const isAsItComes = isPlain(plans, options) && redact === null && watcher.onFact === undefined;
  const bytes = isAsItComes ? target.bytes : undefined;
  const onBytes = async (count: number) => {
    watcher.onBytes(count);
    await flush();
  };
  try {
    for (const [place, plan] of plans.entries()) {
      const oddTime = (odd: OddLocalTime, line: number) => {
        const told: OddTime = { code: 'odd-local-time', ...odd, file: plan.input.name, line };
        account.statistics.odd_local_times++;
        if (options.keepAnomalies) account.anomalies.push(told);
        watcher.onOddTime(told);
      };
      if (together !== null && isShared(plan)) {
        const taker = { takeLines: facts.takeLines, oddTime, onBytes };
        await readTogether(plan, place, together.crew, ledger, taker);
      } else {
        await together?.crew.finish();
        const taker = { takeFact: facts.take, oddTime, onBytes, said: watcher.onFact, bytes };
        await readRecords(plan, roomOf(plan, options), ledger, options, taker);
      }
    }
    await together?.crew.finish();
    await facts.finish();
  } catch (error) {
    // What was read before is told first.
    if (error instanceof UnreadableInput) await together?.crew.finish();
    throw error;
  } finally {
    facts.discard();
  }
  account.statistics.added = ledger.outcomes() - account.statistics.records_read;
}

/** Whether the records of an input can be read apart from its account: lines that are no events in their own right. */
export function isShared({ form, source }: SourcePlan): boolean {
  return form === 'lines' && source !== native;
}

/** The room of records that do not name theirs, null if there is none. */
export function roomOf({ source, input }: SourcePlan, { reading }: SourceReplayOptions): string | null {
  return reading.room ?? (source.isOfOneMeeting === true ? roomOfFile(input) : null);
}

/** What a file is called without its folder and endings. */
function roomOfFile({ name, path }: Input): string | null {
  const stem = (path === null ? '' : name)
    .replace(/^.*[/\\]/, '')
    .replace(/(?:\.(?:csv|tsv|txt|gz|zst))+$/i, '');
  return stem === '' ? null : stem;
}
