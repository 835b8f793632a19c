import type { InvalidReason } from '../model/anomaly.js';
import type { EpochMs } from '../model/time.js';
import type { Mapping } from './mapping/mapping.js';
import type { ReadSheet } from './sheets/sheet.js';

/** A platform's payloads, read as what they say about presence. */
export interface Source {
  /** as the command line names it: `livekit` */
  readonly name: string;
  /** what people call it: `LiveKit webhooks` */
  readonly title: string;
  /**
   * Whether a payload, unwrapped from its envelope, is of this kind: 'yes' only where its shape can hardly be another's, 'maybe' where
   * it has the right look. Never throws.
   */
  readonly recognise: (payload: unknown) => Recognition;
  /** What a payload says; one payload may say several things. Never throws: what it cannot read is `invalid`. */
  readonly read: (payload: unknown, options: SourceOptions) => Fact[];
  /** a file is of one meeting, whose room is the file where nothing else names it */
  readonly isOfOneMeeting?: true;
  /** what it was made of, if it is a mapping */
  readonly mapping?: Mapping;
  /** for files of delimited text that only say something as a whole: makes payloads of its rows */
  readonly readSheet?: ReadSheet;
}

export type Recognition = 'yes' | 'maybe' | 'no';

/** How to read payloads where a platform leaves a choice. */
export interface SourceOptions {
  /** rooms by the name or number that people know, or by the key of each of their sessions */
  readonly roomBy: 'name' | 'session';
  /** breakout rooms as rooms of their own, or as part of the main room; null: not presence, counted by type */
  readonly breakouts: 'separate' | 'merge' | null;
  /** whether recorders, bots and the like count as participants */
  readonly bots: boolean;
  /** reads a local time without offset; null where no time zone was given */
  readonly localTime: ((text: string) => EpochMs | null) | null;
  /** the room of payloads that do not name theirs, such as a report of one meeting; null or absent: they are invalid */
  readonly room?: string | null;
}

/** Who is where. */
export interface Presence {
  readonly room: string;
  /** the platform's key of this session of the room; null for none */
  readonly session: string | null;
  /** the key of one presence, qualified by the session where the platform uses it again */
  readonly participant_id: string;
  readonly user_id: string | null;
  readonly user_name: string | null;
}

/** Where the platform documents an order of its own, or a key that tells a redelivery. */
export interface Delivery {
  /** the documented ordering number among the facts of one participant or room; null for none */
  readonly order: number | null;
  /** equal for redeliveries of one message, whatever else differs; null for none */
  readonly delivery: string | null;
}

/** What a payload says. Times are epoch milliseconds and may have a fraction; the engine rounds them (clause `event`). */
export type Fact =
  /** `replaces`: the platform ends any other connection of this user in this session by it */
  | (Presence & Delivery & { readonly kind: 'join'; readonly at: number; readonly replaces?: true })
  /** `joined_at`: the leave's own copy of the join time, null for none */
  | (Presence & Delivery & { readonly kind: 'leave'; readonly at: number; readonly joined_at: number | null })
  /** an interval; `left_at` null: no leave is known */
  | (Presence &
      Delivery & { readonly kind: 'stay'; readonly joined_at: number; readonly left_at: number | null })
  /** the room is known to be empty; only where the platform's word can be trusted */
  | (Delivery & {
      readonly kind: 'clear';
      readonly room: string;
      readonly session: string | null;
      readonly at: number;
    })
  /** whoever is `from` in the session is `to` from now on, where users are all that participants are known by */
  | {
      readonly kind: 'rename';
      readonly type: string;
      readonly room: string;
      readonly session: string | null;
      readonly from: string;
      readonly to: string;
      readonly at: number;
    }
  /** a payload that is not about presence, by its own type name */
  | { readonly kind: 'ignored'; readonly type: string }
  /** `reason` only where it is one of those of an event */
  | {
      readonly kind: 'invalid';
      readonly field: string | null;
      readonly expected: string;
      readonly reason?: InvalidReason;
    };
