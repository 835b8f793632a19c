import { clearOf, handOverTo, joinOf, leaveOf, presenceIn, stayOf } from '../sources/facts.js';
import type { LogFact } from '../sources/repair/log-fact.js';
import type { PresenceFact } from '../sources/repair/repair.js';

/** Facts one behind the other, on their way to bytes. */
export interface FactBlock {
  count: number;
  /** what a fact is, its times, and its order, NaN for null */
  readonly numbers: Float64Array;
  /** how many characters each text of a fact has, of one byte (Latin-1); below null's −1, counted from there, of two (UTF-16) */
  readonly lengths: Int32Array;
  texts: Uint8Array;
  textLength: number;
}

const NUMBERS = 4;
const TEXTS = 6;
const NO_TEXT = -1;
const TEXT_BYTES_A_FACT = 128;

const KINDS = ['join', 'leave', 'stay', 'clear', 'rename'] as const;
const KIND_BITS = 7;
const PLAIN = 8;
const REPLACES = 16;

/** What there is before the numbers: how many facts there are, and how long their texts. */
const HEAD = 8;

/** @param capacity how many facts it has room for */
export function createFactBlock(capacity: number): FactBlock {
  return {
    count: 0,
    numbers: new Float64Array(NUMBERS * capacity),
    lengths: new Int32Array(TEXTS * capacity),
    texts: new Uint8Array(TEXT_BYTES_A_FACT * capacity),
    textLength: 0,
  };
}

/** Adds a fact, for which there must be room; `plain` is that of `LogFact`. */
export function addFact(block: FactBlock, fact: PresenceFact, plain: boolean): void {
  const { kind, room, session } = fact;
  const is = KINDS.indexOf(kind) | (plain ? PLAIN : 0);
  if (kind === 'rename') {
    addTexts(block, room, session, fact.from, fact.to, fact.type, null);
    addNumbers(block, is, fact.at, null, null);
    return;
  }
  const { order, delivery } = fact;
  if (kind === 'clear') {
    addTexts(block, room, session, null, null, null, delivery);
    addNumbers(block, is, fact.at, null, order);
    return;
  }
  addTexts(block, room, session, fact.participant_id, fact.user_id, fact.user_name, delivery);
  if (kind === 'stay') addNumbers(block, is, fact.joined_at, fact.left_at, order);
  else if (kind === 'leave') addNumbers(block, is, fact.at, fact.joined_at, order);
  else addNumbers(block, fact.replaces === true ? is | REPLACES : is, fact.at, null, order);
}

type Text = string | null;

function addTexts(
  block: FactBlock,
  room: string,
  session: Text,
  id: Text,
  user: Text,
  name: Text,
  delivery: Text,
): void {
  const place = block.count * TEXTS;
  addText(block, place, room);
  addText(block, place + 1, session);
  addText(block, place + 2, id);
  addText(block, place + 3, user);
  addText(block, place + 4, name);
  addText(block, place + 5, delivery);
}

function addText(block: FactBlock, place: number, text: Text): void {
  if (text === null) {
    block.lengths[place] = NO_TEXT;
    return;
  }
  const { length } = text;
  if (block.textLength + 2 * length > block.texts.length) {
    const grown = new Uint8Array(2 * (block.textLength + 2 * length));
    grown.set(block.texts.subarray(0, block.textLength));
    block.texts = grown;
  }
  const { texts, textLength: from } = block;
  let all = 0;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    all |= code;
    texts[from + i] = code;
  }
  block.lengths[place] = length;
  block.textLength += length;
  if (all <= 0xff) return;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    texts[from + 2 * i] = code;
    texts[from + 2 * i + 1] = code >> 8;
  }
  block.lengths[place] = NO_TEXT - length;
  block.textLength += length;
}

function addNumbers(
  block: FactBlock,
  is: number,
  at: number,
  other: number | null,
  order: number | null,
): void {
  const { numbers } = block;
  const place = block.count++ * NUMBERS;
  numbers[place] = is;
  numbers[place + 1] = at;
  numbers[place + 2] = other ?? Number.NaN;
  numbers[place + 3] = order ?? Number.NaN;
}

