import type { CompiledRules } from '../../engine/compile-rules.js';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { type ByteRunOptions, createByteRun, type RunResult } from './byte-run.js';
import { createParcel, createUnpacker, hasRoomFor } from './event-parcel.js';
import { emptyStore } from './event-store.js';
import { createMeetingBatches } from './meeting-batches.js';
import type { BatchQueue } from './merge-batches.js';
import type { Part } from './part.js';

/** A part of the rooms that is run where events are dealt out. */
export function createOwnPart(rules: CompiledRules, options: ByteRunOptions): Part {
  const batches = createMeetingBatches((batch) => void queue.batches.push(batch));
  const queue: BatchQueue = { batches: [], next: 0, decided: ALWAYS, onUsed: batches.giveBack };
  const run = createByteRun(rules, options, batches.take);
  let told: EpochMs | null = null;
  let result: RunResult | null = null;
  const { unpack, watermark } = createUnpacker(run);

  const part: Part = {
    queue,
    parcel: createParcel(),
    send(textLength) {
      unpack(part.parcel);
      batches.flush(false);
      emptyStore(part.parcel);
      if (!hasRoomFor(part.parcel, textLength)) part.parcel = createParcel(textLength);
    },
    ask() {
      if (result !== null) return;
      part.send(0);
      batches.flush(true);
      queue.decided = watermark();
      told = Math.min(run.earliestStart(), watermark() + 1);
    },
    *end(asOf) {
      part.send(0);
      for (const _ of run.finish(asOf)) {
        batches.flush(false);
        yield;
      }
      batches.flush(true);
      told = NEVER;
      queue.decided = NEVER;
      result = run.result();
    },
    told: () => told,
    isBehind: () => false,
    result: () => result,
    async stop() {},
  };
  return part;
}
