import type { CaseResult } from './conform.js';
import type { Vector } from './vectors/vector.js';

/** Failures that are expected: by id of the vector, the signature, and where in the file it stands. */
export interface KnownFailing {
  readonly file: string;
  readonly entries: ReadonlyMap<string, { readonly signature: string; readonly line: number }>;
}

/** A line of a list of known failures that cannot be read. */
export class InvalidKnownFailing extends Error {}

/**
 * Reads a list of known failures: `ID SIGNATURE # name`, a line each; blank lines and comments are passed over.
 * @throws InvalidKnownFailing that names the file and the line
 */
export function readKnownFailing(text: string, file: string): KnownFailing {
  const entries = new Map<string, { signature: string; line: number }>();
  for (const [i, whole] of text.split('\n').entries()) {
    const content = whole.replace(/#.*/, '').trim();
    if (content === '') continue;
    const found = /^([0-9a-f]{12})\s+(\S+)$/.exec(content);
    if (found === null) {
      throw new InvalidKnownFailing(
        `${file}:${i + 1}: expected an id and a signature, such as 0123456789ab duration/alone-reset`,
      );
    }
    const [, id = '', signature = ''] = found;
    if (entries.has(id)) throw new InvalidKnownFailing(`${file}:${i + 1}: ${id} stands there twice`);
    entries.set(id, { signature, line: i + 1 });
  }
  return { file, entries };
}

/** Writes the failures of a run as a list of known ones. */
export function writeKnownFailing(results: readonly CaseResult[]): string {
  const failures = results.filter(isFailure);
  const lines = failures.map(
    ({ vector, signature }) => `${vector.id} ${signature}  # ${vector.name.replace(/\s+/g, ' ')}\n`,
  );
  return `# Vectors that are known to fail, and how. A line that does not hold any more is an error.\n${lines.join('')}`;
}

/** What a list says that a run does not bear out, in words. A vector that was not run says nothing. */
export function staleEntries({ file, entries }: KnownFailing, results: readonly CaseResult[]): string[] {
  const byId = new Map(results.map((result) => [result.vector.id, result]));
  return [...entries].flatMap(([id, { signature, line }]) => {
    const result = byId.get(id);
    if (result === undefined || result.verdict === 'unasked' || result.signature === signature) return [];
    const now = isFailure(result) ? `fails as ${result.signature} now` : `is ${result.verdict} now`;
    return [`${file}:${line}: ${id} (${result.vector.name}) ${now}, not ${signature}`];
  });
}

/** Entries of which there is no vector, as when a case was changed and has another id since, in words. */
export function strayEntries({ file, entries }: KnownFailing, vectors: readonly Vector[]): string[] {
  const ids = new Set(vectors.map(({ id }) => id));
  return [...entries].flatMap(([id, { line }]) =>
    ids.has(id) ? [] : [`${file}:${line}: there is no vector ${id}`],
  );
}

/** What counts against an implementation. */
export function isFailure({ verdict }: CaseResult): boolean {
  return !['pass', 'skip', 'unsupported', 'unasked'].includes(verdict);
}
