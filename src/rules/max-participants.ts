/** Clause `max-participants`: the largest number present at once, so far and now. */
export function largestPresence(soFar: number, present: number): number {
  return present > soFar ? present : soFar;
}
