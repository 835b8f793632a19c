import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { clauseSentences } from '../../src/oracle/clause-sentences.js';
import { runVectors } from '../../src/oracle/run-vectors.js';
import { checkVectors } from '../../src/oracle/vectors/check-vectors.js';
import { sideCoverage, uncovered, vectorCoverage } from '../../src/oracle/vectors/coverage.js';
import { isSurvivor, killMatrix } from '../../src/oracle/vectors/kill-matrix.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';
import { readVectors } from '../../src/oracle/vectors/read-vectors.js';
import type { Vector } from '../../src/oracle/vectors/vector.js';
import { generateVectors } from '../../vectors/source/generate.mjs';
import { examples } from '../properties/spec-examples.js';
import { specSlugs } from '../support/spec-examples.js';

const vectors = loadVectors();
const clauses = specSlugs(readFileSync('SPEC.md', 'utf8')).clauses;

describe('the vectors of the package', () => {
  test('are those that SPEC.md and the ones by hand make', async () => {
    const made = await generateVectors();
    const there = readdirSync('vectors').filter((name) => name.endsWith('.json'));
    expect(there.sort()).toEqual([...made.keys()].sort());
    // After a change to a source: node vectors/source/generate.mjs
    for (const [name, text] of made)
      expect(readFileSync(`vectors/${name}`, 'utf8') === text, name).toBe(true);
  });

  test('are many, and every example of SPEC.md is one', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(150);
    expect(vectors.filter(({ source }) => source.kind === 'spec')).toHaveLength(examples.length);
  });

  test('hold what they claim: id, clauses that fire, engine and naive model, none redundant', () => {
    expect(checkVectors(vectors).map(({ vector, problem }) => `${vector.name}: ${problem}`)).toEqual([]);
  });

  test('stand on both sides of every clause’s boundary', () => {
    const coverage = vectorCoverage(vectors);
    expect(uncovered(coverage)).toEqual([]);
    expect(coverage.map(({ clause }) => clause)).toEqual(clauses);
    for (const { clause, sides } of coverage) expect(sides.length, clause).toBeGreaterThanOrEqual(2);
    const limits = coverage.filter(({ sides }) => sides.some(({ name }) => name === 'limit'));
    expect(limits.map(({ clause }) => clause)).toEqual(['join-threshold', 'solo-start', 'alone-reset']);
  });

  test('kill every mutant that is not proven equivalent', () => {
    expect(
      killMatrix(vectors)
        .filter(isSurvivor)
        .map(({ mutant }) => mutant.name),
    ).toEqual([]);
  });

  test('tell no answer and no name to whoever is asked', () => {
    const marked = vectors.filter(({ events }) =>
      events.some((event) => 'expect' in event || 'why' in event),
    );
    expect(marked).toEqual([]);
  });
});

describe('a clause that loses its vectors is noticed', () => {
  test.each(clauses)('%s', (clause) => {
    const left = vectors.filter((vector) => !vector.clauses.includes(clause));
    const missing = uncovered(sideCoverage(left).filter((coverage) => coverage.clause === clause));
    expect(missing.length).toBeGreaterThanOrEqual(2);
  });

  test('and so is one side of a limit', () => {
    const coverage = sideCoverage(vectors).find(({ clause }) => clause === 'solo-start')!;
    const exact = coverage.sides.find(({ name }) => name === 'limit')!;
    const left = vectors.filter(({ id }) => !exact.vectors.includes(id));
    expect(uncovered(sideCoverage(left))).toContain('solo-start: limit');
  });
});

