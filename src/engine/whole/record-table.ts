/** Participants' records, each seen both as 64-bit times and as 32-bit words. */
export interface RecordTable {
  count: number;
  times: Float64Array;
  words: Int32Array;
}

/** The size of a participant's record, and its fields: exact times, clipped to the session, then codes. */
export const RECORD_TIMES = 4;
export const RECORD_WORDS = 8;
export const FROM = 0;
export const TO = 1; // NEVER for who is still there
export const PARTICIPANT_CODE = 4;
export const USER_ID_CODE = 5; // NONE for none, as the next
export const USER_NAME_CODE = 6;

/** With room for so many records, before it must grow. */
export function createRecordTable(size: number): RecordTable {
  const times = new Float64Array((size + 1) * RECORD_TIMES);
  return { count: 0, times, words: new Int32Array(times.buffer) };
}

/** Adds a record, which the caller fills. */
export function newRecord(table: RecordTable): number {
  const record = table.count++;
  if (record * RECORD_TIMES === table.times.length) grow(table);
  return record;
}

function grow(table: RecordTable): void {
  const words = new Int32Array(2 * table.words.length);
  // As words: a number made of two of them might not be kept as it is.
  words.set(table.words);
  table.words = words;
  table.times = new Float64Array(words.buffer);
}
