import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { compileRules } from '../../engine/compile-rules.js';
import { invariant } from '../../model/invariant.js';
import { createByteRun } from './byte-run.js';
import { createUnpacker, openParcel } from './event-parcel.js';
import { createMeetingBatches } from './meeting-batches.js';
import { AHEAD, type FromShard, type ShardTask, type ToShard } from './shard-messages.js';
import { createBatchSharing } from './shared-batches.js';

/** A thread that runs one part of the rooms: events in, and meetings out, in the order of closing. */

const port = parentPort;
invariant(port !== null, 'the shard worker runs outside of a worker');

const task = workerData as ShardTask;
const sharing = createBatchSharing();
const batches = createMeetingBatches((batch) => {
  tell({ kind: 'meetings', batch: sharing.share(batch) });
  batches.giveBack();
});
const run = createByteRun(compileRules(task.rules), task.run, batches.take);
const { unpack, watermark } = createUnpacker(run);
let isDone = false;

port.on('message', (message: ToShard) => {
  if (message.kind === 'used') sharing.giveBack();
  else if (message.kind === 'events') take(message.memory, message.count);
  else if (message.kind === 'tell') {
    // Whoever is done has told all, even if it is asked before that is heard.
    if (isDone) return;
    batches.flush(true);
    tell({ kind: 'told', watermark: watermark(), earliestStart: run.earliestStart() });
  } else void end(message.asOf);
});

function take(memory: SharedArrayBuffer, count: number): void {
  unpack(openParcel(memory, count));
  batches.flush(false);
  tell({ kind: 'unpacked' });
}

/** What runs at the end may be much: no more of it is made than is written. */
async function end(asOf: number): Promise<void> {
  for (const _ of run.finish(asOf)) {
    batches.flush(false);
    while (sharing.ahead() >= AHEAD) await once(port!, 'message');
  }
  batches.flush(true);
  isDone = true;
  tell({ kind: 'done', result: run.result() });
}

function tell(message: FromShard): void {
  port!.postMessage(message);
}
