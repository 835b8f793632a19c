import type { CaseEvent } from '../../case.js';
import type { ComparedItem } from '../comparison.js';
import { differing } from '../comparison.js';
import type { ForeignMeeting } from '../foreign-meeting.js';

/** A part of a log that can be judged alone, with what their list says of that time. */
export interface Part {
  readonly events: readonly CaseEvent[];
  readonly theirs: readonly ForeignMeeting[];
}

interface Piece {
  readonly room: string;
  /** in Unix seconds, between the gaps around it */
  readonly from: number;
  readonly events: CaseEvent[];
  readonly theirs: ForeignMeeting[];
  differing: number;
}

/** A room must be empty for so long, in milliseconds, that what comes before and after have nothing to do with each other. */
const GAP = 120_000;
/** Pieces shorter than this go together. */
const PIECE = 100;

/**
 * Some of a log, of about so many events: whole stretches of rooms between times at which they are empty, those with differences and, for
 * as much again, any. All of it if it is no more.
 */
export function sampleOf(
  events: readonly CaseEvent[],
  theirs: readonly ForeignMeeting[],
  items: readonly ComparedItem[],
  budget: number,
): Part {
  if (events.length <= budget) return { events, theirs };
  const pieces = cut(events, theirs, items);
  const wrong = pieces.filter((piece) => piece.differing > 0);
  const chosen = new Set([...spread(wrong, budget / 2), ...spread(pieces, budget / 2)]);
  const taken = pieces.filter((piece) => chosen.has(piece));
  return { events: taken.flatMap((piece) => piece.events), theirs: taken.flatMap((piece) => piece.theirs) };
}

/** Pieces from all over, up to so many events, at least one. */
function spread(pieces: readonly Piece[], budget: number): Piece[] {
  const all = pieces.reduce((sum, piece) => sum + piece.events.length, 0);
  const stride = Math.max(1, all / budget);
  const taken: Piece[] = [];
  let size = 0;
  for (let at = 0; at < pieces.length && (size < budget || taken.length === 0); at += stride) {
    const piece = pieces[Math.floor(at)]!;
    taken.push(piece);
    size += piece.events.length;
  }
  return taken;
}

function cut(
  events: readonly CaseEvent[],
  theirs: readonly ForeignMeeting[],
  items: readonly ComparedItem[],
): Piece[] {
  const byRoom = new Map<string, CaseEvent[]>();
  for (const event of events) {
    const room = byRoom.get(event.room);
    if (room === undefined) byRoom.set(event.room, [event]);
    else room.push(event);
  }
  const rooms = new Map([...byRoom].map(([room, own]) => [room, cutRoom(room, own)] as const));
  for (const their of theirs) pieceAt(rooms, their)?.theirs.push(their);
  for (const { outcome, ours, theirs: others } of items) {
    if (!differing.includes(outcome)) continue;
    const piece = pieceAt(rooms, (ours[0] ?? others[0])!);
    if (piece !== undefined) piece.differing++;
  }
  return [...rooms.values()].flat();
}

function cutRoom(room: string, events: readonly CaseEvent[]): Piece[] {
  const inOrder = events.toSorted((a, b) => a.at - b.at);
  const present = new Set<string>();
  const pieces: Piece[] = [];
  let last = -Infinity;
  for (const event of inOrder) {
    const piece = pieces.at(-1);
    const isApart = present.size === 0 && event.at - last > GAP && (piece?.events.length ?? PIECE) >= PIECE;
    if (piece === undefined || isApart) {
      const from = piece === undefined ? -Infinity : (last + event.at) / 2000;
      pieces.push({ room, from, events: [event], theirs: [], differing: 0 });
    } else piece.events.push(event);
    if (event.type === 'join') present.add(event.participant_id ?? '');
    else if (event.type === 'leave') present.delete(event.participant_id ?? '');
    else present.clear();
    last = event.at;
  }
  return pieces;
}

function pieceAt(
  rooms: ReadonlyMap<string, readonly Piece[]>,
  { room, start_time }: { readonly room: string; readonly start_time: number },
): Piece | undefined {
  const pieces = rooms.get(room) ?? [];
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (pieces[middle]!.from <= start_time) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1];
}
