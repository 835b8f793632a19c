import type { CompiledRules } from './compile-rules.js';
import type { Instant } from './instant.js';
import type { Outcome } from './outcome.js';
import { pairVisits } from './pair-visits.js';
import type { Room } from './room.js';
import { settleRoom } from './settle-room.js';

/**
 * The one recipe: brings a room to an instant, with what happens at it, and lets everything that is decided by then
 * take effect. It changes the room it is given; instants must not go back, and one with events must be new.
 */
export function advanceRoom(room: Room, instant: Instant, rules: CompiledRules, outcome: Outcome): void {
  room.at = instant.at;
  if (instant.deeds.length > 0 || instant.clears) pairVisits(room, instant, rules, outcome);
  settleRoom(room, rules, outcome);
}
