/** Not more than a block may hold. */
const BLOCK = 100_000;

/**
 * A zstd frame whose blocks hold bytes as they are, so that it is no smaller than these.
 * @param blank behind each block, that is cut behind a line, come so many others of 100,000 line ends, four bytes each
 */
export function zstdOf(content: string | Buffer, blank = 0): Buffer {
  const bytes = Buffer.from(content);
  // A window of 1 MiB, and nothing about the content's size.
  const parts: Buffer[] = [Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 10 << 3)];
  for (let from = 0; from < bytes.length; ) {
    const end = blank === 0 ? from + BLOCK : bytes.lastIndexOf('\n', from + BLOCK - 1) + 1;
    const block = bytes.subarray(from, end);
    parts.push(header(block.length, 0), block);
    for (let i = 0; i < blank; i++) parts.push(header(BLOCK, 2), Buffer.from('\n'));
    from = end;
  }
  return Buffer.concat([...parts, header(0, 1)]);
}

/** @param kind 0: bytes as they are; 2: one byte so many times; 1 more: the last block */
function header(length: number, kind: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntLE(length * 8 + kind, 0, 3);
  return bytes;
}
