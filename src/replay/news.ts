import type { Worker } from 'node:worker_threads';

/** Hears that something has come of another thread, or what went wrong there. */
export type OnNews = (failure: Error | null) => void;

/** Gives who hears of news, and a function that waits for the next, and throws what went wrong. */
export function createNews(): { readonly onNews: OnNews; readonly news: () => Promise<void> } {
  let failure: Error | null = null;
  let isNew = false;
  let wake: () => void = () => {};

  function onNews(failed: Error | null): void {
    failure ??= failed;
    isNew = true;
    wake();
  }

  async function news(): Promise<void> {
    if (!isNew) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    isNew = false;
    if (failure !== null) throw failure;
  }

  return { onNews, news };
}

/**
 * Hears what a thread says, and has news of it, also of what goes wrong with it. Nothing ends it but who started it, after which nobody hears of it.
 * @param name what it is called in messages
 */
export function listenTo<Message>(
  thread: Worker,
  name: string,
  onNews: OnNews,
  hear: (message: Message) => void,
): void {
  thread.on('error', onNews);
  thread.on('messageerror', onNews);
  thread.on('exit', (code) => onNews(new Error(`${name} has ended with ${code}`)));
  thread.on('message', (message: Message) => {
    hear(message);
    onNews(null);
  });
}
