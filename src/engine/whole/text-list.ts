/** Texts by code, in pages of equal length. */
export interface TextList<Text extends string | null = string | null> {
  readonly pages: (readonly Text[])[];
  /** so many bits of a code are its place in a page */
  readonly shift: number;
  readonly inPage: number;
  length: number;
}

const PAGE_SHIFT = 13;

/** More than any list has. */
const WHOLE_SHIFT = 31;

/**
 * An empty list, to which texts are added: in pages, as one list of all would be copied again and again as it grows.
 *
 * @param expected so many: the first page grows beyond that as needed, as one for many would be large for a few
 */
export function createTextList<Text extends string | null>(expected: number): TextList<Text> {
  const inPage = 2 ** PAGE_SHIFT - 1;
  const first = new Array<Text>(Math.min(expected, inPage + 1));
  return { pages: [first], shift: PAGE_SHIFT, inPage, length: 0 };
}

/** A dictionary as it is: one page. */
export function textListOf<Text extends string | null>(dictionary: readonly Text[]): TextList<Text> {
  return {
    pages: [dictionary],
    shift: WHOLE_SHIFT,
    inPage: 2 ** WHOLE_SHIFT - 1,
    length: dictionary.length,
  };
}

/** The dictionary that a list was made of. */
export function dictionaryOf<Text extends string | null>({ pages }: TextList<Text>): readonly Text[] {
  return pages[0]!;
}

export function textAt<Text extends string | null>(
  { pages, shift, inPage }: TextList<Text>,
  code: number,
): Text {
  return pages[code >> shift]![code & inPage]!;
}

/** Adds a text, whose code is the length before. */
export function addText<Text extends string | null>(list: TextList<Text>, text: Text): void {
  const place = list.length & list.inPage;
  if (place === 0 && list.length > 0) list.pages.push(new Array(list.inPage + 1));
  (list.pages[list.length >> list.shift] as Text[])[place] = text;
  list.length++;
}
