/** How many calls are under way that may not come back for long, or ever, as on a pipe that nobody writes to. */
let blocked = 0;

/** Whether a thread may be held by the system, or by a database: the program then cannot exit, only be ended. */
export function isBlocked(): boolean {
  return blocked > 0;
}

/** Waits for a call that may not come back. */
export async function perhapsBlocked<Result>(call: Promise<Result>): Promise<Result> {
  blocked++;
  try {
    return await call;
  } finally {
    blocked--;
  }
}
