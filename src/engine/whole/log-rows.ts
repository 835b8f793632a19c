/** The events of a log by row, in the order in which they came. Rooms, participants and names are numbers. */
export interface LogRows {
  /** JOIN, LEAVE or CLEAR */
  readonly type: Uint8Array;
  /** whole milliseconds */
  readonly at: Float64Array;
  /** NONE for a row that is no event */
  readonly room: Int32Array;
  /** of a clear, anything */
  readonly participant: Int32Array;
  /** so many rooms there are; their numbers are less */
  readonly rooms: number;
  readonly participants: number;
  /** codes of names, negative for none; null where no event has one */
  readonly userId: Int32Array | null;
  readonly userName: Int32Array | null;
  /** whether the times of events never go back */
  readonly isSorted: boolean;
}
