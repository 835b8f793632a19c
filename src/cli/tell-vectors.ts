import { counted } from '../formats/counted.js';
import { printable } from '../formats/printable.js';
import { writeExample } from '../oracle/timeline/write-example.js';
import { checkVectors } from '../oracle/vectors/check-vectors.js';
import { uncovered, vectorCoverage } from '../oracle/vectors/coverage.js';
import { isSurvivor, type Kills, killMatrix } from '../oracle/vectors/kill-matrix.js';
import type { Vector } from '../oracle/vectors/vector.js';
import { ExitCode, Failure } from './exit-code.js';
import { selectVectors } from './select-vectors.js';
import type { VectorArguments } from './vector-options.js';

/** What can be told of vectors. */
export type Telling = 'list' | 'show' | 'check' | 'coverage' | 'mutants';

interface TellArguments extends VectorArguments {
  readonly json?: true;
}

/** Tells of the vectors that a command line selects, line by line; sets the exit code where they do not hold. */
export function tellVectors(
  telling: Telling,
  ids: readonly string[],
  args: TellArguments,
): Generator<string> {
  if (telling === 'show') return showOne(ids[0], args);
  return { list, check, coverage, mutants: listMutants }[telling](args);
}

function* list(args: TellArguments): Generator<string> {
  const vectors = selected(args);
  const width = Math.max(...vectors.map(({ clauses }) => clauses[0]!.length));
  for (const { id, clauses, name } of vectors) yield line(`${id}  ${clauses[0]!.padEnd(width)}  ${name}`);
}

function* showOne(id: string | undefined, args: TellArguments): Generator<string> {
  const vectors = selectVectors({ ...args, id: id === undefined ? [] : [id] });
  for (const vector of vectors) {
    if (args.json) {
      yield `${JSON.stringify(vector, null, 2)}\n`;
      continue;
    }
    for (const text of writeExample(vector)) yield line(text);
    yield line('');
    yield line(`${vector.why}  (${vector.clauses.join(', ')}; ${sourceOf(vector)})`);
  }
}

function sourceOf({ source: { kind } }: Vector): string {
  return { spec: 'from SPEC.md', hand: 'by hand', agreed: 'agreed by two models', fuzz: 'found by fuzzing' }[
    kind
  ];
}

function* check(args: TellArguments): Generator<string> {
  const vectors = selected(args);
  const problems = checkVectors(vectors);
  for (const { vector, problem } of problems) yield line(`${vector.id} ${vector.name}: ${problem}`);
  yield line(`${counted(vectors.length, 'vector')}, ${counted(problems.length, 'problem')}`);
  if (problems.length > 0) process.exitCode = ExitCode.differences;
}

function* coverage(args: TellArguments): Generator<string> {
  const clauses = vectorCoverage(selected(args)).filter(
    ({ clause }) => args.clause.length === 0 || args.clause.includes(clause),
  );
  yield line('VECTORS  TIMES  SIDE');
  for (const { clause, sides, mutants } of clauses) {
    yield line(`${clause}: ${killed(mutants)}`);
    for (const { name, vectors, times } of sides) {
      yield line(`${String(vectors.length).padStart(7)}  ${String(times).padStart(5)}  ${name}`);
    }
  }
  const missing = uncovered(clauses);
  yield line(missing.length === 0 ? 'every side has a vector' : `without a vector: ${missing.join('; ')}`);
  if (missing.length > 0) process.exitCode = ExitCode.differences;
}

function killed(mutants: readonly Kills[]): string {
  const count = mutants.filter(({ killedBy }) => killedBy.length > 0).length;
  const equivalent = mutants.filter((kills) => kills.killedBy.length === 0 && !isSurvivor(kills)).length;
  return `${count} of ${mutants.length - equivalent} mutants killed`;
}

function* listMutants(args: TellArguments): Generator<string> {
  const matrix = killMatrix(selected(args));
  const own = matrix.filter(({ mutant }) => args.clause.length === 0 || args.clause.includes(mutant.clause));
  const width = Math.max(...own.map(({ mutant }) => mutant.name.length));
  yield line('KILLED BY');
  for (const { mutant, killedBy } of own) {
    const count = mutant.equivalent === undefined ? String(killedBy.length) : 'none can';
    yield line(`${count.padStart(9)}  ${mutant.name.padEnd(width)}  ${mutant.clause}: “${mutant.sentence}”`);
    if (mutant.equivalent !== undefined) yield line(`${' '.repeat(13 + width)}${mutant.equivalent}`);
  }
  const survivors = own.filter(isSurvivor).map(({ mutant }) => mutant.name);
  yield line(
    survivors.length === 0 ? 'every mutant that can be told is told' : `not told: ${survivors.join(', ')}`,
  );
  if (survivors.length > 0) process.exitCode = ExitCode.differences;
}

function selected(args: TellArguments): Vector[] {
  const vectors = selectVectors(args);
  if (vectors.length === 0) throw new Failure('vectors: none is selected', ExitCode.nothing);
  return vectors;
}

/** A name in a vector may hold anything. */
function line(text: string): string {
  return `${printable(text)}\n`;
}
