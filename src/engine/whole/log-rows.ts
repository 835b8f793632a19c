/** The events of a log by row, in the order in which they came. Rooms and participants are numbers. */
export interface LogRows {
  /** JOIN, LEAVE or CLEAR */
  readonly type: Uint8Array;
  /** whole milliseconds */
  readonly at: Float64Array;
  /** NONE for a row that is no event */
  readonly room: Int32Array;
  /** so many rooms there are; their numbers are less */
  readonly rooms: number;
  /** numbers, or where participants are texts, hashes of these; of a clear, anything */
  readonly participant: Int32Array;
  /** so many numbers of participants there are; null where they are told apart by their texts */
  readonly participants: number | null;
  /** codes of names, negative for none; null where no event has one, or `told` says all */
  readonly userId: Int32Array | null;
  readonly userName: Int32Array | null;
  /** where participants are texts, what events tell of them (`told-texts.ts`), of a clear anything; else null */
  readonly told: Int32Array | null;
  /** whether the times of events never go back */
  readonly isSorted: boolean;
}
