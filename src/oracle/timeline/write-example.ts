import type { CaseEvent, ExpectedMeeting } from '../case.js';
import type { Vector } from '../vectors/vector.js';
import { type Clock, clockFor } from './clock.js';

/** A vector in the notation of SPEC.md, with times from an origin that is told where it is not the epoch. */
export function writeExample(vector: Vector): string[] {
  const { name, rules, as_of: asOf, events, expect, anomalies = [], expect_reject: rejects } = vector;
  const clock = clockFor([...events.map(({ at }) => at), ...(asOf === undefined ? [] : [asOf])]);
  const origin = clock.origin === 0 ? [] : [`origin ${new Date(clock.origin).toISOString()}`];
  const pairs = Object.entries(rules).map(
    ([option, value]) => `${option}=${value === null ? 'never' : String(value)}`,
  );
  return [
    `# ${name}`,
    ...origin,
    ...writeEvents(events, clock),
    ...(pairs.length === 0 ? [] : [`rules  ${pairs.join(' ')}`]),
    ...(asOf === undefined ? [] : [`as of  ${clock.at(asOf)}`]),
    '=>',
    ...(rejects === undefined ? writeMeetings(expect ?? [], clock) : [`rejected: ${rejects}`]),
    ...anomalies.map(({ code, room, participant_id: who, at }) => {
      return `${inRoom(room)}anomaly ${code} ${shown(who)} ${clock.at(at)}`;
    }),
  ];
}

/** A line for each meeting, or that there is none. */
function writeMeetings(meetings: readonly ExpectedMeeting[], clock: Clock): string[] {
  return meetings.length === 0 ? ['no meetings'] : meetings.map((meeting) => writeMeeting(meeting, clock));
}

function writeMeeting(meeting: ExpectedMeeting, clock: Clock): string {
  const { room, start_time: start, duration, ongoing, max_participants: max, participants } = meeting;
  const records = participants.map(
    ({ participant_id: who, join_time: join, duration: stay, user_id, user_name }) => {
      return `${shown(who)} ${clock.at(join * 1000)} for ${clock.lasting(stay)}${names(user_name, user_id)}`;
    },
  );
  const span = `${clock.at(start * 1000)} for ${clock.lasting(duration)}${ongoing ? ' ongoing' : ''}`;
  return `${inRoom(room)}${span}, max ${max}: ${records.length === 0 ? 'nobody' : records.join(', ')}`;
}

function writeEvents(events: readonly CaseEvent[], clock: Clock): string[] {
  let room = 'room';
  const lines: string[] = [];
  for (const event of events) {
    if (event.room !== room) lines.push(`room   ${shown(event.room)}`);
    room = event.room;
    const { type, participant_id: who, at, user_name = null, user_id = null } = event;
    const subject = who === undefined ? '' : `${shown(who)} `;
    lines.push(`${type.padEnd(6)} ${subject}${clock.at(at)}${names(user_name, user_id)}`);
  }
  return lines;
}

function names(name: string | null, id: string | null): string {
  return `${name === null ? '' : ` as ${JSON.stringify(name)}`}${id === null ? '' : ` user ${JSON.stringify(id)}`}`;
}

function inRoom(room: string): string {
  return room === 'room' ? '' : `in ${shown(room)}: `;
}

/** A name as it is where it is one word, else quoted. */
export function shown(name: string): string {
  return /^[^\s"\p{C}]+$/u.test(name) ? name : JSON.stringify(name);
}
