/**
 * The texts of records, those of one record side by side, so that looking at them touches memory in one place. They are in
 * pages: one list of all would be copied again and again as it grows.
 */
export interface RecordTexts {
  readonly pages: (string | null)[][];
}

/** How many texts a record has. */
const TEXTS = 5;

/** What a text is: the participant's id, or what an event told of the user. */
export const ID = 0;
export const JOIN_USER_ID = 1;
export const JOIN_USER_NAME = 2;
export const LEAVE_USER_ID = 3;
export const LEAVE_USER_NAME = 4;

/** So many bits of a record's number are its place in a page. */
const PAGE_SHIFT = 8;
const IN_PAGE = (1 << PAGE_SHIFT) - 1;

export function createRecordTexts(): RecordTexts {
  return { pages: [] };
}

/** Texts that have been put, or null. */
export function textOf({ pages }: RecordTexts, record: number, text: number): string | null {
  return pages[record >> PAGE_SHIFT]![(record & IN_PAGE) * TEXTS + text]!;
}

export function setText({ pages }: RecordTexts, record: number, text: number, value: string | null): void {
  pages[record >> PAGE_SHIFT]![(record & IN_PAGE) * TEXTS + text] = value;
}

/** Gives a record, whose other texts are null, its id and what its join told. */
export function putTexts(
  { pages }: RecordTexts,
  record: number,
  id: string,
  userId: string | null,
  userName: string | null,
): void {
  const place = record >> PAGE_SHIFT;
  while (pages.length <= place) pages.push([]);
  const page = pages[place]!;
  const x = (record & IN_PAGE) * TEXTS;
  while (page.length < x + TEXTS) page.push(null);
  page[x + ID] = id;
  page[x + JOIN_USER_ID] = userId;
  page[x + JOIN_USER_NAME] = userName;
}

/** Lets the texts of a record go. */
export function dropTexts({ pages }: RecordTexts, record: number): void {
  const page = pages[record >> PAGE_SHIFT]!;
  const x = (record & IN_PAGE) * TEXTS;
  for (let i = x; i < x + TEXTS; i++) page[i] = null;
}
