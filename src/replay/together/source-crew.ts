import { Worker as Thread } from 'node:worker_threads';
import { createNews, listenTo, type OnNews } from '../news.js';
import { type Crew, createCrew, type Worker } from './crew.js';
import { createSourceWork, type SourceAnswer, type SourceSetup, type SourceTask } from './source-work.js';

/** Those who read and repair the logs of platforms. */
export interface SourceCrew extends Crew<SourceTask, SourceAnswer> {
  /** how many bytes of lines make a task, at least */
  readonly chunkSize: number;
}

/** Enough for each of many parts to have some facts of it. */
const CHUNK = 1024 * 1024;

/** This thread and, as they are needed, others: so many of all at most, and at least two. */
export async function createSourceCrew(setup: SourceSetup, threads: number): Promise<SourceCrew> {
  const { onNews, news } = createNews();
  const start = () => startWorker(setup, onNews);
  const own = await createSourceWork(setup);
  return { ...createCrew(start, threads - 1, own, news), chunkSize: CHUNK };
}

function startWorker(workerData: SourceSetup, onNews: OnNews): Worker<SourceTask, SourceAnswer> {
  const thread = new Thread(new URL('./source-worker.js', import.meta.url), { workerData });
  const hearers: ((answer: SourceAnswer) => void)[] = [];
  listenTo(thread, 'a thread that reads', onNews, (answer: SourceAnswer) => hearers.shift()!(answer));
  return {
    give(task, hear) {
      hearers.push(hear);
      thread.postMessage(task, [task.kind === 'read' ? task.chunk.buffer : task.blocks.buffer]);
    },
    async stop() {
      await thread.terminate();
    },
  };
}
