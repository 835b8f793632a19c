import { clearOf, handOverTo, joinOf, leaveOf, presenceIn, stayOf } from '../sources/facts.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import type { LogFact } from '../sources/repair/repair-log.js';

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

/** What there is before the numbers: how many facts there are. */
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

/** Takes the facts out of a block as bytes: numbers, lengths, texts. */
export function takeBytes(block: FactBlock): Uint8Array {
  const { count, numbers, lengths, texts, textLength } = block;
  const textFrom = textPlace(count);
  const bytes = new Uint8Array(textFrom + textLength);
  new Int32Array(bytes.buffer, 0, 1)[0] = count;
  new Float64Array(bytes.buffer, HEAD, count * NUMBERS).set(numbers.subarray(0, count * NUMBERS));
  new Int32Array(bytes.buffer, lengthsPlace(count), count * TEXTS).set(lengths.subarray(0, count * TEXTS));
  bytes.set(texts.subarray(0, textLength), textFrom);
  block.count = 0;
  block.textLength = 0;
  return bytes;
}

/** Reads the facts that bytes hold, which begin where their memory does. */
export function readBlock({ buffer }: Uint8Array, facts: LogFact[]): void {
  const bytes = Buffer.from(buffer);
  const count = new Int32Array(buffer, 0, 1)[0]!;
  const numbers = new Float64Array(buffer, HEAD, count * NUMBERS);
  const lengths = new Int32Array(buffer, lengthsPlace(count), count * TEXTS);
  let from = textPlace(count);

  function text(place: number): Text {
    const length = lengths[place]!;
    if (length === NO_TEXT) return null;
    const begin = from;
    from += length > NO_TEXT ? length : 2 * (NO_TEXT - length);
    return bytes.toString(length > NO_TEXT ? 'latin1' : 'utf16le', begin, from);
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
