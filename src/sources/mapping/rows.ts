import { type Path, parsePath, type Scope, splitAt, valueAt } from './path.js';

/** Gives the scopes of a record's rows; null where none of the places is there. */
export type ReadRows = (record: unknown) => readonly Scope[] | null;

/**
 * Makes a rows path readable: `value[].attendanceIntervals[]`, with alternatives; `.` is the record itself.
 * @throws SyntaxError that says what is wrong
 */
export function compileRows(text: string): ReadRows {
  const choices = splitAt(text, '|').map(compileChoice);
  return (record) => {
    for (const choice of choices) {
      const rows = choice([record]);
      if (rows !== null) return rows;
    }
    return null;
  };
}

type Explode = (scope: Scope) => readonly Scope[] | null;

function compileChoice(text: string): Explode {
  const trimmed = text.trim();
  if (trimmed === '.') return (scope) => [scope];
  const pieces = trimmed.split('[]');
  if (pieces.pop() !== '' || pieces.length === 0) {
    throw new SyntaxError(`${JSON.stringify(trimmed)} is no rows path; expected one that ends in []`);
  }
  const lists = pieces.map((piece): Path => {
    const path = piece.replace(/^\./, '');
    return path === '' ? { up: 0, steps: [] } : parsePath(path);
  });
  return (scope) => explode(scope, lists, 0);
}

function explode(scope: Scope, lists: readonly Path[], from: number): readonly Scope[] | null {
  const list = valueAt(lists[from]!, scope);
  if (!Array.isArray(list)) return null;
  const rows = list.map((row: unknown): Scope => [...scope, row]);
  if (from === lists.length - 1) return rows;
  // Of several lists within, some may be missing: those have no rows.
  return rows.flatMap((row) => explode(row, lists, from + 1) ?? []);
}
