/** Starts so many of what runs elsewhere. If one of them cannot be started none goes on: nobody would stop it. */
export function startAll<Thing extends { readonly stop: () => Promise<void> }>(
  count: number,
  start: () => Thing,
): Thing[] {
  const started: Thing[] = [];
  try {
    while (started.length < count) started.push(start());
    return started;
  } catch (error) {
    for (const thing of started) void thing.stop();
    throw error;
  }
}
