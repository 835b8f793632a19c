import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { compileRules } from '../../engine/compile-rules.js';
import { invariant } from '../../model/invariant.js';
import { type Input, openFile, UnreadableInput } from '../input.js';
import { replayBytes } from './byte-replay.js';
import { createMeetingBatches } from './meeting-batches.js';
import { AHEAD, type ShardMessage, type ShardTask } from './shard-messages.js';

/** A thread that replays one part of the rooms of a log, and hands the meetings on in batches. */

const port = parentPort;
invariant(port !== null, 'the shard worker runs outside of a worker');

/** More files than this are not held open all at once. */
const MANY = 16;

const { paths, rules, options } = workerData as ShardTask;
let ahead = 0;
port.on('message', () => {
  ahead--;
});

const batches = createMeetingBatches(async (batch) => {
  port.postMessage({ kind: 'meetings', batch } satisfies ShardMessage, [
    batch.keys.buffer,
    batch.bytes.buffer,
  ]);
  ahead++;
  while (ahead >= AHEAD) await once(port, 'message');
});

// What is said of the records is the same for all parts: whoever started the thread says it.
const silent = { onBadLine() {}, onTimeUnit() {}, onBytes() {} };

try {
  const inputs: Input[] = [];
  for (const path of paths) inputs.push(await openFile(path, paths.length > MANY));
  const result = await replayBytes(inputs, { ...options, rules: compileRules(rules) }, silent, batches);
  tell({ kind: 'done', result });
  await Promise.all(inputs.map((input) => input.close()));
} catch (error) {
  if (!(error instanceof UnreadableInput)) throw error;
  tell({ kind: 'unreadable', message: error.message });
}
port.close();

function tell(message: ShardMessage): void {
  port!.postMessage(message);
}
