import { type Input, readInput, StopReading, UnreadableInput } from './input.js';

/** The beginning of an input, inflated. */
export interface InputHead {
  readonly bytes: Buffer;
  /** whether that is all of it */
  readonly isWhole: boolean;
  /** whether it is no text but Parquet */
  readonly isParquet: boolean;
  /** the input as if nothing had been read */
  readonly input: Input;
}

/** So many bytes tell whose records they are. */
const ENOUGH = 256 * 1024;

/** One for all, as to make one takes as long as to read a small file. */
const ENOUGH_READ = new StopReading();

/**
 * Reads the beginning of an input, as far as is needed.
 * @param isEnough asked after every piece whether more is needed, as more may never come
 * @throws UnreadableInput if it is of a kind that is not read
 */
export async function readHead(input: Input, isEnough: (head: Buffer) => boolean): Promise<InputHead> {
  const kept = input.isRepeatable ? null : keepChunks(input);
  let bytes: Buffer = Buffer.alloc(0);
  let isWhole = true;
  const lines = {
    push(chunk: Buffer) {
      if (!isWhole) return;
      bytes = Buffer.concat([bytes, chunk]);
      isWhole = bytes.length < ENOUGH && !isEnough(bytes);
    },
    end() {},
  };
  function onBytes(): void {
    if (!isWhole) throw ENOUGH_READ;
  }
  let isParquet = false;
  try {
    await readInput(kept?.reading ?? input, { isBrief: true, lines, onBytes, lastLine: () => 0 });
  } catch (error) {
    isParquet = error instanceof UnreadableInput && error.kind === 'parquet';
    if (!isParquet && !(error instanceof StopReading)) throw error;
  }
  return { bytes, isWhole, isParquet, input: kept?.rewound ?? input };
}

/** Keeps what is read of an input that comes only once, so that it can be given again before the rest. */
function keepChunks(input: Input): { readonly reading: Input; readonly rewound: Input } {
  const kept: Buffer[] = [];
  let rest: AsyncIterator<Buffer> | null = null;
  const next = () => {
    rest ??= input.chunks()[Symbol.asyncIterator]();
    return rest.next();
  };
  async function* reading(): AsyncGenerator<Buffer> {
    for (let step = await next(); step.done !== true; step = await next()) {
      const chunk = Buffer.from(step.value);
      kept.push(chunk);
      yield chunk;
    }
  }
  async function* rewound(): AsyncGenerator<Buffer> {
    for (let chunk = kept.shift(); chunk !== undefined; chunk = kept.shift()) yield chunk;
    for (let step = await next(); step.done !== true; step = await next()) yield step.value;
  }
  return { reading: { ...input, chunks: reading }, rewound: { ...input, chunks: rewound } };
}
