import { printable } from '../../formats/printable.js';
import type { Likeness } from '../looks-like.js';

/** What a likeness says, in a line. */
export function likenessOf({ mutant, same, of }: Likeness): string {
  return `${mutant.name}: “${mutant.sentence}” (the same answer in ${same} of ${of})`;
}

/** A hint as a line, none for none. */
export function hinted(hint: string | null | undefined): string[] {
  return hint == null ? [] : [`hint              ${hint}`];
}

/** The last words on standard error. */
export function lastWords(stderr: readonly string[]): string[] {
  return stderr.length === 0 ? [] : ['standard error', ...stderr.map((line) => `  ${line}`)];
}

/** Lines two columns further in. */
export function indent(text: readonly string[]): string[] {
  return text.map((line) => (line === '' ? '' : `  ${line}`));
}

/** What came from the implementation or a vector must not steer a terminal. */
export function* lines(text: readonly string[]): Generator<string> {
  for (const line of text) yield `${printable(line)}\n`;
}

/** An argument as a shell takes it. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
