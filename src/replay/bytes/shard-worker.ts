import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { compileRules } from '../../engine/compile-rules.js';
import { invariant } from '../../model/invariant.js';
import { type Input, openFile, UnreadableInput } from '../input.js';
import { createByteBuffer, makeRoom } from './byte-buffer.js';
import { type MeetingOutput, replayBytes } from './byte-replay.js';
import type { ShardMessage, ShardTask } from './shard-messages.js';

/** A thread that replays one part of the rooms of a log, and hands the meetings on in batches. */

const port = parentPort;
invariant(port !== null, 'the shard worker runs outside of a worker');

/** A batch is worth a message from so many bytes on; so many may be on their way at once. */
const WORTHWHILE = 256 * 1024;
const AHEAD = 8;
/** More files than this are not held open all at once. */
const MANY = 16;

const { paths, rules, options } = workerData as ShardTask;
let ahead = 0;
port.on('message', () => {
  ahead--;
});

try {
  const inputs: Input[] = [];
  for (const path of paths) inputs.push(await openFile(path, paths.length > MANY));
  // What is said of the records is the same in all threads: the first one says it.
  const isFirst = options.shard.index === 0;
  const result = await replayBytes(
    inputs,
    { ...options, rules: compileRules(rules) },
    {
      onBadLine: (bad) => isFirst && tell({ kind: 'bad-line', bad }),
      onTimeUnit: (file, unit, line) => isFirst && tell({ kind: 'time-unit', file, unit, line }),
      onBytes: (count) => isFirst && tell({ kind: 'bytes', count }),
    },
    batches(),
  );
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

function batches(): MeetingOutput {
  const gathered = createByteBuffer(2 * WORTHWHILE);
  let keys: number[] = [];
  let rooms: string[] = [];
  return {
    take({ start, room, decidedAt }, bytes, from, to) {
      makeRoom(gathered, to - from);
      gathered.bytes.set(bytes.subarray(from, to), gathered.length);
      gathered.length += to - from;
      keys.push(start, decidedAt, gathered.length);
      rooms.push(room);
    },
    async flush(all) {
      if (rooms.length === 0 || (!all && gathered.length < WORTHWHILE)) return;
      const batch = { keys: Float64Array.from(keys), bytes: gathered.bytes.slice(0, gathered.length) };
      port!.postMessage({ kind: 'meetings', rooms, ...batch } satisfies ShardMessage, [
        batch.keys.buffer,
        batch.bytes.buffer,
      ]);
      keys = [];
      rooms = [];
      gathered.length = 0;
      ahead++;
      while (ahead >= AHEAD) await once(port!, 'message');
    },
  };
}
