import type { ReplayWatcher } from '../replay/log-account.js';
import type { BadLineReporter } from './bad-line-reporter.js';
import { describeTimeUnit } from './describe-time-unit.js';
import type { Progress } from './progress.js';

/** Tells people of a replay as it goes. */
export function watchReplay(
  badLines: BadLineReporter,
  say: (line: string) => void,
  progress: Progress,
): ReplayWatcher {
  return {
    onBadLine: badLines.report,
    onTimeUnit(file, unit, line) {
      if (unit !== 'ms') say(`reconvene: ${describeTimeUnit(file, unit, line)}`);
    },
    onBytes: progress.add,
  };
}
