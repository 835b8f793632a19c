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
