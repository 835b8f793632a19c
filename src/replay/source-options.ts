import type { RepeatedHour } from '../sources/local-time.js';
import type { RepairOptions } from '../sources/repair/repair.js';
import type { SourceOptions } from '../sources/source.js';
import type { Redact } from './redact.js';
import type { ReplayOptions } from './replay-options.js';

/** How to replay the logs of platforms. */
export interface SourceReplayOptions extends ReplayOptions {
  /** replaces who it is in every event, before anything else sees it */
  readonly redact?: Redact | null;
  readonly reading: Omit<SourceOptions, 'localTime'>;
  /** the IANA zone of local times without offset; null: such times are invalid */
  readonly timezone: string | null;
  readonly repeatedHour: RepeatedHour;
  readonly repair: RepairOptions;
  /** a few times that lie so far behind all others, in milliseconds, do not decide the default as-of; null: they do */
  readonly maxJump: number | null;
  /** how many bytes of facts to hold in memory, before they go to a temporary file */
  readonly factMemory: number;
}
