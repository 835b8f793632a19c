import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join as pathOf, resolve } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { looksLike } from '../../src/oracle/looks-like.js';
import { runs, seed } from '../support/law.js';
import { resultsOfMutant, toldMutants } from '../support/mutant-results.js';
import { bin, runProgram } from '../support/run-cli.js';

/** All of them are asked without a process in another test; so many processes take minutes. The seed draws which. */
const ONE_OF = 8;

const packed = inject('packed');
const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');

/** Runs a module in the folder that has the package installed. */
async function runModule(code: string): Promise<unknown> {
  const ran = await runProgram(process.execPath, ['--input-type=module', '--eval', code], { cwd: packed });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ran.stdout);
}

describe('reconvene/oracle', () => {
  test('mutants fail behind respond, and are named as without a process', async () => {
    const asked = toldMutants.filter(
      (_, place) => runs >= 100_000 || place % ONE_OF === Math.abs(seed) % ONE_OF,
    );
    const told = (await runModule(`
      import { conform, loadVectors, looksLike } from 'reconvene/oracle';
      const vectors = loadVectors();
      const waiting = ${JSON.stringify(asked.map(({ name }) => name))};
      const told = [];
      async function work() {
        for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
          const command = [${JSON.stringify(bin())}, 'respond', '--mutant', name];
          const { results, fault } = await conform(command, vectors, { timeout: 30, startTimeout: 60 });
          const failed = results.filter(({ verdict }) => verdict !== 'pass').length;
          told.push([name, { failed, first: looksLike(results)[0]?.mutant.name, fault }]);
        }
      }
      await Promise.all([work(), work()]);
      console.log(JSON.stringify(told));
    `)) as [name: string, told: unknown][];
    expect(asked.length).toBeGreaterThan(10);
    expect(Object.fromEntries(told)).toEqual(
      Object.fromEntries(
        asked.map((mutant) => {
          const results = resultsOfMutant(mutant);
          const failed = results.filter(({ verdict }) => verdict !== 'pass').length;
          return [mutant.name, { failed, first: looksLike(results)[0]?.mutant.name, fault: null }];
        }),
      ),
    );
  });

  test('the reference, and an equivalent mutant, pass all', async () => {
    const counts = await runModule(`
      import { conform, loadVectors, reportOf, writePretty } from 'reconvene/oracle';
      const command = [${JSON.stringify(bin())}, 'respond'];
      const told = [];
      for (const more of [[], ['--mutant', 'equal-presence-counts']]) {
        const report = reportOf(await conform([...command, ...more], loadVectors()), command);
        told.push([...writePretty(report)].join('').replace(/^.*: /, ''));
      }
      console.log(JSON.stringify(told));
    `);
    expect(counts).toEqual(Array(2).fill(expect.stringMatching(/^(\d+) vectors = \1 pass\n$/)));
  });
});

describe('reconvene/testing', () => {
  test('puts the vectors to a function, and draws cases', async () => {
    const told = await runModule(`
      import fc from 'fast-check';
      import { reconstruct } from 'reconvene';
      import * as testing from 'reconvene/testing';
      const { caseInputs, compareMeetings, runVectors } = testing;
      const right = await runVectors((events, options) => reconstruct(events, options).meetings);
      const wrong = await runVectors(() => []);
      fc.assert(fc.property(caseInputs(), ({ rules, as_of: asOf, events }) => {
        const { meetings } = reconstruct(events, { rules, asOf });
        return compareMeetings(meetings.toReversed(), meetings) === null;
      }), { numRuns: 50 });
      console.log(JSON.stringify({
        names: Object.keys(testing).sort(),
        right: right.filter(({ verdict }) => verdict !== 'pass').length,
        wrong: new Set(wrong.map(({ verdict }) => verdict)).size,
      }));
    `);
    expect(told).toEqual({
      names: ['caseInputs', 'compareMeetings', 'loadVectors', 'ruleOptions', 'runVectors'],
      right: 0,
      wrong: 3,
    });
  });
});

describe('types', () => {
  const CONSUMER = `
import type { Arbitrary } from 'fast-check';
import { reconstruct } from 'reconvene';
import {
  type Conformance, type ConformOptions, conform, type Likeness, loadVectors, looksLike, type Mutant, mutants,
  readKnownFailing, type Report, reportOf, respond, type Vector, writeTap,
} from 'reconvene/oracle';
import { type CaseInput, caseInputs, compareMeetings, type Difference, runVectors, type VectorRun } from 'reconvene/testing';

const options: ConformOptions = { timeout: 1, oneShot: false };
const vectors: Vector[] = loadVectors();
const conformance: Conformance = await conform(['python3', 'harness.py'], vectors, options);
const report: Report = reportOf(conformance, ['python3'], readKnownFailing('', 'file'));
const likenesses: Likeness[] = looksLike(conformance.results);
const mutant: Mutant | undefined = mutants[0];
await respond(process.stdin, process.stdout, { name: 'mine' }, mutant);
const runs: VectorRun[] = await runVectors((events, rules) => reconstruct(events, rules).meetings);
const cases: Arbitrary<CaseInput> = caseInputs();
const difference: Difference | null = compareMeetings([], []);
export const used: unknown[] = [[...writeTap(report)], likenesses, runs, cases, difference];
`;

  test('a strict consumer compiles', () => {
    const folder = mkdtempSync(pathOf(packed, 'consumer-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2022'],
      typeRoots: [resolve('node_modules/@types')],
      types: ['node'],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: true,
      noEmit: true,
    };
    writeFileSync(pathOf(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      pathOf(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
    );
    writeFileSync(pathOf(folder, 'consumer.ts'), CONSUMER);
    let output = '';
    try {
      output = execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    } catch (error) {
      output = (error as { stdout: string }).stdout;
    }
    expect(output).toBe('');
  });
});
