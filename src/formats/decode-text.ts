import { SIGNATURE_LENGTH, type Signature, signatureOf } from './signature.js';
import { createUtf16Decoder, type TextDecoding } from './utf-16.js';

/** Takes text as bytes, UTF-8 or UTF-16 with a byte order mark, and hands it on as UTF-8. */
export interface TextStage extends TextDecoding {
  /** what it is if it is no text; then nothing is handed on */
  readonly refused: () => Signature | null;
}

/** Tells by the first bytes how text is encoded. Never throws while it takes: what inflates the bytes would break. */
export function createTextStage(take: (chunk: Buffer) => void): TextStage {
  let head: Buffer | null = Buffer.alloc(0);
  let decoding: TextDecoding | null = null;
  let refused: Signature | null = null;

  function begin(bytes: Buffer): void {
    head = null;
    const signature = signatureOf(bytes);
    if (signature === 'utf-16le' || signature === 'utf-16be') {
      decoding = createUtf16Decoder(signature === 'utf-16be', take);
      decoding.push(bytes);
    } else if (signature === 'none') take(bytes);
    else refused = signature;
  }

  return {
    push(chunk) {
      if (head === null) {
        if (refused !== null) return;
        if (decoding === null) take(chunk);
        else decoding.push(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length >= SIGNATURE_LENGTH) begin(head);
    },
    end() {
      if (head !== null) begin(head);
      decoding?.end();
    },
    refused: () => refused,
  };
}
