import type { RuleOptions } from '../../model/rule-options.js';
import type { EpochMs } from '../../model/time.js';
import type { ByteRunOptions, RunResult } from './byte-run.js';
import type { SharedBatch } from './shared-batches.js';

/** What a thread is told when it begins. */
export interface ShardTask {
  readonly rules: RuleOptions;
  readonly run: ByteRunOptions;
}

/** What a thread is told then. */
export type ToShard =
  /** here are so many events and watermarks; the memory is given back with `unpacked` */
  | { readonly kind: 'events'; readonly memory: SharedArrayBuffer; readonly count: number }
  /** hand on all meetings, and tell how far you have come */
  | { readonly kind: 'tell' }
  /** the log ends */
  | { readonly kind: 'end'; readonly asOf: EpochMs }
  /** the meetings of the earliest batch are used up, and its memory with them */
  | { readonly kind: 'used' };

/** What a thread tells. */
export type FromShard =
  | { readonly kind: 'unpacked' }
  | { readonly kind: 'meetings'; readonly batch: SharedBatch }
  | { readonly kind: 'told'; readonly watermark: EpochMs; readonly earliestStart: EpochMs }
  | { readonly kind: 'done'; readonly result: RunResult };

/** So many batches of meetings may be on their way, or wait, before it is asked what holds them up. */
export const AHEAD = 8;
