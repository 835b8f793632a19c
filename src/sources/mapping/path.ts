/** A step of a path: a key, or a place in an array. */
type Step = string | number;

/** One path: how many levels it steps out first (null: all of them), then its steps. */
export interface Path {
  readonly up: number | null;
  readonly steps: readonly Step[];
}

/** Alternatives; each is parts that are joined. */
export type PathChoice = readonly (readonly Path[])[];

/** Where paths start: the record first, then each row within it, the innermost last. */
export type Scope = readonly unknown[];

/**
 * Reads the text of a path with its alternatives (`a|b`) and parts (`a+b`).
 * @throws SyntaxError that says what is wrong
 */
export function parsePaths(text: string): PathChoice {
  return splitAt(text, '|').map((choice) => splitAt(choice, '+').map(parsePath));
}

/** Reads one path, without alternatives. */
export function parsePath(text: string): Path {
  const [, carets = '', rest = ''] = /^(\$|\^*)([\s\S]*)$/.exec(text.trim())!;
  const up = carets === '$' ? null : carets.length;
  const body = rest.startsWith('.') ? rest.slice(1) : rest;
  if (body === '') {
    if (carets === '' && rest !== '.') throw new SyntaxError('a path is empty');
    return { up, steps: [] };
  }
  return { up, steps: splitAt(body, '.').flatMap(parseStep) };
}

/** Splits at a character, except after a backslash; backslashes stay. */
export function splitAt(text: string, separator: string): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (piece === separator) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

function parseStep(text: string): Step[] {
  const match = /^((?:\\[\s\S]|[^[\]\\])*)((?:\[\d+\])*)$/.exec(text);
  if (match === null)
    throw new SyntaxError(`${JSON.stringify(text)} is no key; a backslash goes before . | + [ ]`);
  const [, key = '', places = ''] = match;
  const indices = [...places.matchAll(/\d+/g)].map(([digits]) => Number(digits));
  if (key === '' && indices.length === 0) throw new SyntaxError('a key is empty');
  return key === '' ? indices : [unescapeKey(key), ...indices];
}

/** Takes the backslashes out of a key. */
function unescapeKey(key: string): string {
  return key.replace(/\\([\s\S])/g, '$1');
}

/** What stands at a path; undefined for nothing. */
export function valueAt({ up, steps }: Path, scope: Scope): unknown {
  let value: unknown = scope[up === null ? 0 : Math.max(0, scope.length - 1 - up)];
  for (const step of steps) {
    if (typeof value === 'string') value = objectIn(value);
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Readonly<Record<Step, unknown>>)[step];
  }
  return value;
}

/** Some platforms carry what an application gave them as a text of JSON. */
function objectIn(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
