import type { CaseInput } from '../case.js';
import { problemOfInput } from '../vectors/read-vectors.js';
import { inputOf } from '../vectors/vector.js';
import { vectorId } from '../vectors/vector-id.js';
import { allChecks } from './all-checks.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import { type Find, type Steadiness, steadinesses } from './find.js';

/** A find as it is kept in a file: all it takes to see it again, whatever becomes of the generator. */
export interface Counterexample {
  readonly check: string;
  readonly signature: string;
  readonly steadiness: Steadiness;
  readonly shows: FuzzCase;
  readonly before: readonly CaseInput[];
}

/** A file that is no counterexample: the file, the field, and what was expected. */
export class InvalidCounterexample extends Error {}

const FORMAT = 'reconvene counterexample 1';

/** The file of a find: its name, which the same find has again, and its text. */
export function counterexampleFile(find: Find): { readonly name: string; readonly text: string } {
  const { signature, check, steadiness, shows, before, drawnFrom, result } = find;
  const { input, salt } = shows;
  const content = {
    format: FORMAT,
    signature,
    check,
    steadiness,
    salt,
    ...inputOf(input),
    ...(before.length === 0 ? {} : { before: before.map(inputOf) }),
    drawn_from: drawnFrom,
    about: {
      demands: find.demands,
      ...(result.detail === undefined ? {} : { detail: result.detail }),
      ...(result.difference === undefined ? {} : { difference: result.difference }),
      want: result.vector.expect ?? { rejected: result.vector.expect_reject },
      got: result.answer,
    },
  };
  const name = `${signature.replace(/[^\w-]+/g, '-')}-${vectorId(input)}.json`;
  return { name, text: `${JSON.stringify(content, null, 2)}\n` };
}

/**
 * Reads the text of such a file.
 * @throws InvalidCounterexample that names the file and the field
 */
export function readCounterexample(text: string, file: string): Counterexample {
  const wrong = (problem: string) => new InvalidCounterexample(`${file}: ${problem}`);
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    throw wrong(`is not JSON: ${(error as Error).message}`);
  }
  if (typeof value !== 'object' || value === null || (value as { format?: unknown }).format !== FORMAT) {
    throw wrong(`expected a counterexample, with "format": ${JSON.stringify(FORMAT)}`);
  }
  const fields = value as Readonly<Record<string, unknown>>;
  const { check, signature, salt, steadiness, before = [] } = fields;
  if (!allChecks.some(({ slug }) => slug === check)) {
    throw wrong(`check: expected one of ${allChecks.map(({ slug }) => slug).join(', ')}`);
  }
  if (typeof signature !== 'string') throw wrong('signature: expected a text');
  if (!Number.isSafeInteger(salt)) throw wrong('salt: expected a whole number');
  if (!steadinesses.includes(steadiness as Steadiness))
    throw wrong(`steadiness: expected one of ${steadinesses.join(', ')}`);
  const problem = problemOfInput(fields);
  if (problem !== null) throw wrong(problem);
  if (!Array.isArray(before)) throw wrong('before: expected a list of cases');
  for (const [i, item] of before.entries()) {
    const found = typeof item === 'object' && item !== null ? problemOfInput(item) : 'expected an object';
    if (found !== null) throw wrong(`before/${i}: ${found}`);
  }
  return {
    check: check as string,
    signature,
    steadiness: steadiness as Steadiness,
    shows: { input: inputOf(fields as unknown as CaseInput), salt: salt as number },
    before: before.map(inputOf),
  };
}

/**
 * Refuses what is no list of counterexamples.
 * @throws TypeError that names the function and the first other item
 */
export function checkExamples(of: string, examples: unknown): void {
  if (!Array.isArray(examples)) throw new TypeError(`${of}: expected a list of counterexamples`);
  const other = examples.findIndex((example) => !isExample(example));
  if (other >= 0) {
    throw new TypeError(`${of}: examples[${other}] is no counterexample, as readCounterexample gives them`);
  }
}

function isExample(value: Partial<Counterexample> | null): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { check, shows, before } = value;
  const isCase = (input: CaseInput | undefined) =>
    typeof input === 'object' && input !== null && problemOfInput({ ...input }) === null;
  return (
    allChecks.some(({ slug }) => slug === check) &&
    isCase(shows?.input) &&
    Number.isSafeInteger(shows?.salt) &&
    Array.isArray(before) &&
    before.every(isCase)
  );
}
