import { compareText } from '../model/compare-text.js';
import type { ValidEvent } from '../model/event.js';
import { invariant } from '../model/invariant.js';
import type { EpochMs } from '../model/time.js';
import type { Fact } from '../sources/source.js';
import type { Statistics } from './accounting.js';
import { type ByteReplayOptions, type MeetingOutput, startRun } from './bytes/byte-replay.js';
import { decodeEvent } from './bytes/decode-event.js';
import { tapRun } from './bytes/tap-run.js';
import type { ReplayWatcher } from './log-account.js';
import type { RecordForm, SourcePlan } from './plan-source.js';
import type { SourceWatcher } from './read-sources.js';
import { isPlain } from './repair-facts.js';
import { replaySourceBytes } from './source-bytes.js';
import type { SourceReplayOptions } from './source-options.js';

/** What one input was taken for. */
export interface InspectedFile {
  readonly file: string;
  readonly source: string;
  readonly title: string;
  /** cut into records by lines, or as one document */
  readonly form: RecordForm;
  /** what the first record came in, the outermost first */
  readonly envelopes: readonly string[];
  /** how many records were looked at to decide; 0 where the source was given */
  readonly looked: number;
  /** how many of them each source recognised: for sure, or as likely */
  readonly candidates: readonly { readonly source: string; readonly sure: number; readonly likely: number }[];
}

/** What a replay would read. Instants in milliseconds. */
export interface Inspection {
  readonly files: readonly InspectedFile[];
  /** what records say, by kind: joins, leaves, stays (intervals), clears, renames, and those that cannot be read */
  readonly said: Readonly<Record<string, number>>;
  /** what is not about presence, by the type that the platform gives it */
  readonly ignored_by_type: Readonly<Record<string, number>>;
  readonly first_at: EpochMs | null;
  readonly last_at: EpochMs | null;
  readonly rooms: number;
  readonly first_rooms: readonly string[];
  readonly participants: number;
  readonly users: number;
  /** by code, and by kind where there is one: `repaired lost-join` */
  readonly anomalies: Readonly<Record<string, number>>;
  readonly first_events: readonly ValidEvent[];
  readonly statistics: Statistics;
}

/** So many events and rooms are shown. */
const SHOWN = 5;

/** Reads inputs as a replay would, and tells what there is. */
export async function inspect(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions & Pick<ByteReplayOptions, 'memory'>,
  watcher: ReplayWatcher,
): Promise<Inspection> {
  const said = new Map<string, number>();
  const rooms = new Map<string, SeenRoom>();
  const users = new Set<string>();
  const firstEvents: ValidEvent[] = [];
  const noteFact = ({ kind }: Fact) => {
    if (kind !== 'ignored') add(said, kind);
  };
  // Of events in their own right no facts are made: they are what is said.
  const isPlainLog = isPlain(plans, options);
  const sources: SourceWatcher = {
    ...watcher,
    onOddTime() {},
    onFact: isPlainLog ? undefined : noteFact,
  };
  const start = tapRun(startRun, (view, line) => {
    const event = decodeEvent(view, line);
    const room: SeenRoom = rooms.get(event.room) ?? { participants: new Set(), from: event.at };
    rooms.set(event.room, room);
    if (event.type !== 'clear') room.participants.add(event.participant_id);
    if (event.at < room.from) room.from = event.at;
    if (event.user_id !== null) users.add(event.user_id);
    if (isPlainLog) add(said, event.type);
    addEarly(firstEvents, event);
  });
  const how = { arrival: 'any', holdsMeetings: false, keepAnomalies: true } as const;
  const nowhere: MeetingOutput = { take() {}, async flush() {} };
  const sharing = { gather: null, start };
  const replayed = await replaySourceBytes(plans, { ...options, ...how }, sources, nowhere, sharing);
  invariant(replayed !== null, 'a log in any order was taken to be in time order');
  const { anomalies, statistics } = replayed;
  if (isPlainLog && statistics.invalid > 0) said.set('invalid', statistics.invalid);
  const counts = new Map<string, number>();
  for (const anomaly of anomalies) {
    const kind =
      'kind' in anomaly ? ` ${anomaly.kind}` : anomaly.code === 'invalid-event' ? ` ${anomaly.reason}` : '';
    add(counts, `${anomaly.code}${kind}`);
  }
  return {
    files: plans.map(inspectedFile),
    said: Object.fromEntries(said),
    ignored_by_type: statistics.ignored_by_type,
    first_at: statistics.first_at,
    last_at: statistics.last_at,
    rooms: rooms.size,
    first_rooms: firstRooms(rooms),
    participants: [...rooms.values()].reduce((count, { participants }) => count + participants.size, 0),
    users: users.size,
    anomalies: Object.fromEntries(counts),
    first_events: firstEvents,
    statistics,
  };
}

function inspectedFile({ input, source, form, detection }: SourcePlan): InspectedFile {
  return {
    file: input.name,
    source: source.name,
    title: source.title,
    form,
    envelopes: detection?.envelopes ?? [],
    looked: detection?.looked ?? 0,
    candidates: (detection?.candidates ?? []).map((found) => ({ ...found, source: found.source.name })),
  };
}

interface SeenRoom {
  readonly participants: Set<string>;
  /** when its first event is */
  from: EpochMs;
}

/** The rooms that come first in time. */
function firstRooms(rooms: ReadonlyMap<string, SeenRoom>): string[] {
  return [...rooms]
    .sort(([a, { from }], [b, { from: other }]) => from - other || compareText(a, b))
    .slice(0, SHOWN)
    .map(([room]) => room);
}

/** Keeps an event if it is one of the first in time. */
function addEarly(events: ValidEvent[], event: ValidEvent): void {
  if (events.length === SHOWN && events[SHOWN - 1]!.at <= event.at) return;
  const later = events.findIndex(({ at }) => at > event.at);
  events.splice(later < 0 ? events.length : later, 0, event);
  events.length = Math.min(events.length, SHOWN);
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
