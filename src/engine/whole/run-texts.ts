import type { EpochMs } from '../../model/time.js';
import type { CompiledRules } from '../compile-rules.js';
import { NONE } from '../flat/none.js';
import { type GroupedRows, groupRows, type LogRows, rowOf } from './grouped-rows.js';
import { numberTexts } from './number-texts.js';
import { runRows, type WholeLog } from './run-rows.js';

/** A log whose participants are texts: the rows have their hashes instead of numbers. */
export interface TextRows extends LogRows {
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
): Generator<void, WholeLog<string>> {
  const { roomNames } = rows;
  const grouped = groupRows(rows);
  const { participantIds, userIds, userNames } = groupTexts(rows, grouped);
  const participants = numberTexts(grouped, (place) => participantIds[place]!);
  const names = {
    roomName: (room: number) => roomNames[room]!,
    participantId: (place: number) => participantIds[place]!,
    userId: (place: number) => userIds[place]!,
    userName: (place: number) => userNames[place]!,
    agreedId: rules.agreedName,
    agreedName: rules.agreedName,
  };
  return yield* runRows(grouped, participants, names, asOf, rules, explains);
}

/** The texts by place, so that what is read together is stored together, and no event is looked at again. */
function groupTexts(rows: TextRows, { from, tagged, count }: GroupedRows) {
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
    for (let place = 0; place < count; place++) take(rowOf(tagged[place]!), place);
  }

  function take(row: number, place: number): void {
    participantIds[place] = rows.participantId(row);
    userIds[place] = rows.userId(row);
    userNames[place] = rows.userName(row);
  }

  return { participantIds, userIds, userNames };
}
