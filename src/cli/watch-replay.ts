import type { ReplayWatcher } from '../replay/log-account.js';
import type { BadLineReporter } from './bad-line-reporter.js';
import { describeTimeUnit } from './describe-time-unit.js';

/** Tells people of a replay as it goes; `onBytes` hears how far it has read. */
export function watchReplay(
  badLines: BadLineReporter,
  say: (line: string) => void,
  onBytes: (count: number) => void = () => {},
): ReplayWatcher {
  return {
    onBadLine: badLines.report,
    onTimeUnit(file, unit, line) {
      if (unit !== 'ms') say(`reconvene: ${describeTimeUnit(file, unit, line)}`);
    },
    onBytes,
  };
}
