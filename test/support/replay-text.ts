import { setImmediate as nextTurn } from 'node:timers/promises';
import { compileRules } from '../../src/engine/compile-rules.js';
import type { RuleOptions } from '../../src/model/rule-options.js';
import { runOptionsOf, type StartRun, startRun } from '../../src/replay/bytes/byte-replay.js';
import { createOwnPart } from '../../src/replay/bytes/own-part.js';
import { startParts } from '../../src/replay/bytes/part-replay.js';
import { readHead } from '../../src/replay/input-head.js';
import type { BadLine } from '../../src/replay/log-account.js';
import { createNews } from '../../src/replay/news.js';
import { planSource, type SourcePlan } from '../../src/replay/plan-source.js';
import type { SourceWatcher } from '../../src/replay/read-sources.js';
import { isPlain } from '../../src/replay/repair-facts.js';
import { replaySourceBytes, type Sharing } from '../../src/replay/source-bytes.js';
import type { SourceReplayOptions } from '../../src/replay/source-options.js';
import type { TableOptions } from '../../src/replay/table-options.js';
import { createCrew, type Worker } from '../../src/replay/together/crew.js';
import {
  createSourceWork,
  type SourceAnswer,
  type SourceTask,
} from '../../src/replay/together/source-work.js';
import type { Source } from '../../src/sources/source.js';
import { mustEqual } from './equal.js';
import { type Replay, replaySources } from './general-replay.js';
import { meetingLine } from './listed-meetings.js';
import { memoryInput } from './memory-input.js';
import { plainOptions } from './source-fixtures.js';

export interface TextReplay extends Replay {
  readonly plan: SourcePlan;
  readonly badLines: readonly BadLine[];
}

export type TextOptions = Omit<Partial<SourceReplayOptions>, 'rules'> & {
  readonly rules?: Partial<RuleOptions>;
};

/**
 * Replays a text as the command line would a file: whose it is, is found out unless it is given. In memory, to bytes, and by several
 * together: all must come to the same.
 */
export async function replayText(
  text: string | Buffer,
  { rules = {}, ...given }: TextOptions = {},
  source: Source | null = null,
  tables?: TableOptions,
): Promise<TextReplay> {
  const planAgain = async (piece?: number) =>
    planSource(await readHead(memoryInput(text, 'log', piece), () => false), source, tables);
  const options: SourceReplayOptions = {
    asOf: null,
    lateness: null,
    onlyRooms: new Set(),
    timeUnit: 'auto',
    keepAnomalies: true,
    order: 'start',
    explains: false,
    reading: plainOptions,
    timezone: null,
    repeatedHour: 'earlier',
    repair: { off: new Set(), maxOpen: null },
    maxJump: null,
    factMemory: 1e9,
    ...given,
    rules: compileRules(rules),
  };
  const plan = await planAgain();
  const inMemory = watching();
  const result = await replaySources([plan], options, inMemory.watcher);
  for (const arrival of options.lateness === null ? (['any', 'time'] as const) : (['time'] as const)) {
    // Only of events that need no repair it can be hoped that they come in time order.
    if (arrival === 'time' && options.lateness === null && !isPlain([plan], options)) continue;
    for (const gather of [null, gatherLateCrew]) {
      const toBytes = watching();
      const lines: string[] = [];
      const bytes = await replaySourceBytes(
        [await planAgain(gather === null ? undefined : SHORT)],
        { ...options, arrival, memory: 1e6, holdsMeetings: false },
        toBytes.watcher,
        {
          take: (_, written, from, to) => void lines.push(Buffer.from(written.subarray(from, to)).toString()),
          flush: async () => {},
        },
        { gather, start: gather === null ? startRun : startInParts },
      );
      if (bytes === null) {
        mustEqual([arrival, options.lateness], ['time', null], 'order hoped for');
        continue;
      }
      const how = gather === null ? 'as bytes' : 'as bytes, together';
      const expected = result.meetings.map((listed) => meetingLine(listed, options.isExact === true));
      mustEqual(lines, expected, `meetings ${how}`);
      mustEqual(bytes.statistics, { ...result.statistics, not_listed: 0 }, `statistics ${how}`);
      mustEqual(
        JSON.stringify(bytes.statistics),
        JSON.stringify(result.statistics),
        `order of statistics ${how}`,
      );
      mustEqual(bytes.anomalies, result.anomalies, `anomalies ${how}`);
      mustEqual(toBytes.heard, inMemory.heard, `what is said ${how}`);
    }
  }
  return { ...result, plan, badLines: inMemory.badLines };
}

/** So few bytes that few lines make a chunk. */
const SHORT = 300;

/** Runs rooms in two parts in this thread. */
const startInParts: StartRun = (account, options, isLarge, output) => {
  const parts = [1, 2].map(() => createOwnPart(options.rules, runOptionsOf(options, isLarge)));
  const never = () => Promise.reject(new Error('waits for what cannot come'));
  return startParts(account, options, parts, [0.5, 0.5], never, output);
};

/** A crew in this thread, of which each gets and gives copies, the later the earlier it is in the crew. */
const gatherLateCrew: Sharing['gather'] = async (setup) => {
  const { onNews, news } = createNews();
  const late = [3, 1];
  const start = (): Worker<SourceTask, SourceAnswer> => {
    const turns = late.shift()!;
    const work = createSourceWork(structuredClone(setup));
    let before: Promise<unknown> = work;
    return {
      give(task, hear) {
        const copy = structuredClone(task);
        before = before.then(async () => {
          for (let turn = 0; turn < turns; turn++) await nextTurn();
          hear(structuredClone((await work)(copy)));
          onNews(null);
        });
      },
      async stop() {},
    };
  };
  return { ...createCrew(start, late.length, await createSourceWork(setup), news), chunkSize: SHORT };
};

/** Someone who watches, and what they have heard. */
function watching(): { watcher: SourceWatcher; badLines: BadLine[]; heard: unknown[] } {
  const badLines: BadLine[] = [];
  const heard: unknown[] = [];
  const watcher: SourceWatcher = {
    onBadLine(bad) {
      badLines.push(bad);
      heard.push(bad);
    },
    onTimeUnit: (...unit) => void heard.push(unit),
    onOddTime: (odd) => void heard.push(odd),
    onBytes() {},
  };
  return { watcher, badLines, heard };
}
