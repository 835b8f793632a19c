/** Line ends of which regular expressions say that `.` is none, and halves of pairs that stand in for them: no name has a half alone. */
const STAND_INS: readonly (readonly [string, string])[] = [
  ['\n', '\udc0a'],
  ['\r', '\udc0d'],
  ['\u2028', '\udc28'],
  ['\u2029', '\udc29'],
];
const HIDDEN = new Map(STAND_INS);
const BACK = new Map(STAND_INS.map(([lineBreak, half]) => [half, lineBreak]));

/** A name, a path or a pattern with something else in place of each line break; as long as it was. */
export function lineBreaksHidden(text: string): string {
  return text.replace(/[\n\r\u2028\u2029]/g, (lineBreak) => HIDDEN.get(lineBreak)!);
}

/** Gives the line breaks back. */
export function lineBreaksBack(text: string): string {
  // By code points: the second half of a pair is none of these.
  return text.replace(/[\udc0a\udc0d\udc28\udc29]/gu, (half) => BACK.get(half)!);
}
