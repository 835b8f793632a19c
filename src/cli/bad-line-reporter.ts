import { printable } from '../formats/printable.js';
import type { InvalidReason } from '../model/anomaly.js';
import type { BadLine } from '../replay/log-account.js';

/** This many bad lines of one kind are shown; the others are counted. */
const SHOWN = 20;

/** Tells of bad lines. */
export interface BadLineReporter {
  readonly report: (bad: BadLine) => void;
  /** Says how many more there were. */
  readonly sayRest: (areWritten: boolean, say: (line: string) => void) => void;
}

/** Tells of bad lines as they come, the first ones of each reason. */
export function badLineReporter(say: (line: string) => void): BadLineReporter {
  const counts = new Map<InvalidReason, number>();
  return {
    report({ file, line, message, reason }) {
      const count = (counts.get(reason) ?? 0) + 1;
      counts.set(reason, count);
      if (count <= SHOWN) say(`${printable(file)}:${line}: ${message}`);
    },
    sayRest(areWritten, sayLast) {
      const where = areWritten ? 'all are in the --anomalies file' : '--anomalies FILE keeps them all';
      for (const [reason, count] of counts) {
        if (count > SHOWN) sayLast(`reconvene: and ${count - SHOWN} more bad lines (${reason}); ${where}`);
      }
    },
  };
}
