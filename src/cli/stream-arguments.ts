import { totalmem } from 'node:os';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ExitCode, Failure } from './exit-code.js';

/** What a command line says of the order of events and meetings, and of what that may cost. */
export interface StreamArguments {
  readonly lateness?: number;
  readonly order: 'start' | 'closed';
  readonly threads: number | 'auto';
  readonly grouped?: true;
  /** in bytes */
  readonly memory: number;
}

/** So much memory a replay may take, in bytes, unless it is told. */
export const HALF_OF_ALL = totalmem() / 2;

/** Adds the options that say in which order events come and meetings go. */
export function addStreamOptions(command: Command): Command {
  const options = [
    new Option(
      '--lateness <seconds>',
      'events come at most so late: read as a stream; later ones are late',
    ).argParser(parseLateness),
    new Option('--order <order>', 'order of the meetings: by start, or as they are decided')
      .choices(['start', 'closed'])
      .default('start'),
    new Option(
      '--threads <n>',
      'share the work among so many threads; auto: as many as there are cores, and of use, if the log is large enough',
    )
      .default(1)
      .argParser(parseThreads),
    new Option(
      '--grouped',
      'the events of a room come together, in time order: read as a stream, room by room',
    ),
    new Option('--memory <size>', 'sort events in temporary files when they take more, such as 512M')
      .default(HALF_OF_ALL, 'half of all memory')
      .argParser(parseSize),
  ];
  for (const option of options) command.addOption(option);
  return command;
}

/**
 * Checks that nothing is asked for that a log in groups, whose meetings come room by room, cannot be.
 * @throws Failure
 */
export function checkGrouped(args: StreamArguments, other: { readonly [option: string]: boolean }): void {
  if (args.grouped !== true) return;
  const together = { '--lateness': args.lateness !== undefined, '--threads': args.threads !== 1, ...other };
  for (const [option, isGiven] of Object.entries(together)) {
    if (isGiven) throw new Failure(`--grouped: does not go together with ${option}`, ExitCode.usage);
  }
}

/**
 * Checks that nothing is asked for that a stream cannot know: which times are far behind all others.
 * @throws Failure
 */
export function checkStream({ lateness, maxJump }: StreamArguments & { readonly maxJump?: number }): void {
  if (lateness === undefined || maxJump === undefined) return;
  throw new Failure(
    '--lateness: does not go together with --max-jump, which looks at the times of the whole log',
    ExitCode.usage,
  );
}

const MOST_THREADS = 64;
const UNITS = 'KMGT';

function parseSize(text: string): number {
  const [, digits, unit] = /^(\d+)([KMGT]?)$/i.exec(text) ?? [];
  const size = Number(digits) * 1024 ** (unit ? UNITS.indexOf(unit.toUpperCase()) + 1 : 0);
  if (size >= 1024 ** 2 && Number.isSafeInteger(size)) return size;
  throw new InvalidArgumentError('Expected at least 1M: bytes, or a number with K, M, G or T.');
}

function parseLateness(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds <= 8.64e12) return seconds;
  throw new InvalidArgumentError('Expected seconds ≥ 0, such as 0 for a log in time order, or 2.5.');
}

function parseThreads(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const threads = /^\d+$/.test(text) ? Number(text) : 0;
  if (threads >= 1 && threads <= MOST_THREADS) return threads;
  throw new InvalidArgumentError(`Expected auto, or a number of threads from 1 to ${MOST_THREADS}.`);
}
