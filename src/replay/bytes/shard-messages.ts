import type { RuleOptions } from '../../model/rule-options.js';
import type { ByteReplay, ByteReplayOptions } from './byte-replay.js';
import type { MeetingBatch } from './meeting-batches.js';

/** What a thread is told when it begins. */
export interface ShardTask {
  readonly paths: readonly string[];
  readonly rules: RuleOptions;
  readonly options: Omit<ByteReplayOptions, 'rules'>;
}

/** So many batches of a part may wait to be merged, or be on their way. */
export const AHEAD = 8;

/** What a thread tells. Whoever has received meetings answers with a message once they are used up. */
export type ShardMessage =
  | { readonly kind: 'meetings'; readonly batch: MeetingBatch }
  | { readonly kind: 'done'; readonly result: ByteReplay | null }
  | { readonly kind: 'unreadable'; readonly message: string };
