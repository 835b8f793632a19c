import type { InvalidEvent } from '../model/anomaly.js';
import type { EpochMs } from '../model/time.js';
import { compareByStart } from '../rules/order.js';
import { compareStrays } from '../rules/strays.js';
import type { BulkRun } from './bulk-run.js';
import { explanationsOf } from './list-meeting.js';
import type { Reconstruction } from './reconstruct.js';
import { suspectUnit, type UnitSuspicion } from './unit-suspicion.js';

/** Ends a bulk run as of T and puts together what it came to. */
export function finishRun(
  run: BulkRun,
  asOf: EpochMs | null,
  invalid: readonly InvalidEvent[],
  suspicion: UnitSuspicion,
  explains: boolean,
): Reconstruction {
  if (asOf !== null) for (const _ of run.finish(asOf));
  const listed = run.finished.sort(compareByStart);
  const suspect = suspectUnit(suspicion);
  const strays = run.strays.sort(compareStrays);
  const anomalies = [...invalid, ...(suspect === null ? [] : [suspect]), ...strays];
  const meetings = listed.map((item) => item.meeting);
  if (!explains) return { meetings, anomalies, asOf };
  return { meetings, anomalies, asOf, explanations: explanationsOf(listed) };
}
