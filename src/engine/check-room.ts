import { NEVER } from '../model/time.js';
import type { Room } from './room.js';

/** Whether a value is the state of a room: of the right shape, and such as a run could have left it. */
export function isRoom(value: unknown): value is Room {
  if (!isRecord(value)) return false;
  const { room, participants, open, visits, changes, session } = value;
  const numbers = ['at', 'applied', 'checked', 'present', 'presentSum', 'decidedAt', 'spent', 'waitingSince'];
  return (
    typeof room === 'string' &&
    numbers.every((name) => Number.isFinite(value[name])) &&
    Array.isArray(participants) &&
    participants.every((id) => typeof id === 'string') &&
    Array.isArray(visits) &&
    visits.every((visit) => isVisit(visit, participants.length)) &&
    Array.isArray(open) &&
    open.length === participants.length &&
    open.every((number) => isIndex(number, visits.length) || number === -1) &&
    Array.isArray(changes) &&
    changes.every((change) => isIndex(change, visits.length * 2)) &&
    isIndex(value.applied, Number(value.checked) + 1) &&
    isIndex(value.checked, changes.length + 1) &&
    isIndex(value.presentSum, value.present === 1 ? visits.length : Number.MAX_SAFE_INTEGER) &&
    (session === null || isSession(session)) &&
    isConsistent(value as unknown as Room)
  );
}

/** Whether what is said in two places is the same: a run on flat records goes by one of them. */
function isConsistent(room: Room): boolean {
  const { participants, open, visits, changes, session } = room;
  const waiting = changes.slice(room.applied);
  const times = waiting.map((change) =>
    (change & 1) === 1 ? visits[change >> 1]!.join : visits[change >> 1]!.leave,
  );
  const isAlone = session === null ? room.waitingSince !== NEVER : session.aloneSince !== NEVER;
  return (
    new Set(participants).size === participants.length &&
    visits.every(({ participant, join, leave }, i) => {
      const isInOrder = i === 0 || visits[i - 1]!.join <= join;
      return isInOrder && join <= leave && (leave === NEVER) === (open[participant] === i);
    }) &&
    open.every((number, participant) => number === -1 || visits[number]!.participant === participant) &&
    new Set(waiting).size === waiting.length &&
    times.every((at, i) => at <= room.at && (i === 0 || times[i - 1]! <= at)) &&
    (session === null || room.waitingSince === NEVER) &&
    (!isAlone || room.present === 1)
  );
}

function isVisit(value: unknown, participants: number): boolean {
  if (!isRecord(value)) return false;
  const names = [value.joinUserId, value.joinUserName, value.leaveUserId, value.leaveUserName];
  return (
    isIndex(value.participant, participants) &&
    Number.isFinite(value.join) &&
    Number.isFinite(value.leave) &&
    names.every((name) => name === null || typeof name === 'string')
  );
}

function isSession(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const numbers = ['start', 'max', 'aloneSince', 'beganAfter', 'beganOn', 'beganWith'];
  return (
    numbers.every((name) => Number.isFinite(value[name])) &&
    ['solo-start', 'second-joiner-start', 'reset-start'].includes(value.began as string) &&
    (value.beganBy === null || typeof value.beganBy === 'string')
  );
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isIndex(value: unknown, length: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < length;
}
