// The whole check in one command: types, lint, then all tests. The last line counts what passed and what failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'reconvene-test-'));
const report = join(folder, 'report.json');
const seed = process.env.RECONVENE_SEED ?? String(Math.floor(Math.random() * 0x7fffffff));
const runs = process.env.RECONVENE_RUNS ?? (process.argv.includes('--long') ? '100000' : '1000');
const env = { ...process.env, RECONVENE_SEED: seed, RECONVENE_RUNS: runs };
let passed = 0;
let failed = 0;

check('types', 'typescript/bin/tsc', ['-p', 'tsconfig.json']);
check('lint', '@biomejs/biome/bin/biome', ['check', '.']);
runTests();
rmSync(folder, { recursive: true, force: true });
console.log(`properties: ${runs} runs each; the same again with RECONVENE_SEED=${seed}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function check(name, bin, args) {
  console.log(`${name} …`);
  if (runNode(bin, args) === 0) passed++;
  else failed++;
}

function runTests() {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const status = runNode('vitest/vitest.mjs', ['run', ...reporters]);
  let counted = { numPassedTests: 0, numFailedTests: 0 };
  try {
    counted = JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    // No report: the run itself broke, which its status tells.
  }
  passed += counted.numPassedTests;
  failed += counted.numFailedTests;
  // A file that does not load, or a set-up that breaks, fails no test but fails the run.
  if (status !== 0 && counted.numFailedTests === 0) failed++;
}

function runNode(bin, args) {
  return spawnSync(process.execPath, [join('node_modules', bin), ...args], { stdio: 'inherit', env }).status;
}
