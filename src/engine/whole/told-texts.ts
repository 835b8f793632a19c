import { NONE } from '../flat/none.js';
import { addText, type TextList } from './text-list.js';

/*
 * What an event tells of a participant: the id, and which names there are. These texts are side by side in a list, as they
 * are needed together; so one number, less than 2 ** TOLD_BITS, stands for all of them.
 */

export const TOLD_BITS = 29;

const NAME_BITS = 2;
const HAS_USER_ID = 1;
const HAS_USER_NAME = 2;
/** So many texts an event tells at most. */
export const TEXTS_TOLD = 3;

const MOST_TEXTS = 2 ** (TOLD_BITS - NAME_BITS);

/**
 * Adds what an event tells.
 * @throws RangeError for more texts than can be told apart
 */
export function addTold(
  texts: TextList<string>,
  participantId: string,
  userId: string | null | undefined,
  userName: string | null | undefined,
): number {
  const code = texts.length;
  if (code > MOST_TEXTS - TEXTS_TOLD)
    throw new RangeError(`the events of a log tell more than ${MOST_TEXTS} ids and names`);
  addText(texts, participantId);
  if (userId != null) addText(texts, userId);
  if (userName != null) addText(texts, userName);
  return (code << NAME_BITS) | (userId == null ? 0 : HAS_USER_ID) | (userName == null ? 0 : HAS_USER_NAME);
}

/** The code of the id. */
export function toldId(told: number): number {
  return told >> NAME_BITS;
}

/** The code of the user id, NONE for none. */
export function toldUserId(told: number): number {
  return (told & HAS_USER_ID) === 0 ? NONE : toldId(told) + 1;
}

/** The code of the user name, NONE for none. */
export function toldUserName(told: number): number {
  return (told & HAS_USER_NAME) === 0 ? NONE : toldId(told) + 1 + (told & HAS_USER_ID);
}
