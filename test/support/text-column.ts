import type { TextColumn } from '../../src/index.js';

/** How a column may come: as texts, as codes, or as codes into a dictionary with repeats, and with entries of no use. */
export type Form = 'texts' | 'codes' | 'repeated' | 'untidy';

/** Texts as a column of that form. */
export function columnOf(texts: readonly (string | null)[], form: Form): TextColumn {
  if (form === 'texts') return texts;
  const distinct = [...new Set(texts.filter((text) => text !== null))];
  const dictionary = [...distinct];
  if (form === 'untidy') dictionary.unshift('not used', '\ud800');
  if (form !== 'codes') dictionary.push(...distinct);
  // Then a text has two codes, taken in turn, and null may be a code beyond the dictionary, or far below it.
  const codesOfNull = form === 'untidy' ? [-1, dictionary.length, -7, -(2 ** 31)] : [-1, -7];
  const codeOf = (text: string | null, row: number) => {
    if (text === null) return codesOfNull[row % codesOfNull.length]!;
    return row % 2 === 0 ? dictionary.indexOf(text) : dictionary.lastIndexOf(text);
  };
  return { codes: Int32Array.from(texts, codeOf), dictionary };
}
