import { clauseSentences } from '../oracle/clause-sentences.js';
import { loadVectors, UnreadableVectors } from '../oracle/vectors/load-vectors.js';
import { InvalidVectors } from '../oracle/vectors/read-vectors.js';
import type { Vector } from '../oracle/vectors/vector.js';
import { ExitCode, Failure } from './exit-code.js';
import type { VectorArguments } from './vector-options.js';

/**
 * The vectors that a command line selects.
 * @throws Failure that names the file, the clause or the id
 */
export function selectVectors(args: VectorArguments): Vector[] {
  return selectAmong(args).selected;
}

/**
 * The same, and all among which they were selected.
 * @throws as `selectVectors`
 */
export function selectAmong({ vectors: paths, clause, name, id }: VectorArguments): {
  readonly all: readonly Vector[];
  readonly selected: Vector[];
} {
  const slugs = Object.keys(clauseSentences);
  const unknown = clause.find((slug) => !slugs.includes(slug));
  if (unknown !== undefined) {
    throw new Failure(
      `--clause ${unknown}: is no clause; expected one of ${slugs.join(', ')}`,
      ExitCode.usage,
    );
  }
  const all = load(paths);
  const missing = id.find((asked) => !all.some((vector) => vector.id === asked));
  if (missing !== undefined) throw new Failure(`--id ${missing}: there is no such vector`, ExitCode.usage);
  const texts = name.map((text) => text.toLowerCase());
  const selected = all.filter(
    (vector) =>
      (clause.length === 0 || clause.some((slug) => vector.clauses.includes(slug))) &&
      (texts.length === 0 || texts.some((text) => vector.name.toLowerCase().includes(text))) &&
      (id.length === 0 || id.includes(vector.id)),
  );
  return { all, selected };
}

function load(paths: readonly string[]): Vector[] {
  try {
    return paths.length === 0 ? loadVectors() : loadVectors(paths);
  } catch (error) {
    if (error instanceof UnreadableVectors) throw new Failure(error.message, ExitCode.io);
    if (error instanceof InvalidVectors) throw new Failure(error.message, ExitCode.usage);
    throw error;
  }
}
