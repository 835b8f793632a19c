import type { Meeting } from '../model/meeting.js';
import { requireTime } from '../model/parse-time.js';
import { ALWAYS } from '../model/time.js';
import { checkFlag, checkOptions } from './check-options.js';
import { toCompiled } from './compile-rules.js';
import { anomaliesOf, explanationsOf } from './finish-run.js';
import { type MeetingColumns, meetingColumns } from './meeting-columns.js';
import { type LogColumns, readColumns, readRows } from './read-columns.js';
import type { Reconstruction, ReconstructOptions } from './reconstruct.js';
import { canonicalOrder } from './whole/canonical-order.js';
import { listedMeeting } from './whole/list-meetings.js';
import { runRows } from './whole/run-rows.js';

/** How to reconstruct from columns. */
export type ReconstructColumnsOptions = Omit<ReconstructOptions, 'timeUnit' | 'strict'>;

/** The meetings of a log, as columns, too. */
export interface ColumnsReconstruction extends Reconstruction {
  /** the same meetings as columns */
  readonly columns: MeetingColumns;
  /** in canonical order; the objects are made when they are first asked for */
  readonly meetings: Meeting[];
}

/**
 * Rebuilds the meetings of a recorded log that is in columns: the same as `reconstruct` gives for its rows, without an
 * object for each, and as columns. A row that is no event is an `invalid-event` anomaly with its index; a name that is
 * no text is null. Dictionaries are handed on as they are, not copied.
 *
 * @throws TypeError for a column that is missing, unknown, of another kind or length; otherwise as `reconstruct`
 */
export function reconstructColumns(
  columns: LogColumns,
  options: ReconstructColumnsOptions = {},
): ColumnsReconstruction {
  checkOptions('reconstructColumns', options, ['rules', 'asOf', 'explain']);
  checkFlag('explain', options.explain);
  const rules = toCompiled(options.rules);
  const givenAsOf = options.asOf == null ? null : requireTime(options.asOf, 'asOf');
  const explains = options.explain === true;
  const { log: given, invalid, suspicion, latest } = readRows(readColumns(columns));
  const asOf = givenAsOf ?? latest;
  // A log without events comes to nothing, whatever T is.
  const log = runRows(given, asOf ?? ALWAYS, rules, explains);
  const order = canonicalOrder(log);
  const meetings = lazily(() => Array.from(order, (session) => listedMeeting(log, session)));
  return {
    columns: meetingColumns(log, order),
    get meetings() {
      return meetings();
    },
    anomalies: anomaliesOf(log, invalid, suspicion),
    asOf,
    ...(explains ? { explanations: explanationsOf(log, order) } : null),
  };
}

/** Makes a value when it is first asked for. */
function lazily<Value>(make: () => Value): () => Value {
  let made: { readonly value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
