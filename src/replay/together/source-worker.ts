import { parentPort, workerData } from 'node:worker_threads';
import { invariant } from '../../model/invariant.js';
import { createSourceWork, memoryOf, type SourceSetup, type SourceTask } from './source-work.js';

/** A thread that reads and repairs parts of the logs of platforms. */

const port = parentPort;
invariant(port !== null, 'the source worker runs outside of a worker');

const work = await createSourceWork(workerData as SourceSetup);

port.on('message', (task: SourceTask) => {
  const answer = work(task);
  port.postMessage(answer, memoryOf(answer));
});
