/**
 * Where a record says what: a path, or several. Data as in `schemas/mapping.schema.json`, so that it can be a file.
 *
 * A text is a path of keys, `data.room.name`, with `[0]` for a place in an array. `a|b` takes b where a gives nothing, `a+b` joins both
 * with a slash. A backslash takes the meaning from the next character. `^` in front steps out of a row to what holds it, `$` to the
 * whole record. A text that holds a JSON object is stepped into. Null, an empty text and what is not there give nothing.
 */
export type Field =
  | string
  | { readonly path: string; readonly match?: string }
  | { readonly value: string }
  | readonly Field[];

/** A value as it stands in a record: equal as a text, or a pattern between slashes. */
export type ValuePattern = string | number | boolean;

/** That a field is there, or has one of some values. */
export interface Condition {
  readonly path: Field;
  readonly in?: readonly ValuePattern[];
}

/** In which unit numeric times are, or the pattern of texts in the language of date-fns: `d.M.yyyy HH:mm`. */
export type TimeForm = PlainTimeForm | (string & {});

/** A form that needs no pattern. */
export type PlainTimeForm = 'auto' | 's' | 'ms' | 'us' | 'ns' | 'iso';

export type LengthUnit = 'ms' | 's' | 'min' | 'h';

/** How to read the records of a log as who is where: event rows (with `type`) or interval rows (without). */
export interface Mapping {
  /** the place of its schema, for editors */
  readonly $schema?: string;
  /** how the command line and messages call it */
  readonly name: string;
  readonly title?: string;
  /** what records of this kind have; all must hold */
  readonly when?: readonly Condition[];
  /** where the rows are, `value[].attendanceIntervals[]`; `.` is the record itself, which it is without */
  readonly rows?: string;
  readonly room: Field;
  /** the key of a session of the room */
  readonly session?: Field;
  /** the key of a connection; without one, the user's within the session */
  readonly participant_id?: Field;
  readonly user_id?: Field;
  readonly user_name?: Field;
  readonly type?: Field;
  readonly join?: readonly ValuePattern[];
  readonly leave?: readonly ValuePattern[];
  /** the room is empty: only where the platform's word can be trusted */
  readonly clear?: readonly ValuePattern[];
  /** the same participant goes on with another device: a join that replaces the last */
  readonly hand_off?: readonly ValuePattern[];
  /** the user is called `new_user_id` from now on */
  readonly rename?: readonly ValuePattern[];
  readonly new_user_id?: Field;
  readonly time?: Field;
  /** a join's own time, and the copy of it in a leave */
  readonly join_time?: Field;
  readonly leave_time?: Field;
  readonly clear_time?: Field;
  readonly duration?: Field;
  readonly duration_unit?: LengthUnit;
  readonly time_unit?: TimeForm;
  /** the documented ordering number of one participant's events, where time is not the order */
  readonly order?: Field;
  /** what redeliveries have in common */
  readonly delivery?: Field;
  /** recorders and the like: any of these must hold */
  readonly bots?: readonly Condition[];
  /** a user's new connection takes the place of the old one */
  readonly one_connection_per_user?: boolean;
}
