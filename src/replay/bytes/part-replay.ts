import { type EpochMs, NEVER } from '../../model/time.js';
import type { LogAccount } from '../log-account.js';
import {
  type ByteReplayOptions,
  clockFor,
  type LogRun,
  type MeetingOutput,
  PATIENCE,
  releaseInto,
} from './byte-replay.js';
import { dealEvents } from './deal-events.js';
import { mergeBatches, takeBatches } from './merge-batches.js';
import type { Part } from './part.js';
import { AHEAD } from './shard-messages.js';
import { createStartOrder } from './start-order.js';

/** How many meetings may wait for earlier ones, or batches for others, before all parts are asked how far they are. */
export interface Patience {
  readonly meetings: number;
  readonly batches: number;
}

/**
 * Runs parts of the rooms of a log apart, and puts their meetings together again.
 * @param shares what each part is to have of all rooms
 * @param news waits until something has come of a part
 */
export function startParts(
  account: LogAccount,
  options: ByteReplayOptions,
  parts: readonly Part[],
  shares: readonly number[],
  news: () => Promise<void>,
  output: MeetingOutput,
  patience: Patience = { meetings: PATIENCE, batches: AHEAD },
): LogRun {
  const { order, holdsMeetings } = options;
  const startOrder = createStartOrder(output.take);
  // Each time anew: a part has another one once it has begun.
  const queues = () => parts.map(({ queue }) => queue);
  const clock = clockFor(account, options, dealEvents(parts, shares), () => {});
  let askedAt = patience.meetings;

  function handOn(): void {
    if (order === 'closed') mergeBatches(queues(), output.take);
    else for (const queue of queues()) takeBatches(queue, startOrder.add);
  }

  /** Waits until all parts have come as far as the last watermark; gives the earliest start still to come. */
  async function catchUp(): Promise<EpochMs> {
    for (const part of parts) part.ask();
    while (parts.some((part) => part.told() === null)) await news();
    handOn();
    return Math.min(...parts.map((part) => part.told()!));
  }

  /** Hands on what has come, and waits where a part is behind. */
  async function flush(): Promise<void> {
    handOn();
    while (parts.some((part) => part.isBehind())) {
      await news();
      handOn();
    }
    if (order === 'closed') {
      // Where one part has next to no meetings, those of the others wait for it to have some.
      if (queues().some(({ batches }) => batches.length > patience.batches)) await catchUp();
    } else if (startOrder.waiting() >= askedAt && !holdsMeetings) {
      await releaseInto(output, startOrder, await catchUp());
      askedAt = Math.max(patience.meetings, 2 * startOrder.waiting());
    }
    await output.flush(false);
  }

  async function finish(): Promise<void> {
    const hasEnd = account.end() !== null;
    while (hasEnd && parts.some((part) => part.result() === null)) {
      await news();
      handOn();
      await output.flush(false);
    }
    handOn();
    await releaseInto(output, startOrder, NEVER);
    await output.flush(true);
  }

  return {
    clock,
    flush,
    finish,
    // Nothing comes of a log without an end, in which nothing happens.
    results: () => parts.map((part) => part.result()).filter((result) => result !== null),
    async discard() {
      startOrder.discard();
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
