/** A meeting of another system's list. Times in Unix seconds, perhaps with parts; null: the list does not say. */
export interface ForeignMeeting {
  /** where it stands, in words: `page.json: data[3]`, `list.ndjson:12` */
  readonly place: string;
  readonly room: string;
  readonly start_time: number;
  readonly duration: number;
  readonly ongoing: boolean | null;
  readonly max_participants: number | null;
  readonly participants: readonly ForeignRecord[] | null;
}

/** A participant's record of another system; undefined: the list does not say. */
export interface ForeignRecord {
  readonly participant_id: string | undefined;
  readonly user_id: string | null | undefined;
  readonly user_name: string | null | undefined;
  readonly join_time: number;
  readonly duration: number;
}

/** A meeting that cannot be read: where it stands, and what was expected. */
export interface BadMeeting {
  readonly place: string;
  readonly message: string;
}

/** Another system's list, as it was read. */
export interface ForeignList {
  readonly meetings: readonly ForeignMeeting[];
  readonly bad: readonly BadMeeting[];
  /** meetings that stood there once more, word for word, as where pages overlap */
  readonly repeated: number;
  /** how many meetings the list says there are; null where it does not */
  readonly total: number | null;
  /** fields of no documented name, with how many meetings have them */
  readonly unknownFields: Readonly<Record<string, number>>;
}
