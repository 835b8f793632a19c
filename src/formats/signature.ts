/** Kinds of files that are recognised by their first bytes. */
export type Signature =
  | 'gzip'
  | 'zstd'
  | 'zip'
  | 'parquet'
  | 'utf-16le'
  | 'utf-16be'
  | 'bzip2'
  | 'xz'
  | 'none';

/** A zstd file may begin with a skippable frame, of which there are 16 kinds. */
const skippable = Array.from({ length: 16 }, (_, i) => ['zstd', [0x50 + i, 0x2a, 0x4d, 0x18]] as const);

const SIGNATURES: readonly (readonly [Signature, readonly number[]])[] = [
  ['gzip', [0x1f, 0x8b]],
  ['zstd', [0x28, 0xb5, 0x2f, 0xfd]],
  ...skippable,
  ['zip', [0x50, 0x4b, 0x03, 0x04]],
  ['parquet', [0x50, 0x41, 0x52, 0x31]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
  ['bzip2', [0x42, 0x5a, 0x68]],
  ['xz', [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
];

/** How many bytes are needed to tell. */
export const SIGNATURE_LENGTH = 5;

/** Recognises a kind of file by its first bytes. */
export function signatureOf(bytes: Buffer): Signature {
  const found = SIGNATURES.find(([, signature]) => signature.every((byte, i) => bytes[i] === byte));
  return found === undefined ? 'none' : found[0];
}
