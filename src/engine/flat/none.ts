/** The number that stands for no room, no visit, no change, no names. */
export const NONE = -1;
