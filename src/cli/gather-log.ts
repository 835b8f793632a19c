import type { ValidEvent } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import type { OwnList } from '../oracle/compare/compare-log.js';
import type { MeetingOutput, StartRun } from '../replay/bytes/byte-replay.js';
import { decodeEvent } from '../replay/bytes/decode-event.js';
import { roomName } from '../replay/bytes/take-batch.js';
import { tapRun } from '../replay/bytes/tap-run.js';
import { meetingIn } from '../replay/listing/meeting-row.js';

/**
 * Gathers in memory what a replay with explanations comes to, and what is to be known of its log. Meetings are parsed from the lines that are
 * written of them: they are few beside the events, of which no objects are made so.
 */
export interface Gathering {
  readonly meetings: MeetingOutput;
  readonly start: (start: StartRun) => StartRun;
  /** as of T in milliseconds; null: there is nothing in the log */
  readonly list: (asOf: number | null) => OwnList;
}

/** @param keepsEvents whether the events are wanted, too */
export function gatherLog(keepsEvents: boolean): Gathering {
  const meetings: Meeting[] = [];
  const explanations: Record<string, Explanation> = {};
  const rooms = new Set<string>();
  const events: ValidEvent[] = [];
  const kept = keepTexts();
  let firstAt = Infinity;

  return {
    meetings: {
      take(_, bytes, from, to) {
        const { explanation, ...meeting } = meetingIn(bytes, from, to);
        meetings.push(meeting);
        explanations[meeting.id] = explanation!;
      },
      async flush() {},
    },
    start: (start) =>
      tapRun(start, (view, line) => {
        firstAt = Math.min(firstAt, line.at);
        if (!keepsEvents) {
          rooms.add(roomName(view, line));
          return;
        }
        const event = decodeEvent(view, line, kept);
        rooms.add(event.room);
        events.push(event);
      }),
    list: (asOf) => ({ meetings, asOf, explanations, firstAt, rooms, events }),
  };
}

/** Gives each text as it was when it came first: the events of a log tell the same few again and again. */
function keepTexts(): (text: string) => string {
  const texts = new Map<string, string>();
  return (text) => {
    const known = texts.get(text);
    if (known !== undefined) return known;
    texts.set(text, text);
    return text;
  };
}
