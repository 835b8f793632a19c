import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join as pathOf, resolve } from 'node:path';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { verdicts } from '../../src/oracle/judge/judge-answer.js';
import { features } from '../../src/oracle/protocol.js';
import { bin, runCli, runProgram } from '../support/run-cli.js';

const doc = readFileSync('docs/oracle.md', 'utf8');
const [sample = ''] = [...doc.matchAll(/^```ts\n\/\/ example\n([\s\S]*?)^```$/gm)].map(([, code]) => code!);
const [allWell = '', block = ''] = [...doc.matchAll(/^```text\n([\s\S]*?)^```$/gm)].map(([, text]) => text!);

describe('docs/oracle.md', () => {
  test('the test file that it shows is short, runs, and passes for a right implementation', async () => {
    expect(sample.trimEnd().split('\n').length).toBeLessThanOrEqual(10);
    const folder = mkdtempSync(pathOf(inject('packed'), 'sample-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    mkdirSync(pathOf(folder, 'node_modules'));
    symlinkSync(resolve('node_modules/vitest'), pathOf(folder, 'node_modules/vitest'));
    writeFileSync(pathOf(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(pathOf(folder, 'sample.test.js'), sample);
    const run = async (body: string) => {
      const mine = `import { reconstruct } from 'reconvene';\nexport const meetingsOf = (events, rules, asOf) => ${body};\n`;
      writeFileSync(pathOf(folder, 'my-meetings.js'), mine);
      const args = [resolve('node_modules/vitest/vitest.mjs'), 'run', '--root', folder, '--reporter=dot'];
      return runProgram(process.execPath, args, { cwd: folder });
    };
    const right = await run('reconstruct(events, { rules, asOf }).meetings');
    expect(right.code, right.stdout).toBe(0);
    const wrong = await run('reconstruct(events, { rules: { ...rules, rounding: "ceil" }, asOf }).meetings');
    expect(wrong.code).toBe(1);
    expect(wrong.stdout + wrong.stderr).toContain('first difference  /meetings/');
  });

  test('the output that it shows is what comes', async () => {
    const right = await runCli(['conform', '--', bin(), 'respond']);
    const count = (text: string) => /(\d+) vectors = \1 pass/.exec(text)?.[1];
    expect(count(allWell)).toBe(count(right.stdout));
    const { stdout } = await runCli(['conform', '--', bin(), 'respond', '--mutant', 'never-reset']);
    const shown = block
      .trimEnd()
      .split('\n')
      .filter((line) => !/replay|because/.test(line));
    expect(shown.length).toBeGreaterThan(10);
    for (const line of shown) expect(stdout).toContain(`${line}\n`);
  });

  test('every feature and every verdict is told of', () => {
    for (const feature of features) expect(doc).toContain(`\`${feature}\``);
    for (const verdict of verdicts) expect(doc).toContain(`\`${verdict}\``);
  });

  test('what it links to is in the package', () => {
    const links = [...doc.matchAll(/\]\(\.\.\/([^)]+)\)/g)].map(([, path]) => path!);
    expect(links.length).toBeGreaterThan(3);
    const installed = pathOf(inject('packed'), 'node_modules', 'reconvene');
    for (const path of links) expect(() => readFileSync(pathOf(installed, path)), path).not.toThrow(/ENOENT/);
  });
});
