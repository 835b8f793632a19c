import {
  type ByteReplay,
  type ByteReplayOptions,
  type StartRun,
  startRun,
} from '../replay/bytes/byte-replay.js';
import { inThreads } from '../replay/bytes/sharded-replay.js';
import type { Input } from '../replay/input.js';
import { keepInputs } from '../replay/keep-inputs.js';
import { tellOnce } from './tell-once.js';

/** What is said of a log's order, and what may be done about it. */
export interface OrderOptions {
  /** whether events are run as they come; what is repaired is put in order first, and so comes some rooms after the others */
  readonly isAsItComes: boolean;
  /** whether what comes of a log could be taken back, so that it may be run as if it were in time order */
  readonly mayHope: boolean;
  /** whether meetings go out as they come, and must be held back as long as it is only hoped */
  readonly goesOut: boolean;
  readonly isGrouped: boolean;
  readonly lateness: number | null;
  readonly threads: number;
  /** how many bytes all may take together */
  readonly memory: number;
}

/** How a log is run this time. */
export interface ThisRun extends Pick<ByteReplayOptions, 'arrival' | 'memory' | 'holdsMeetings'> {
  readonly isLive: boolean;
  readonly start: StartRun;
  /** Tells people of it. */
  readonly say: (line: string) => void;
}

/** So much of the events is sorted at once at most: more than fits into the caches gains nothing. */
const MOST_SORTED = 128 * 1024 ** 2;

/** How many bytes of events to hold before they are sorted in temporary files, of all that may be taken together. */
export function memoryToSort(all: number): number {
  return Math.min(all / 4, MOST_SORTED);
}

/**
 * Replays a log in the order that is said of it. One of which nothing is said is taken to be in time order: if it proves not to be, it is read
 * again, and sorted.
 * @param replayThem gives null if the log was hoped to be in time order, and is not: then nothing must have come of it
 */
export async function replayInOrder(
  opened: readonly Input[],
  { isAsItComes, mayHope, goesOut, isGrouped, lateness, threads, memory: all }: OrderOptions,
  say: (line: string) => void,
  replayThem: (inputs: readonly Input[], run: ThisRun) => Promise<ByteReplay | null>,
): Promise<ByteReplay> {
  const memory = memoryToSort(all);
  const isHopeful = isAsItComes && mayHope && !isGrouped && lateness === null;
  const { inputs, discard } = isHopeful
    ? keepInputs(opened, memory)
    : { inputs: opened, discard: async () => {} };
  const isRepeatable = isAsItComes && inputs.every((input) => input.isRepeatable);
  // Of a log that still comes, what is decided is waited for: unless all of it must be there before anything is.
  const isLive = (isGrouped || lateness !== null) && !opened.every((input) => input.isRepeatable);
  const telling = tellOnce(say);

  function replayAs(
    arrival: ByteReplayOptions['arrival'],
    holdsMeetings: boolean,
  ): Promise<ByteReplay | null> {
    const start = startFor(threads, arrival, isRepeatable);
    return replayThem(inputs, { arrival, memory, holdsMeetings, isLive, start, say: telling() });
  }

  try {
    if (isGrouped) return (await replayAs('grouped', false))!;
    if (lateness !== null) return (await replayAs('time', false))!;
    const inOrder = isHopeful ? await replayAs('time', goesOut) : null;
    return inOrder ?? (await replayAs('any', false))!;
  } finally {
    await discard();
  }
}

/** Of a log in groups, or one that comes as a stream, all rooms are run in this thread. */
function startFor(threads: number, arrival: ByteReplayOptions['arrival'], isRepeatable: boolean): StartRun {
  return threads > 1 && arrival !== 'grouped' && isRepeatable ? inThreads(threads) : startRun;
}
