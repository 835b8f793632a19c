import { compileRules } from '../../src/engine/compile-rules.js';
import type { RuleOptions } from '../../src/model/rule-options.js';
import { readHead } from '../../src/replay/input-head.js';
import type { BadLine } from '../../src/replay/log-account.js';
import { planSource, type SourcePlan } from '../../src/replay/plan-source.js';
import type { TableOptions } from '../../src/replay/plan-table.js';
import type { Replay } from '../../src/replay/replay.js';
import type { SourceReplayOptions } from '../../src/replay/source-options.js';
import { replaySources } from '../../src/replay/source-replay.js';
import type { Source } from '../../src/sources/source.js';
import { memoryInput } from './memory-input.js';
import { plainOptions } from './source-fixtures.js';

export interface TextReplay extends Replay {
  readonly plan: SourcePlan;
  readonly badLines: readonly BadLine[];
}

export type TextOptions = Omit<Partial<SourceReplayOptions>, 'rules'> & {
  readonly rules?: Partial<RuleOptions>;
};

/** Replays a text as the command line would a file: whose it is, is found out unless it is given. */
export async function replayText(
  text: string | Buffer,
  { rules = {}, ...options }: TextOptions = {},
  given: Source | null = null,
  tables?: TableOptions,
): Promise<TextReplay> {
  const plan = await planSource(await readHead(memoryInput(text), () => false), given, tables);
  const badLines: BadLine[] = [];
  const result = await replaySources(
    [plan],
    {
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
      ...options,
      rules: compileRules(rules),
    },
    { onBadLine: (bad) => badLines.push(bad), onTimeUnit() {}, onBytes() {}, onOddTime() {} },
  );
  return { ...result, plan, badLines };
}
