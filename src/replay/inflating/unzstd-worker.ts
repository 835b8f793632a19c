import { parentPort, workerData } from 'node:worker_threads';
import { createZstdDecoder } from '../../formats/unzstd.js';
import { invariant } from '../../model/invariant.js';
import { createSlotFiller, type TextSlots } from './text-slots.js';
import type { FromUnzstd, ToUnzstd } from './unzstd-thread.js';

/** A thread that inflates zstd data, which it is given piece by piece, each when the one before is done. */

const port = parentPort;
invariant(port !== null, 'the zstd worker runs outside of a worker');

const slots = createSlotFiller(workerData as TextSlots, (length) => tell({ kind: 'text', length }));
const decoder = createZstdDecoder(slots.fill, async () => {});

port.on('message', (data: ToUnzstd) => void inflate(data));

async function inflate(data: ToUnzstd): Promise<void> {
  const broken = await (data === null ? decoder.end() : decoder.push(Buffer.from(data))).then(
    () => null,
    (error: Error) => error.message,
  );
  slots.flush();
  tell(broken === null ? { kind: 'done' } : { kind: 'broken', reason: broken });
}

function tell(answer: FromUnzstd): void {
  port!.postMessage(answer);
}
