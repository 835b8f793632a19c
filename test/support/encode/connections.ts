import type { ValidEvent } from '../../../src/model/event.js';

/** One stay of a person, as a log tells it. */
export interface Connection {
  readonly id: string;
  readonly room: string;
  readonly user_id: string | null;
  readonly user_name: string | null;
  readonly joinedAt: number;
  /** null: the log has no leave of it */
  readonly leftAt: number | null;
  /** which session of the room it began in: 0, and one more for every clear */
  readonly session: number;
}

/** The connections of a log, in the order of their joins, and the sessions of its rooms. */
export interface Connections {
  readonly all: readonly Connection[];
  readonly of: (event: ValidEvent) => Connection | undefined;
  /** the session that a clear ends */
  readonly endedBy: (clear: ValidEvent) => number;
}

/** Reads a log, whose events have a participant_id of their own for every connection, as connections. */
export function connectionsOf(events: readonly ValidEvent[]): Connections {
  const clears = events.filter(({ type }) => type === 'clear');
  const sessionAt = (room: string, at: number) =>
    new Set(clears.filter((clear) => clear.room === room && clear.at <= at).map((clear) => clear.at)).size;
  const key = ({ room, participant_id }: ValidEvent) => JSON.stringify([room, participant_id]);
  const leaves = new Map(
    events.filter(({ type }) => type === 'leave').map((event) => [key(event), event.at]),
  );
  const byKey = new Map<string, Connection>();
  for (const event of events) {
    if (event.type !== 'join' || byKey.has(key(event))) continue;
    const { room, participant_id: id, user_id, user_name, at } = event;
    const leftAt = leaves.get(key(event)) ?? null;
    byKey.set(key(event), {
      id,
      room,
      user_id,
      user_name,
      joinedAt: at,
      leftAt,
      session: sessionAt(room, at),
    });
  }
  return {
    all: [...byKey.values()],
    of: (event) => byKey.get(key(event)),
    endedBy: ({ room, at }) => sessionAt(room, at) - 1,
  };
}

/** Items by their key, in the order in which the keys came. */
export function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item)) ?? [];
    groups.set(keyOf(item), group);
    group.push(item);
  }
  return groups;
}

/** An optional field, left out where there is nothing. */
export function optional(key: string, value: unknown): Record<string, unknown> {
  return value === null ? {} : { [key]: value };
}
