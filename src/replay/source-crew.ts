import { Worker as Thread } from 'node:worker_threads';
import { createNews, type OnNews } from './bytes/worker-part.js';
import { type Crew, createCrew, type Worker } from './crew.js';
import { createSourceWork, type SourceAnswer, type SourceSetup, type SourceTask } from './source-work.js';

/** Those who read and repair the logs of platforms. */
export type SourceCrew = Crew<SourceTask, SourceAnswer>;

/** This thread and others, of all of which there are at least two. */
export function startSourceCrew(setup: SourceSetup, threads: number): SourceCrew {
  const { onNews, news } = createNews();
  const others = Array.from({ length: threads - 1 }, () => startWorker(setup, onNews));
  return createCrew(others, createSourceWork(setup), news);
}

function startWorker(workerData: SourceSetup, onNews: OnNews): Worker<SourceTask, SourceAnswer> {
  const thread = new Thread(new URL('./source-worker.js', import.meta.url), { workerData });
  const hearers: ((answer: SourceAnswer) => void)[] = [];
  thread.on('error', onNews);
  thread.on('message', (answer: SourceAnswer) => {
    hearers.shift()!(answer);
    onNews(null);
  });
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
