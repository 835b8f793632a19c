/** Stops at a fault of ours: a state that no input should be able to bring about. */
export function invariant(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`reconvene is at fault, please report it: ${what}`);
}
