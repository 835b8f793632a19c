import type { StrayEvent } from '../../model/anomaly.js';
import type { ExpectedMeeting } from '../case.js';
import { asJson } from './as-json.js';
import {
  canonicalMeetings,
  canonicalRecords,
  canonicalStrays,
  compareKeys,
  type Fields,
  isFields,
} from './canonical.js';
import type { Difference, DifferenceKind } from './difference.js';
import { compareStarts, pairMeetings } from './pair-meetings.js';

/**
 * The first difference between an implementation's meetings and the right ones, null for none. The order of meetings
 * and of records does not matter; ids are not compared, but where all meetings have one no two may share it.
 */
export function compareMeetings(
  actual: readonly unknown[],
  expected: readonly ExpectedMeeting[],
): Difference | null {
  const got = canonicalMeetings(actual);
  const want = canonicalMeetings(expected) as ExpectedMeeting[];
  const strange = got.findIndex((meeting) => !isFields(meeting));
  if (strange >= 0) {
    return {
      kind: 'shape',
      path: `/meetings/${strange}`,
      want: want[strange],
      got: got[strange],
      meeting: null,
    };
  }
  const { partners, extra } = pairMeetings(got as Fields[], want);
  for (const [i, wanted] of want.entries()) {
    const early = extra.find((at) => compareStarts(got[at] as Fields, wanted) < 0);
    if (early !== undefined) return extraMeeting(early, got);
    const path = `/meetings/${i}`;
    const partner = partners[i];
    if (partner === undefined)
      return { kind: 'meeting-missing', path, want: wanted, got: undefined, meeting: i };
    const difference = compareMeeting(path, got[partner] as Fields, wanted, i);
    if (difference !== null) return difference;
  }
  return extra[0] === undefined ? repeatedId(got) : extraMeeting(extra[0], got);
}

/** The first difference between strays, null for none. */
export function compareStrays(
  actual: readonly unknown[],
  expected: readonly StrayEvent[],
): Difference | null {
  const got = canonicalStrays(actual);
  const want = canonicalStrays(expected);
  for (let i = 0; i < Math.max(got.length, want.length); i++) {
    const same = isFields(got[i]) && isFields(want[i]) && compareKeys(keysOf(got[i]), keysOf(want[i])) === 0;
    if (!same)
      return { kind: 'anomalies', path: `/anomalies/${i}`, want: want[i], got: got[i], meeting: null };
  }
  return null;
}

function keysOf(stray: unknown): unknown[] {
  const { code, type, room, participant_id, at } = stray as Fields;
  return [code, type, room, participant_id, at];
}

function extraMeeting(at: number, got: readonly unknown[]): Difference {
  return { kind: 'meeting-extra', path: `/meetings/${at}`, want: undefined, got: got[at], meeting: null };
}

const MEETING_FIELDS = [
  ['room', 'shape'],
  ['start_time', 'start'],
  ['ongoing', 'ongoing'],
  ['duration', 'duration'],
  ['max_participants', 'max'],
] as const;

const RECORD_FIELDS = [
  ['participant_id', 'shape'],
  ['join_time', 'join'],
  ['duration', 'stay'],
  ['user_id', 'name'],
  ['user_name', 'name'],
] as const;

function compareMeeting(path: string, got: Fields, want: ExpectedMeeting, i: number): Difference | null {
  const fields = compareFields(path, got, want as unknown as Fields, MEETING_FIELDS, i);
  if (fields !== null) return fields;
  if (!Array.isArray(got.participants)) {
    return {
      kind: 'shape',
      path: `${path}/participants`,
      want: want.participants,
      got: got.participants,
      meeting: i,
    };
  }
  return (
    compareRecords(`${path}/participants`, got.participants, want, i) ??
    unknownField(path, got, ['id', 'participants', ...MEETING_FIELDS.map(([name]) => name)], i)
  );
}

function compareRecords(
  path: string,
  records: readonly unknown[],
  meeting: ExpectedMeeting,
  i: number,
): Difference | null {
  const wants = canonicalRecords(meeting.participants) as Fields[];
  const gots = inOrderOf(wants, canonicalRecords(records));
  for (let at = 0; at < Math.max(gots.length, wants.length); at++) {
    const [got, want] = [gots[at], wants[at]];
    const here = { path: `${path}/${at}`, want, got, meeting: i };
    if (want === undefined) return { kind: 'record-extra', ...here };
    if (got === undefined) return { kind: 'record-missing', ...here };
    if (!isFields(got)) return { kind: 'shape', ...here };
    if (gots.length !== wants.length && keyOf(got) !== keyOf(want)) {
      const isMissing = gots.length < wants.length;
      return isMissing
        ? { kind: 'record-missing', ...here, got: undefined }
        : { kind: 'record-extra', ...here, want: undefined };
    }
    const difference =
      compareFields(here.path, got, want, RECORD_FIELDS, i) ??
      unknownField(
        here.path,
        got,
        RECORD_FIELDS.map(([name]) => name),
        i,
      );
    if (difference !== null) return difference;
  }
  return null;
}

/**
 * The records in the order of those wanted where they are of the same participants: a wrong join time, which sorts, is then told as one and
 * not as somebody else's record.
 */
function inOrderOf(wants: readonly Fields[], gots: readonly unknown[]): readonly unknown[] {
  const isOf = (got: unknown, want: Fields | undefined) =>
    isFields(got) && got.participant_id === want?.participant_id;
  if (gots.length !== wants.length || gots.every((got, i) => isOf(got, wants[i]))) return gots;
  const free = [...gots];
  const ordered = wants.flatMap((want) => {
    const at = free.findIndex((got) => isOf(got, want));
    return at < 0 ? [] : free.splice(at, 1);
  });
  return free.length === 0 ? ordered : gots;
}

function keyOf({ participant_id, join_time }: Fields): string {
  return asJson([participant_id, join_time]);
}

function compareFields(
  path: string,
  got: Fields,
  want: Fields,
  fields: readonly (readonly [string, DifferenceKind])[],
  meeting: number,
): Difference | null {
  for (const [name, kind] of fields) {
    if (got[name] === want[name]) continue;
    const isThere = Object.hasOwn(got, name) && typeof got[name] === typeof want[name];
    const isNull = got[name] === null || want[name] === null;
    const shown = isThere || (isNull && Object.hasOwn(got, name)) ? kind : 'shape';
    return { kind: shown, path: `${path}/${name}`, want: want[name], got: got[name], meeting };
  }
  return null;
}

/** The objects have exactly the documented fields. */
function unknownField(
  path: string,
  got: Fields,
  known: readonly string[],
  meeting: number,
): Difference | null {
  const name = Object.keys(got).find((key) => !known.includes(key));
  if (name === undefined) return null;
  return { kind: 'shape', path: `${path}/${name}`, want: undefined, got: got[name], meeting };
}

function repeatedId(meetings: readonly unknown[]): Difference | null {
  const seen = new Set<unknown>();
  for (const [i, meeting] of meetings.entries()) {
    const { id } = meeting as Fields;
    if (id === undefined) continue;
    if (typeof id !== 'string' || seen.has(id)) {
      const want = typeof id === 'string' ? 'an id that no other meeting has' : 'a text';
      return { kind: 'id', path: `/meetings/${i}/id`, want, got: id, meeting: i };
    }
    seen.add(id);
  }
  return null;
}
