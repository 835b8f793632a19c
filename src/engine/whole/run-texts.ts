import type { EpochMs } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import { type GroupedRows, groupRows, type LogRows, rowAt } from './grouped-rows.js';
import { numberTexts } from './number-texts.js';
import { type LogNames, runRows, type WholeLog } from './run-rows.js';

/** A log whose participants are texts: the rows have their hashes instead of numbers. */
export interface TextRows extends Omit<LogRows, 'userId' | 'userName'> {
  readonly roomNames: readonly string[];
  participantId(row: number): string;
  userId(row: number): string | null;
  userName(row: number): string | null;
}

/** Runs such a log up to T. Yields now and then, for who must give way. */
export function* runTexts(
  rows: TextRows,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): Generator<void, WholeLog> {
  const { roomNames } = rows;
  const grouped = groupRows({ ...rows, userId: null, userName: null });
  const { participantIds, userIds, userNames } = groupTexts(rows, grouped);
  const participants = numberTexts(grouped, (place) => participantIds[place]!);
  // Where a text is told is its code.
  const names: LogNames = {
    roomName: (room) => roomNames[room]!,
    participantAt: (place) => place,
    participantId: (place) => participantIds[place]!,
    userIdAt: (place) => (userIds[place] === null ? null : place),
    userId: (place) => userIds[place]!,
    userNameAt: (place) => (userNames[place] === null ? null : place),
    userName: (place) => userNames[place]!,
  };
  return yield* runRows(grouped, participants, names, asOf, rules, explains);
}

/** The texts by place, so that what is read together is stored together, and no event is looked at again. */
function groupTexts(rows: TextRows, grouped: GroupedRows) {
  const { from, count } = grouped;
  const participantIds: string[] = new Array(count);
  const userIds: (string | null)[] = new Array(count);
  const userNames: (string | null)[] = new Array(count);
  if (rows.isSorted) {
    // Row by row, as they are stored, where the places are known without looking.
    const next = from.slice();
    for (let row = 0; row < rows.room.length; row++) {
      const room = rows.room[row]!;
      if (room !== NONE) take(row, next[room]!++);
    }
  } else {
    for (let place = 0; place < count; place++) take(rowAt(grouped, place), place);
  }

  function take(row: number, place: number): void {
    participantIds[place] = rows.participantId(row);
    userIds[place] = rows.userId(row);
    userNames[place] = rows.userName(row);
  }

  return { participantIds, userIds, userNames };
}
