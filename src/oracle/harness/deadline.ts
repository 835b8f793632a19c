/**
 * Acts after some milliseconds, unless what is returned is called before. On a busy machine much time may go by in which
 * nothing that comes from others is looked at: so first it is, as it may have come long before.
 */
export function setDeadline(ms: number, act: () => void): () => void {
  let turn: NodeJS.Immediate | undefined;
  const timer = setTimeout(() => {
    // What has come is heard in the next turn; that a program has ended, and closed its output, in the one after it.
    turn = setImmediate(() => {
      turn = setImmediate(act);
    });
  }, ms);
  return () => {
    clearTimeout(timer);
    clearImmediate(turn);
  };
}