/** Takes the facts out of a block as bytes: numbers, lengths, texts. Blocks may stand one behind the other. */
export function takeBytes(block: FactBlock): Uint8Array<ArrayBuffer> {
  const { count, numbers, lengths, texts, textLength } = block;
  const textFrom = textPlace(count);
  const bytes = new Uint8Array(blockLength(count, textLength));
  bytes.set(texts.subarray(0, textLength), textFrom);
  const head = new Int32Array(bytes.buffer, 0, 2);
  head[0] = count;
  head[1] = textLength;
  new Float64Array(bytes.buffer, HEAD, count * NUMBERS).set(numbers.subarray(0, count * NUMBERS));
  new Int32Array(bytes.buffer, lengthsPlace(count), count * TEXTS).set(lengths.subarray(0, count * TEXTS));
  block.count = 0;
  block.textLength = 0;
  return bytes;
}

/** Reads the facts of blocks that stand one behind the other. The bytes must begin where a number of 64 bits can. */
export function readBlocks(bytes: Uint8Array): LogFact[] {
  const facts: LogFact[] = [];
  for (let from = 0; from < bytes.length; ) from += readBlock(bytes, from, facts);
  return facts;
}

/** Reads a block, and says how long it is. */
function readBlock({ buffer, byteOffset }: Uint8Array, at: number, facts: LogFact[]): number {
  const begin = byteOffset + at;
  const [count, textLength] = new Int32Array(buffer, begin, 2) as unknown as [number, number];
  const bytes = Buffer.from(buffer as ArrayBuffer, begin);
  const numbers = new Float64Array(buffer, begin + HEAD, count * NUMBERS);
  const lengths = new Int32Array(buffer, begin + lengthsPlace(count), count * TEXTS);
  let from = textPlace(count);

  function text(place: number): Text {
    const length = lengths[place]!;
    if (length === NO_TEXT) return null;
    const start = from;
    from += length > NO_TEXT ? length : 2 * (NO_TEXT - length);
    return bytes.toString(length > NO_TEXT ? 'latin1' : 'utf16le', start, from);
  }

  for (let i = 0; i < count; i++) {
    const t = i * TEXTS;
    // In this order, as each begins where the one before it ends.
    const said = [text(t), text(t + 1), text(t + 2), text(t + 3), text(t + 4), text(t + 5)] as const;
    const n = i * NUMBERS;
    const is = numbers[n]!;
    const fact = factOf(is, said, numbers[n + 1]!, orNull(numbers[n + 2]!), orNull(numbers[n + 3]!));
    facts.push({ fact, plain: (is & PLAIN) !== 0 });
  }
  return blockLength(count, textLength);
}

type Said = readonly [Text, Text, Text, Text, Text, Text];

function factOf(
  is: number,
  [room, session, id, user, name, delivery]: Said,
  at: number,
  other: number | null,
  order: number | null,
): PresenceFact {
  const kind = KINDS[is & KIND_BITS]!;
  const where = { room: room!, session };
  const told = { order, delivery };
  if (kind === 'rename') return { kind, type: name!, ...where, from: id!, to: user!, at };
  if (kind === 'clear') return clearOf(where, at, told);
  const who = presenceIn(where, id!, user, name);
  if (kind === 'stay') return stayOf(who, at, other, told);
  if (kind === 'leave') return leaveOf(who, at, other, told);
  return (is & REPLACES) === 0 ? joinOf(who, at, told) : handOverTo(who, at, told);
}

function orNull(number: number): number | null {
  return Number.isNaN(number) ? null : number;
}

function lengthsPlace(count: number): number {
  return HEAD + count * NUMBERS * 8;
}

function textPlace(count: number): number {
  return lengthsPlace(count) + count * TEXTS * 4;
}

/** Whole numbers of 64 bits, as another block may follow. */
function blockLength(count: number, textLength: number): number {
  return Math.ceil((textPlace(count) + textLength) / 8) * 8;
}
