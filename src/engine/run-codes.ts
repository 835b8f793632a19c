import type { EpochMs } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import type { Dictionaries } from './meeting-columns.js';
import type { ColumnsRead, RowsRead } from './read-columns.js';
import { codesOf, type TextReader } from './text-column.js';
import { type GroupedRows, groupColumn, groupRows, type LogRows, rowOf } from './whole/grouped-rows.js';
import { numberTexts } from './whole/number-texts.js';
import { type LogNames, runRows, type WholeLog, withoutPause } from './whole/run-rows.js';

/** What a log in columns came to: names are codes. */
export interface CodedLog {
  readonly log: WholeLog<number>;
  /** the same with names as texts */
  readonly spelled: WholeLog<string>;
  readonly dictionaries: Dictionaries;
  /** the code of a participant by place */
  readonly participantCode: (place: number) => number;
}

/** Runs a log in columns up to T. */
export function runCodes(
  { participants, userIds: ids, userNames: spellings }: ColumnsRead,
  { rows, roomTexts }: RowsRead,
  asOf: EpochMs,
  rules: CompiledRules,
  explains: boolean,
): CodedLog {
  const grouped = groupRows(rows);
  const { participant, tagged } = grouped;
  const userIds = readNames(ids, rows, grouped);
  const userNames = readNames(spellings, rows, grouped);
  const rowAt = (place: number) => rowOf(tagged[place]!);
  const { dictionary } = participants;
  const isCoded = participants.codes !== null;
  const idOf = (place: number) => dictionary[isCoded ? participant[place]! : rowAt(place)]!;
  const participantCount = isCoded ? dictionary.length : numberTexts(grouped, idOf);
  const names: LogNames<number> = {
    roomName: (room) => roomTexts[room]!,
    participantId: idOf,
    userId: userIds.codeAt,
    userName: userNames.codeAt,
    agreedId: agreeing(userIds, rules),
    agreedName: agreeing(userNames, rules),
  };
  const log = withoutPause(runRows(grouped, participantCount, names, asOf, rules, explains));
  return {
    log,
    spelled: spelledOut(log, userIds, userNames, rules),
    dictionaries: {
      room: roomTexts,
      participant: dictionary,
      userId: userIds.dictionary,
      userName: userNames.dictionary,
    },
    participantCode: isCoded ? (place) => participant[place]! : rowAt,
  };
}

/** Names by place, as codes; null for none. */
interface Names {
  readonly dictionary: readonly (string | null)[];
  readonly codeAt: (place: number) => number | null;
}

function readNames(reader: TextReader | null, rows: LogRows, grouped: GroupedRows): Names {
  if (reader === null) return { dictionary: [], codeAt: () => null };
  const codes = groupColumn(codesOf(reader), rows, grouped);
  return { dictionary: reader.dictionary, codeAt: (place) => (codes[place]! < 0 ? null : codes[place]!) };
}

/** The rule is about texts; the one that stands keeps its code. */
function agreeing({ dictionary }: Names, rules: CompiledRules) {
  return (a: number | null, b: number | null): number | null => {
    const [textA, textB] = [textOf(dictionary, a), textOf(dictionary, b)];
    const agreed = rules.agreedName(textA, textB);
    if (agreed === null) return null;
    return agreed === textA ? a : b;
  };
}

function spelledOut(
  log: WholeLog<number>,
  { dictionary: userIds }: Names,
  { dictionary: userNames }: Names,
  rules: CompiledRules,
): WholeLog<string> {
  const { names, book } = log;
  const spelled = {
    userId: (ref: number) => textOf(userIds, book.userId(ref)),
    userName: (ref: number) => textOf(userNames, book.userName(ref)),
  };
  const agreed = { agreedId: rules.agreedName, agreedName: rules.agreedName };
  return { ...log, names: { ...names, ...agreed, ...spelled }, book: { ...spelled, agree: book.agree } };
}

function textOf(dictionary: readonly (string | null)[], code: number | null): string | null {
  return code === null ? null : dictionary[code]!;
}
