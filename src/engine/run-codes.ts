import type { EpochMs } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import type { Dictionaries } from './meeting-columns.js';
import type { ColumnsRead, RowsRead } from './read-columns.js';
import { codesOf } from './text-column.js';
import { EVENT_WORDS, groupRows, PARTICIPANT, rowAt, USER_ID, USER_NAME } from './whole/grouped-rows.js';
import { numberTexts } from './whole/number-texts.js';
import { type LogNames, runRows, type WholeLog, withoutPause } from './whole/run-rows.js';

/** What a log in columns came to, and what the codes in it are of. */
export interface CodedLog {
  readonly log: WholeLog;
  readonly dictionaries: Dictionaries;
}

/** Runs a log in columns up to T. */
export function runCodes(
  { participants, userIds, userNames }: ColumnsRead,
  { rows, roomTexts }: RowsRead,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): CodedLog {
  const grouped = groupRows({ ...rows, userId: codesOf(userIds), userName: codesOf(userNames) });
  const { words } = grouped;
  const dictionaries: Dictionaries = {
    room: roomTexts,
    participant: participants.dictionary,
    userId: userIds.dictionary,
    userName: userNames.dictionary,
  };
  const isCoded = participants.codes !== null;
  const names: LogNames = {
    roomName: (room) => roomTexts[room]!,
    participantAt: isCoded
      ? (place) => words[place * EVENT_WORDS + PARTICIPANT]!
      : (place) => rowAt(grouped, place),
    participantId: (code) => dictionaries.participant[code]!,
    userIdAt: (place) => codeOrNull(words[place * EVENT_WORDS + USER_ID]!),
    userId: (code) => dictionaries.userId[code]!,
    userNameAt: (place) => codeOrNull(words[place * EVENT_WORDS + USER_NAME]!),
    userName: (code) => dictionaries.userName[code]!,
  };
  const count = isCoded
    ? participants.dictionary.length
    : numberTexts(grouped, (place) => names.participantId(rowAt(grouped, place)));
  const log = withoutPause(runRows(grouped, count, names, asOf, rules, explains));
  return { log, dictionaries };
}

function codeOrNull(code: number): number | null {
  return code < 0 ? null : code;
}
