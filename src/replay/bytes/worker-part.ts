import { Worker } from 'node:worker_threads';
import { ALWAYS, type EpochMs, NEVER } from '../../model/time.js';
import { listenTo, type OnNews } from '../news.js';
import type { RunResult } from './byte-run.js';
import { createParcel, hasRoomFor, type Parcel } from './event-parcel.js';
import { emptyStore } from './event-store.js';
import type { BatchQueue } from './merge-batches.js';
import type { Part } from './part.js';
import type { FromShard, ShardTask, ToShard } from './shard-messages.js';
import { unshared } from './shared-batches.js';

/** So many parcels are under way to a thread at most, and some that come at once. */
const ENOUGH = 16;

/** A part of the rooms that another thread runs. */
export function startWorkerPart(workerData: ShardTask, onNews: OnNews): Part {
  const worker = new Worker(new URL('./shard-worker.js', import.meta.url), { workerData });
  const queue: BatchQueue = { batches: [], next: 0, decided: ALWAYS, onUsed: () => post({ kind: 'used' }) };
  /** parcels that are not unpacked yet, the earliest first */
  const underWay: Parcel[] = [];
  const spare: Parcel[] = [];
  let told: EpochMs | null = null;
  let result: RunResult | null = null;

  function post(message: ToShard): void {
    worker.postMessage(message);
  }

  function hear(message: FromShard): void {
    if (message.kind === 'meetings') {
      queue.batches.push(unshared(message.batch));
    } else if (message.kind === 'unpacked') {
      const parcel = underWay.shift()!;
      emptyStore(parcel);
      spare.push(parcel);
    } else if (message.kind === 'told') {
      told = Math.min(message.earliestStart, message.watermark + 1);
      queue.decided = message.watermark;
    } else {
      result = message.result;
      told = NEVER;
      queue.decided = NEVER;
    }
  }

  listenTo(worker, 'a thread that runs rooms', onNews, hear);

  const part: Part = {
    queue,
    parcel: createParcel(),
    send(textLength) {
      const { memory, count } = part.parcel;
      post({ kind: 'events', memory, count });
      underWay.push(part.parcel);
      const next = spare.pop();
      part.parcel = next !== undefined && hasRoomFor(next, textLength) ? next : createParcel(textLength);
    },
    ask() {
      if (result !== null) return;
      told = null;
      part.send(0);
      post({ kind: 'tell' });
    },
    end(asOf) {
      part.send(0);
      post({ kind: 'end', asOf });
      return [];
    },
    told: () => told,
    isBehind: () => underWay.length > ENOUGH,
    result: () => result,
    async stop() {
      await worker.terminate();
    },
  };
  return part;
}
