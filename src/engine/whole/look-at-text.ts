/**
 * What a loop that looks ahead at many texts sees of one: its last character, as a text that is not where a line of memory begins
 * mostly ends in the next one. To be waited for, not to be used.
 */
export function lookAtText(text: string): number {
  return text === '' ? 0 : text.charCodeAt(text.length - 1);
}
