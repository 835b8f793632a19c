/**
 * Clause `same-instant`: whether a join opens a visit that outlasts its instant. Where one was open, the leave comes
 * first (a reconnect); where none was, the join does, and a leave beside it makes the visit empty.
 */
export function opensVisit(wasOpen: boolean, closed: boolean, joins: boolean, leaves: boolean): boolean {
  return joins && (wasOpen ? closed : !leaves);
}
