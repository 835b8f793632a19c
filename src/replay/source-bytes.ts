import {
  areLarge,
  type ByteReplay,
  type ByteReplayOptions,
  type MeetingOutput,
  replayRun,
  type StartRun,
  startRun,
} from './bytes/byte-replay.js';
import { feedClock } from './event-feed.js';
import { PARTS } from './fact-parts.js';
import { createLogAccount } from './log-account.js';
import type { SourcePlan } from './plan-source.js';
import { isShared, readSources, roomOf, type SourceWatcher } from './read-sources.js';
import { isPlain, type Together, watchesJump } from './repair-facts.js';
import type { SourceReplayOptions } from './source-options.js';
import type { SourceCrew } from './together/source-crew.js';
import { nameOf, type SourceName, type SourceSetup } from './together/source-work.js';

/** How many are to share the work, and how. */
export interface Sharing {
  /** Gets those together who read and repair; null: nobody. */
  readonly gather: ((setup: SourceSetup) => Promise<SourceCrew>) | null;
  /** Begins to run the events that come of it. */
  readonly start: StartRun;
}

/**
 * Replays inputs of any source as one log, in bounded memory. Meetings are lines of NDJSON.
 * @returns null if events were to come in time order, with no lateness, and one goes back in time: then the output is of no use
 * @throws UnreadableInput, UnwritableOutput
 */
export async function replaySourceBytes(
  plans: readonly SourcePlan[],
  options: SourceReplayOptions & ByteReplayOptions,
  watcher: SourceWatcher,
  output: MeetingOutput,
  { gather, start }: Sharing = { gather: null, start: startRun },
): Promise<ByteReplay | null> {
  const account = createLogAccount(options, watcher);
  const isLarge = areLarge(plans.map(({ input }) => input));
  const run = start(account, options, isLarge, output);
  const setup = gather === null ? null : setupFor(plans, options);
  const together: Together | null =
    setup === null ? null : { crew: await gather!(setup), use: run.clock.take };
  const target = feedClock(run.clock);
  try {
    return await replayRun(account, run, (pause) =>
      readSources(plans, account, options, watcher, target, pause, together),
    );
  } finally {
    await together?.crew.stop();
  }
}

/**
 * How a crew is to work; null where nothing is to be shared: of events in their own right, or of a stream that comes as it happens, of which
 * nothing may wait until there is enough of it to be shared.
 */
function setupFor(plans: readonly SourcePlan[], options: SourceReplayOptions): SourceSetup | null {
  const { redact = null, lateness, reading, timezone, repeatedHour, repair } = options;
  if (isPlain(plans, options) || !plans.some(isShared)) return null;
  if (lateness !== null && !plans.every(({ input }) => input.isRepeatable)) return null;
  const inputs = plans.map((plan) => ({ source: nameOf(plan.source), room: roomOf(plan, options) }));
  if (!inputs.every(isNamed)) return null;
  const parts = lateness === null ? PARTS : 1;
  const keepsTimes = watchesJump(options);
  const redactKey = redact?.key ?? null;
  return { inputs, reading: { reading, timezone, repeatedHour, parts, keepsTimes }, redactKey, repair };
}

function isNamed<Input extends { source: SourceName | null }>(
  input: Input,
): input is Input & { source: SourceName } {
  return input.source !== null;
}
