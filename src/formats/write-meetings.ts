import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';

/** A meeting as it is written, perhaps with why it began and ended. */
export type WrittenMeeting = Meeting & { readonly explanation?: Explanation };

/** One value a line. */
export function* writeNdjson(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}
