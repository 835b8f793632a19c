/** Clause `empty-end`: a session ends at the instant from which nobody is in the room. */
export function isEmptyEnd(present: number): boolean {
  return present === 0;
}
