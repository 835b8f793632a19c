import { Worker as Thread } from 'node:worker_threads';
import type { Inflater, Rest } from '../../formats/inflater.js';
import { createZstdDecoder } from '../../formats/unzstd.js';
import { BEHIND } from '../file-chunks.js';
import { createNews, listenTo } from '../news.js';
import { createSlotEmptier, createTextSlots, SLOT, type TextSlots } from './text-slots.js';
import { ThreadFailure } from './thread-failure.js';

/** What the thread is given: data, or null at its end. */
export type ToUnzstd = Uint8Array | null;

/** What it tells: that so much text is in the next slot; that all it was given is inflated, or breaks. */
export type FromUnzstd =
  | { readonly kind: 'text'; readonly length: number }
  | { readonly kind: 'done' }
  | { readonly kind: 'broken'; readonly reason: string };

/** Inflates in another thread. */
export interface InflatingThread extends Inflater {
  readonly stop: () => Promise<void>;
}

/**
 * Has zstd data inflated by another thread, while what it has made is taken; by this one if that cannot be started.
 * @param isLive whether nothing that is there may wait for more to come; else the thread is given some data ahead
 */
export function startUnzstd(take: (text: Buffer) => void, rest: Rest, isLive: boolean): InflatingThread {
  const ahead = isLive ? 0 : 1;
  const slots = createTextSlots();
  const empty = createSlotEmptier(slots);
  const text = Buffer.alloc(SLOT + BEHIND);
  const { onNews, news } = createNews();
  const answers: FromUnzstd[] = [];
  let hasAnswered = false;
  /** what the thread has been given and is not done with */
  const given: ToUnzstd[] = [];
  let here: Inflater | null = null;
  const thread = startThread(slots);
  if (thread !== null) {
    listenTo(thread, 'the thread that inflates', onNews, (answer: FromUnzstd) => void answers.push(answer));
  }

  async function inflate(data: ToUnzstd): Promise<void> {
    // Without what else is in its memory, which is used again.
    const own = data && new Uint8Array(data);
    if (here !== null || thread === null) return inflateHere(own);
    given.push(own);
    thread.postMessage(own);
    const left = data === null ? 0 : ahead;
    while (given.length > left) {
      const answer = await nextAnswer();
      if (answer === null) {
        for (const held of given.splice(0)) await inflateHere(held);
      } else if (answer.kind === 'done') {
        given.shift();
      } else if (answer.kind === 'text') {
        empty(answer.length, text);
        take(text.subarray(0, answer.length));
        await rest();
      } else throw new Error(answer.reason);
    }
  }

  /** Null if the thread has never been there. */
  async function nextAnswer(): Promise<FromUnzstd | null> {
    while (answers.length === 0) {
      try {
        await news();
      } catch (error) {
        if (!hasAnswered) return null;
        throw new ThreadFailure((error as Error).message);
      }
    }
    hasAnswered = true;
    return answers.shift()!;
  }

  async function inflateHere(data: ToUnzstd): Promise<void> {
    here ??= createZstdDecoder(take, rest);
    await (data === null ? here.end() : here.push(Buffer.from(data)));
  }

  return {
    push: inflate,
    end: () => inflate(null),
    async stop() {
      await thread?.terminate();
    },
  };
}

/** Null where there are no more threads to be had, or none at all. */
function startThread(workerData: TextSlots): Thread | null {
  try {
    return new Thread(new URL('./unzstd-worker.js', import.meta.url), { workerData });
  } catch {
    return null;
  }
}
