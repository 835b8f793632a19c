import { clauseSentences } from '../clause-sentences.js';
import { type Kills, killMatrix } from './kill-matrix.js';
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

/** For every clause, which vectors stand on which side of its boundary, and which mutants they kill. */
export function vectorCoverage(vectors: readonly Vector[]): ClauseCoverage[] {
  const subjects = vectors.map(subjectOf);
  const kills = killMatrix(vectors);
  return Object.keys(clauseSentences).map((clause) => ({
    clause,
    sides: sides.filter((side) => side.clause === clause).map((side) => coverageOf(side, subjects)),
    mutants: kills.filter(({ mutant }) => mutant.clause === clause),
  }));
}

/** Sides on which no vector stands, as `clause: side`. */
export function uncovered(coverage: readonly ClauseCoverage[]): string[] {
  return coverage.flatMap(({ clause, sides: own }) =>
    own.filter(({ vectors }) => vectors.length === 0).map(({ name }) => `${clause}: ${name}`),
  );
}

/** The sides on which a vector stands, of clauses that it claims. */
export function sidesOf(subject: Subject): Side[] {
  return sides.filter((side) => subject.vector.clauses.includes(side.clause) && side.count(subject) > 0);
}

function coverageOf(side: Side, subjects: readonly Subject[]): SideCoverage {
  const claiming = subjects.filter(({ vector }) => vector.clauses.includes(side.clause));
  const counted = claiming.map((subject) => ({ id: subject.vector.id, times: side.count(subject) }));
  const standing = counted.filter(({ times }) => times > 0);
  return {
    name: side.name,
    vectors: standing.map(({ id }) => id),
    times: standing.reduce((sum, { times }) => sum + times, 0),
  };
}
