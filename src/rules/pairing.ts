/**
 * Clause `pairing`: whether the events of an instant close a visit that was open just before it. A clear is a
 * nameless leave for it.
 */
export function closesVisit(wasOpen: boolean, leaves: boolean, clears: boolean): boolean {
  return wasOpen && (leaves || clears);
}
