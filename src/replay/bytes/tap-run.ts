import type { TakeEvent, TakeEvents } from './byte-events.js';
import type { StartRun } from './byte-replay.js';

/** Begins to run a log, of whose events, in the order in which they come, somebody else hears first. */
export function tapRun(start: StartRun, hear: TakeEvent): StartRun {
  const hearAll: TakeEvents = (view, lines, count) => {
    for (let i = 0; i < count; i++) hear(view, lines[i]!);
  };
  return (account, options, isLarge, output) => {
    const run = start(account, options, isLarge, output);
    const { take, takeRun, takeAny } = run.clock;
    const clock = {
      ...run.clock,
      take: before(hear, take),
      takeRun: before(hearAll, takeRun),
      takeAny: takeAny && before(hearAll, takeAny),
    };
    return { ...run, clock };
  };
}

function before<Args extends unknown[]>(first: (...args: Args) => void, then: (...args: Args) => void) {
  return (...args: Args) => {
    first(...args);
    then(...args);
  };
}
