import type { RuleOptions } from '../../model/rule-options.js';
import type { TimeUnit } from '../../model/time-unit.js';
import type { BadLine } from '../log-account.js';
import type { ByteReplay, ByteReplayOptions } from './byte-replay.js';

/** What a thread is told when it begins. */
export interface ShardTask {
  readonly paths: readonly string[];
  readonly rules: RuleOptions;
  readonly options: Omit<ByteReplayOptions, 'rules'>;
}

/** Meetings in their order: of each the start, when it was decided, and where its bytes end. */
export interface MeetingBatch {
  readonly kind: 'meetings';
  readonly keys: Float64Array<ArrayBuffer>;
  readonly rooms: readonly string[];
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** How many numbers of `keys` a meeting has. */
export const KEY_SIZE = 3;

/** What a thread tells. Whoever has received meetings answers with a message once they are used up. */
export type ShardMessage =
  | MeetingBatch
  | { readonly kind: 'bad-line'; readonly bad: BadLine }
  | { readonly kind: 'time-unit'; readonly file: string; readonly unit: TimeUnit; readonly line: number }
  | { readonly kind: 'bytes'; readonly count: number }
  | { readonly kind: 'done'; readonly result: ByteReplay | null }
  | { readonly kind: 'unreadable'; readonly message: string };
