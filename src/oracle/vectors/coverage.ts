import { clauseSentences } from '../clause-sentences.js';
import { type Kills, killMatrix } from './kill-matrix.js';
import { checkVectorList } from './read-vectors.js';
import { type Side, type Subject, subjectOf } from './side-kinds.js';
import { sides } from './sides.js';
import type { Vector } from './vector.js';

/** What the vectors of a clause hold. */
export interface ClauseCoverage {
  readonly clause: string;
  readonly sides: readonly SideCoverage[];
  /** mutants of this clause, and how many vectors kill each */
  readonly mutants: readonly Kills[];
}

export interface SideCoverage {
  readonly name: string;
  /** ids of the vectors that claim the clause and stand on this side */
  readonly vectors: readonly string[];
  readonly times: number;
}

/**
 * For every clause, which vectors stand on which side of its boundary, and which mutants they kill.
 * @throws TypeError for what is no list of vectors
 */
export function vectorCoverage(vectors: readonly Vector[]): ClauseCoverage[] {
  checkVectorList('vectorCoverage', vectors);
  const kills = killMatrix(vectors);
  return sideCoverage(vectors).map(({ clause, sides: own }) => ({
    clause,
    sides: own,
    mutants: kills.filter(({ mutant }) => mutant.clause === clause),
  }));
}

/** For every clause, which vectors stand on which side of its boundary. */
export function sideCoverage(vectors: readonly Vector[]): Omit<ClauseCoverage, 'mutants'>[] {
  return Object.keys(clauseSentences).map((clause) => ({
    clause,
    sides: sides.filter((side) => side.clause === clause).map((side) => coverageOf(side, vectors)),
  }));
}

/** Sides on which no vector stands, as `clause: side`. */
export function uncovered(coverage: readonly Omit<ClauseCoverage, 'mutants'>[]): string[] {
  return coverage.flatMap(({ clause, sides: own }) =>
    own.filter(({ vectors }) => vectors.length === 0).map(({ name }) => `${clause}: ${name}`),
  );
}

/** The sides on which a vector stands, of clauses that it claims. */
export function sidesOf(vector: Vector): Side[] {
  return sides.filter((side) => vector.clauses.includes(side.clause) && timesOn(side, vector) > 0);
}

function coverageOf(side: Side, vectors: readonly Vector[]): SideCoverage {
  const claiming = vectors.filter(({ clauses }) => clauses.includes(side.clause));
  const standing = claiming.filter((vector) => timesOn(side, vector) > 0);
  return {
    name: side.name,
    vectors: standing.map(({ id }) => id),
    times: standing.reduce((sum, vector) => sum + timesOn(side, vector), 0),
  };
}

/** A vector is answered once, and asked about every side once. */
const seen = new WeakMap<Vector, { subject: Subject; times: Map<Side, number> }>();

function timesOn(side: Side, vector: Vector): number {
  const { subject, times } = seen.get(vector) ?? {
    subject: subjectOf(vector),
    times: new Map<Side, number>(),
  };
  seen.set(vector, { subject, times });
  const count = times.get(side) ?? side.count(subject);
  times.set(side, count);
  return count;
}
