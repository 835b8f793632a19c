import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join as pathOf, resolve } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { comparedFields, outcomes } from '../../src/oracle/compare/comparison.js';
import { runCli, runProgram } from '../support/run-cli.js';

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');
const doc = readFileSync('docs/compare.md', 'utf8');
const commands = [...doc.matchAll(/^```sh\nreconvene (.*)\n```\n\n```text\n([\s\S]*?)^```$/gm)].map(
  ([, command, prints]) => ({ command: command!, prints: prints! }),
);
const samples = [...doc.matchAll(/^```ts\n\/\/ example\n([\s\S]*?)^```\n\n```text\n([\s\S]*?)^```$/gm)].map(
  ([, code, prints]) => ({ code: code!, prints: prints! }),
);

describe('docs/compare.md', () => {
  test('has commands and a library call to run', () => {
    expect([commands.length, samples.length]).toEqual([2, 1]);
  });

  test.each(commands)('$command', async ({ command, prints }) => {
    const { code, stdout } = await runCli(command.split(' '), { cwd: '.' });
    expect(stdout).toBe(prints);
    expect(code).toBe(command.includes('--ignore') ? 0 : 1);
  });

  test.each(samples)('the library call prints what is told', async ({ code, prints }) => {
    const { code: plain } = await transform(code, { loader: 'ts', target: 'es2022' });
    // Packages are found from the folder that has them installed, files from here.
    const there = `process.chdir(${JSON.stringify(process.cwd())});\n`;
    const ran = await runProgram(process.execPath, ['--input-type=module', '--eval', there + plain], {
      cwd: inject('packed'),
    });
    expect(ran).toEqual({ code: 0, signal: null, stdout: prints, stderr: '' });
  });

  test.each(samples)('the library call passes a strict compiler', async ({ code }) => {
    const folder = mkdtempSync(pathOf(inject('packed'), 'sample-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(pathOf(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(pathOf(folder, 'sample.ts'), code);
    const types = ['--types', 'node', '--typeRoots', resolve('node_modules/@types')];
    const form = ['--module', 'nodenext', '--target', 'es2022', '--skipLibCheck', '--noEmit'];
    const checks = ['--strict', '--noUncheckedIndexedAccess', 'sample.ts'];
    const ran = await runProgram(process.execPath, [tsc, ...types, ...form, ...checks], { cwd: folder });
    expect(ran).toEqual({ code: 0, signal: null, stdout: '', stderr: '' });
  });

  test('the list of what to ignore is the one that is shown', () => {
    expect(doc).toContain(`\`\`\`json\n${readFileSync('examples/compare/known.json', 'utf8')}\`\`\``);
  });

  test('every outcome is told of', () => {
    for (const outcome of outcomes) expect(doc).toContain(`\`${outcome}\``);
    expect(comparedFields).toContain('max_participants');
  });

  test('what it links to is in the package', () => {
    const links = [...doc.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(3);
    const installed = pathOf(inject('packed'), 'node_modules', 'reconvene');
    for (const path of links) expect(() => readFileSync(pathOf(installed, path)), path).not.toThrow(/ENOENT/);
  });
});
