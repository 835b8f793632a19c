import type { EpochMs } from '../../model/time.js';
import type { CaseEvent, CaseInput } from '../case.js';
import { isFields } from '../judge/canonical.js';
import type { Clock } from './clock.js';
import { shown } from './write-example.js';

/** So wide is the drawing, and so many rows of people are shown. */
const WIDTH = 60;
const MOST_PEOPLE = 8;
const LABEL = 12;

/** One span on a row: from, to (null: it has no end yet). */
interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs | null;
}

/** Draws who was in a room and, below, the meetings that should come of it and those that came. */
export function drawTimeline(
  { events, as_of: asOf }: CaseInput,
  room: string,
  want: readonly unknown[],
  got: readonly unknown[],
  clock: Clock,
): string[] {
  const own = events.filter((event) => event.room === room);
  const people = [...new Set(own.flatMap(({ participant_id: who }) => (who === undefined ? [] : [who])))];
  const end = asOf ?? Math.max(...events.map(({ at }) => at));
  const [wanted, given] = [spansOf(want, room), spansOf(got, room)];
  const visits = people.map((who) => visitsOf(own, who));
  const spans = [...visits.flat(), ...wanted, ...given];
  const times = [end, ...spans.flatMap(({ from, to }) => (to === null ? [from] : [from, to]))];
  const first = Math.min(...times);
  const scale = (WIDTH - 1) / Math.max(1, Math.max(...times) - first);
  const column = (at: EpochMs) => Math.round((at - first) * scale);
  const row = (label: string, drawn: string) => `${clip(label).padEnd(LABEL)} ${drawn}`.trimEnd();
  const draw = (list: readonly Span[], ends: Ends) => drawSpans(list, column, column(end), ends);
  const clears = own.filter(({ type }) => type === 'clear').map(({ at }) => ({ from: at, to: at }));
  const marks = [...new Set([first, ...times.filter((at) => at === end), Math.max(...times)])];
  return [
    row('', ruler(marks, column, clock)),
    ...people.slice(0, MOST_PEOPLE).map((who, i) => row(shown(who), draw(visits[i]!, VISIT))),
    ...(people.length > MOST_PEOPLE ? [row('…', `and ${people.length - MOST_PEOPLE} more`)] : []),
    ...(clears.length === 0 ? [] : [row('clear', draw(clears, ['|', ' ', '|', '|']))]),
    row('want', draw(wanted, MEETING)),
    row('got', draw(given, MEETING)),
  ];
}

/** Begin, middle, end, and end of what goes on. */
type Ends = readonly [begin: string, middle: string, end: string, goesOn: string];

const VISIT: Ends = ['├', '─', '┤', '─'];
const MEETING: Ends = ['[', '=', ')', '>'];

function drawSpans(
  spans: readonly Span[],
  column: (at: EpochMs) => number,
  end: number,
  [begin, middle, close, goesOn]: Ends,
): string {
  const cells: string[] = Array(WIDTH).fill(' ');
  for (const { from, to } of spans) {
    const [left, right] = [column(from), to === null ? end : column(to)];
    for (let at = left; at < right; at++) cells[at] = middle;
    cells[right] = to === null ? goesOn : close;
    cells[left] = begin;
  }
  return cells.join('');
}

function ruler(marks: readonly EpochMs[], column: (at: EpochMs) => number, clock: Clock): string {
  let text = '';
  for (const at of marks.toSorted((a, b) => a - b)) {
    const label = clock.at(at);
    const place = column(at) > WIDTH / 2 ? column(at) - label.length + 1 : column(at);
    if (place >= text.length + (text === '' ? 0 : 1)) text = text.padEnd(place) + label;
  }
  return text;
}

function visitsOf(events: readonly CaseEvent[], who: string): Span[] {
  const visits: Span[] = [];
  const own = events.filter(({ participant_id: whose = who }) => whose === who);
  let from: EpochMs | null = null;
  for (const at of [...new Set(own.map((event) => event.at))].sort((a, b) => a - b)) {
    const here = own.filter((event) => event.at === at).map(({ type }) => type);
    if (from !== null && here.some((type) => type !== 'join')) {
      visits.push({ from, to: at });
      from = here.includes('join') ? at : null;
    } else if (from === null && here.includes('join') && !here.includes('leave')) {
      from = at;
    }
  }
  return from === null ? visits : [...visits, { from, to: null }];
}

function spansOf(meetings: readonly unknown[], room: string): Span[] {
  return meetings.flatMap((meeting) => {
    if (!isFields(meeting) || meeting.room !== room) return [];
    const { start_time: start, duration, ongoing } = meeting;
    if (typeof start !== 'number' || typeof duration !== 'number') return [];
    const from = start * 1000;
    return [{ from, to: ongoing === true ? null : from + duration * 1000 }];
  });
}

function clip(label: string): string {
  const characters = [...label];
  return characters.length > LABEL ? `${characters.slice(0, LABEL - 1).join('')}…` : label;
}
