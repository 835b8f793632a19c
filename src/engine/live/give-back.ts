/** So many bytes and more are worth being given back early. */
const LARGE = 1 << 20;

/**
 * Gives memory back that is not used any more, without waiting for garbage to be collected: what garbage holds beside the
 * heap soon makes V8 go through all of the heap, with all that the caller has in it. The price is that V8 no longer takes
 * for granted that memory stays where it is, which views of bytes pay for: so the byte path does not.
 */
export function giveBack(memory: ArrayBuffer): void {
  // Whoever it is handed to is young garbage, which goes soon; who had it is old.
  if (memory.byteLength >= LARGE) structuredClone(null, { transfer: [memory] });
}