describe('check finds', () => {
  const [vector] = vectors.filter(({ name }) => name === 'Alone for 30.000 s') as [Vector];
  const problem = (change: Partial<Vector>) =>
    checkVectors([{ ...vector, ...change }]).map((found) => found.problem);

  test.each<[string, Partial<Vector>, string]>([
    ['an id that is not of the input', { id: '000000000000' }, `the id of this input is ${vector.id}`],
    ['a clause that there is not', { clauses: ['solo'] }, 'claims solo, which SPEC.md does not have'],
    [
      'a clause that does not fire',
      { clauses: ['solo-start', 'strays', 'reset-start'] },
      'claims reset-start, which does not fire',
    ],
    ['a wrong answer', { expect: [] }, 'the engine does not agree: fail /meetings/0'],
    [
      'rules that are not allowed',
      { rules: { soloStart: -1 } },
      'the engine does not agree: rejected-wrongly',
    ],
  ])('%s', (_, change, message) => {
    expect(problem(change)).toContain(message);
  });

  test('a vector that is one too many, unless it is realistic', () => {
    const [other] = vectors.filter(({ name }) => name === 'Alone for 30.001 s') as [Vector];
    const twin = { ...vector, id: other.id, events: other.events, name: 'twin' };
    const redundant = checkVectors([vector, { ...twin, clauses: vector.clauses }]);
    expect(redundant.some(({ problem: told }) => told.includes('redundant'))).toBe(false);
    const same = { ...vector, name: 'the same again' };
    expect(checkVectors([vector, same]).map((found) => found.problem)).toEqual([
      `is redundant beside ${vector.id} (${vector.name})`,
    ]);
    expect(checkVectors([vector, { ...same, tags: ['realistic'] }])).toEqual([]);
  });
});

describe('a file that is not one of vectors is refused with its place', () => {
  const [good] = vectors as [Vector];
  const file = (vector: object) => JSON.stringify({ vectors: [vector] });

  test.each<[string, string]>([
    ['{', 'my.json: is not JSON'],
    ['[]', 'my.json: expected {"vectors": […]}'],
    [file({ ...good, id: 'x' }), 'my.json: vector 0 (x): id: expected 12 hexadecimal digits, got "x"'],
    [file({ ...good, name: '' }), `my.json: vector 0 (${good.id}): name: expected a text`],
    [file({ ...good, expect_reject: 'soloStart' }), 'expected exactly one of expect and expect_reject'],
    [file({ ...good, expects: [] }), 'expects: is not a field'],
    [file({ ...good, as_of: 1.5 }), 'as_of: expected whole milliseconds, got 1.5'],
    [
      file({ ...good, events: [{ ...good.events[0], at: '1970-01-01' }] }),
      'events/0: at: expected whole milliseconds',
    ],
    [
      file({ ...good, events: [{ type: 'clear', room: 'r', at: 1, participant_id: 'p' }] }),
      'events/0: participant_id',
    ],
    [
      file({ ...good, expect: [{ ...good.expect![0], duration: '1' }] }),
      'expect/0: duration: expected whole seconds',
    ],
    [
      file({ ...good, expect: [{ ...good.expect![0], participants: [{}] }] }),
      'expect/0: participants/0: user_id',
    ],
  ])('%s', (text, message) => {
    expect(() => readVectors(text, 'my.json')).toThrow(message);
  });
});

describe('what is no list of vectors is refused', () => {
  test.each([
    ['vectorCoverage', vectorCoverage],
    ['killMatrix', killMatrix],
    ['checkVectors', checkVectors],
  ])('by %s', (name, call) => {
    expect(() => call(5 as never)).toThrow(new TypeError(`${name}: expected a list of vectors`));
    expect(() => call([{}] as never)).toThrow(
      new TypeError(`${name}: vector 0: id: expected 12 hexadecimal digits, got nothing`),
    );
  });

  test.each(['vectors', [7], null])('by runVectors and loadVectors: %o', async (wrong) => {
    await expect(runVectors(() => [], wrong as never)).rejects.toThrow(
      /^runVectors: (expected a list|vector 0: )/,
    );
    expect(() => loadVectors(wrong as never)).toThrow(
      /^loadVectors: .* is not allowed; expected a list of paths$/,
    );
  });

  test('as is no function of runVectors', async () => {
    await expect(runVectors(vectors as never)).rejects.toThrow(/^runVectors: expected a function/);
  });
});

test('every clause has its sentence', () => {
  expect(Object.keys(clauseSentences)).toEqual(clauses);
});
