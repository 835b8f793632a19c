import type { TextList } from './text-list.js';

/**
 * The texts that numbers and codes in a log stand for, as data: machine code that knows a function of one log is thrown
 * away with that log.
 */
export interface LogTexts {
  /** by number */
  readonly rooms: readonly string[];
  /** by code; what a code that an event has stands for is a text */
  readonly participants: TextList<string>;
  readonly userIds: TextList;
  readonly userNames: TextList;
}
