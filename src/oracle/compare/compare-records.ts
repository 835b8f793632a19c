import type { Meeting, ParticipantRecord } from '../../model/meeting.js';
import type { FieldDifference } from './comparison.js';
import type { ForeignRecord } from './foreign-meeting.js';
import { pairNear, type Tolerance } from './pair-near.js';

/** What to compare of records. */
export interface RecordComparing {
  readonly tolerance: Tolerance;
  /** whether the log tells of such names at all */
  readonly userIds: boolean;
  readonly userNames: boolean;
  /** Hears of what one side does not say. */
  readonly onNotCompared: (field: 'participants.user_id' | 'participants.user_name') => void;
}

/** What a platform writes in place of names that it must not tell. */
const WITHHELD = 'hipaa';

/**
 * The fields in which two lists of records differ, in whatever order they are. Who is who is told by the id that both sides share most,
 * the participant's, the user's or the name, and else by the times; ids of participants are not compared.
 */
export function compareRecords(
  ours: Meeting['participants'],
  theirs: readonly ForeignRecord[],
  comparing: RecordComparing,
): FieldDifference[] {
  const differences: FieldDifference[] = [];
  if (areEqual(ours, theirs, comparing)) return differences;
  const key = sharedKey(ours, theirs);
  const others = groupBy(theirs, (record) => (key === null ? '' : (record[key] ?? '')));
  for (const [who, own] of groupBy(ours, (record) => (key === null ? '' : (record[key] ?? '')))) {
    const found = others.get(who) ?? [];
    others.delete(who);
    pairRecords(own, found, comparing, differences);
  }
  for (const rest of others.values()) for (const their of rest) differences.push(lone(null, their));
  return differences;
}

/** Whether all say the same, in the same order, which most lists do of most meetings. */
function areEqual(
  ours: Meeting['participants'],
  theirs: readonly ForeignRecord[],
  { userIds, userNames }: RecordComparing,
): boolean {
  if (ours.length !== theirs.length || !userIds || !userNames) return false;
  return ours.every((our, i) => {
    const their = theirs[i]!;
    return (
      our.join_time === their.join_time &&
      our.duration === their.duration &&
      our.participant_id === their.participant_id &&
      our.user_id === their.user_id &&
      our.user_name === their.user_name &&
      our.user_id !== WITHHELD &&
      our.user_name !== WITHHELD
    );
  });
}

interface Placed<Item> {
  readonly record: Item;
  readonly place: number;
}

const KEYS = ['participant_id', 'user_id', 'user_name'] as const;

/** The field by which most records of one side are found on the other; null where fewer than half are. */
function sharedKey(
  ours: Meeting['participants'],
  theirs: readonly ForeignRecord[],
): (typeof KEYS)[number] | null {
  if (ours.length === 1 && theirs.length === 1) return null;
  let best: { key: (typeof KEYS)[number] | null; share: number } = { key: null, share: 0.5 };
  for (const key of KEYS) {
    const known = new Set(ours.map((record) => record[key]).filter(isTelling));
    const found = theirs.filter((record) => isTelling(record[key]) && known.has(record[key]!)).length;
    const share = found / Math.max(1, Math.min(ours.length, theirs.length));
    if (share > best.share || (share === best.share && best.key === null)) best = { key, share };
  }
  return best.key;
}

function isTelling(name: string | null | undefined): boolean {
  return name != null && name !== WITHHELD;
}

function pairRecords(
  own: readonly Placed<ParticipantRecord>[],
  other: readonly Placed<ForeignRecord>[],
  comparing: RecordComparing,
  differences: FieldDifference[],
): void {
  const left = own.map(({ record }) => ({ start: record.join_time, duration: record.duration }));
  const right = other.map(({ record }) => ({ start: record.join_time, duration: record.duration }));
  const isSame = (a: ParticipantRecord, b: ForeignRecord) =>
    a.user_name === (b.user_name ?? null) && a.user_id === (b.user_id ?? null);
  const more = (i: number, j: number) => (isSame(own[i]!.record, other[j]!.record) ? 0 : 1);
  const { partner } =
    own.length === 1 && other.length === 1
      ? { partner: Int32Array.of(0) }
      : pairNear(left, right, comparing.tolerance, more, 1);
  const taken = new Set(partner);
  const rest = other.filter((_, j) => !taken.has(j));
  for (const [i, mine] of own.entries()) {
    const theirs = partner[i]! >= 0 ? other[partner[i]!] : rest.shift();
    if (theirs === undefined) differences.push(lone(mine, null));
    else compareRecord(mine, theirs.record, comparing, differences);
  }
  for (const theirs of rest) differences.push(lone(null, theirs));
}

function compareRecord(
  { record, place }: Placed<ParticipantRecord>,
  their: ForeignRecord,
  { tolerance, userIds, userNames, onNotCompared }: RecordComparing,
  differences: FieldDifference[],
): void {
  const path = (name: string) => `participants[${place}].${name}`;
  const times = [
    ['join_time', tolerance.time],
    ['duration', tolerance.length],
  ] as const;
  for (const [name, allowed] of times) {
    const off = Math.abs(record[name] - their[name]);
    if (off === 0) continue;
    differences.push({
      field: `participants.${name}`,
      ...{ path: path(name), ours: record[name], theirs: their[name], isWithin: off <= allowed },
    });
  }
  for (const name of ['user_id', 'user_name'] as const) {
    const [mine, told] = [record[name], their[name]];
    const isKnown = name === 'user_id' ? userIds : userNames;
    if (told === undefined || mine === WITHHELD || told === WITHHELD || !isKnown) {
      onNotCompared(`participants.${name}`);
    } else if (mine !== told) {
      differences.push({
        field: `participants.${name}`,
        ...{ path: path(name), ours: mine, theirs: told, isWithin: false },
      });
    }
  }
}

function lone(ours: Placed<ParticipantRecord> | null, theirs: Placed<ForeignRecord> | null): FieldDifference {
  return {
    field: 'participants',
    path: `participants[${(ours ?? theirs)!.place}]`,
    ours: ours?.record ?? null,
    theirs: theirs?.record ?? null,
    isWithin: false,
  };
}

function groupBy<Item>(
  records: readonly Item[],
  keyOf: (record: Item) => string,
): Map<string, Placed<Item>[]> {
  const groups = new Map<string, Placed<Item>[]>();
  for (const [place, record] of records.entries()) {
    const key = keyOf(record);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [{ record, place }]);
    else group.push({ record, place });
  }
  return groups;
}
