import { EVENT_TYPES } from '../../engine/flat/event-types.js';
import type { ValidEvent } from '../../model/event.js';
import { type ByteBuffer, createByteBuffer, makeRoom, writeBytes } from './byte-buffer.js';
import { bytesOf, hashBytes, SLACK } from './byte-text.js';
import type { ScannedLine } from './scan-line.js';

/** Writes events as the bytes that lines of the usual shape would have. */
export interface EventEncoder {
  /** Writes an event, and notes its ranges. */
  readonly encode: (event: ValidEvent, line: ScannedLine) => void;
  /** the bytes of all that have been written, good until more is */
  readonly view: () => DataView;
  /** Forgets what has been written. */
  readonly clear: () => void;
}

export function createEventEncoder(): EventEncoder {
  const texts = createByteBuffer(1024);

  function encode(event: ValidEvent, line: ScannedLine): void {
    line.type = EVENT_TYPES.indexOf(event.type);
    line.at = event.at;
    line.roomFrom = keepText(texts, event.room);
    line.roomTo = texts.length;
    line.idFrom = keepText(texts, event.participant_id);
    line.idTo = texts.length;
    line.userIdFrom = event.user_id === null ? -1 : keepText(texts, event.user_id);
    line.userIdTo = texts.length;
    line.userNameFrom = event.user_name === null ? -1 : keepText(texts, event.user_name);
    line.userNameTo = texts.length;
    makeRoom(texts, SLACK);
    line.roomHash = hashBytes(texts.view, line.roomFrom, line.roomTo);
    line.idHash = hashBytes(texts.view, line.idFrom, line.idTo);
  }

  return {
    encode,
    view: () => texts.view,
    clear() {
      texts.length = 0;
    },
  };
}

/** Where the text begins. */
function keepText(texts: ByteBuffer, text: string): number {
  const from = texts.length;
  makeRoom(texts, text.length);
  if (!keepPlain(texts, text)) {
    const bytes = bytesOf(text);
    makeRoom(texts, bytes.length);
    writeBytes(texts, bytes);
  }
  return from;
}

/** Keeps a text of plain ASCII, which is its own bytes; there must be room. Else nothing is kept. */
function keepPlain(texts: ByteBuffer, text: string): boolean {
  const { bytes, length: from } = texts;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < SPACE || code > TILDE || code === QUOTE || code === BACKSLASH) return false;
    bytes[from + i] = code;
  }
  texts.length = from + text.length;
  return true;
}

const SPACE = 0x20;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const TILDE = 0x7e;
