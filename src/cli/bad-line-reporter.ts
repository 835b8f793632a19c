import { printable } from '../formats/printable.js';
import type { InvalidReason } from '../model/anomaly.js';
import type { BadLine } from '../replay/replay.js';

/** This many bad lines of one kind are shown; the others are counted. */
const SHOWN = 20;

/** Tells of bad lines as they come, the first ones of each reason. */
export function badLineReporter(say: (line: string) => void): {
  report: (bad: BadLine) => void;
  sayRest: (areWritten: boolean) => void;
} {
  const counts = new Map<InvalidReason, number>();
  return {
    report({ file, line, message, reason }) {
      const count = (counts.get(reason) ?? 0) + 1;
      counts.set(reason, count);
      if (count <= SHOWN) say(`${printable(file)}:${line}: ${message}`);
    },
    sayRest(areWritten) {
      const where = areWritten ? 'all are in the --anomalies file' : '--anomalies FILE keeps them all';
      for (const [reason, count] of counts) {
        if (count > SHOWN) say(`reconvene: and ${count - SHOWN} more bad lines (${reason}); ${where}`);
      }
    },
  };
}
