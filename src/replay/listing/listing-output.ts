import type { EpochMs } from '../../model/time.js';
import type { ByteOutput } from '../byte-output.js';

/** Takes meetings as lines of JSON, in the order in which they are to be listed, and makes a listing of them. */
export interface ListingOutput extends Pick<ByteOutput, 'flush' | 'discard'> {
  /** Takes the bytes [from, to), one line, of a meeting that starts at `start`; they are good only for the length of the call. */
  write(bytes: Uint8Array, from: number, to: number, start: EpochMs): void;
  /** Completes the listing; T is null where there are no meetings. */
  finish(asOf: EpochMs | null): Promise<void>;
}
