/**
 * Looks at so many places of memory, and does nothing else: the less there is between two of them, the more of them are waited
 * for at once. The result has no meaning; it is there so that looking is not optimised away.
 */
export function touchAll(words: Int32Array, places: Int32Array, count: number): number {
  let seen = 0;
  for (let i = 0; i < count; i++) seen ^= words[places[i]!]!;
  return seen;
}
