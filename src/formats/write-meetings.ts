import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';

/** A meeting as it is written, perhaps with why it began and ended. */
export type WrittenMeeting = Meeting & { readonly explanation?: Explanation };

/** One value a line. */
export function* writeNdjson(values: Iterable<unknown>): Generator<string> {
  for (const value of values) yield `${JSON.stringify(value)}\n`;
}

/** One JSON array, a value a line. */
export function* writeJson(meetings: Iterable<unknown>): Generator<string> {
  yield '[';
  yield* writeItems(meetings);
  yield ']\n';
}

/** The body of the documented listing: `{total_count, data}`; the meetings come newest first. */
export function* writeApi(meetings: Iterable<WrittenMeeting>, totalCount: number): Generator<string> {
  yield `{"total_count":${totalCount},"data":[`;
  yield* writeItems(meetings);
  yield ']}\n';
}

function* writeItems(meetings: Iterable<unknown>): Generator<string> {
  let separator = '\n';
  for (const meeting of meetings) {
    yield `${separator}${JSON.stringify(meeting)}`;
    separator = ',\n';
  }
  if (separator !== '\n') yield '\n';
}
