import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { transform } from 'esbuild';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { runCli, runProgram } from '../support/run-cli.js';

interface Block {
  readonly language: string;
  readonly code: string;
  /** the first line of the block in the file */
  readonly line: number;
  /** the `text` block that directly follows, null for none: what the code prints */
  readonly prints: string | null;
}

/** The fenced blocks of a Markdown file. */
function blocksOf(markdown: string): Block[] {
  const fences = [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  return fences.map((fence, i) => {
    const [whole, language = '', code = ''] = fence;
    const next = fences[i + 1];
    const between = markdown.slice(fence.index + whole.length, next?.index);
    const follows = next !== undefined && next[1] === 'text' && between.trim() === '';
    const line = markdown.slice(0, fence.index).split('\n').length + 1;
    return { language, code, line, prints: follows ? next[2]! : null };
  });
}

const blocks = blocksOf(readFileSync('README.md', 'utf8'));
const examples = blocks.filter(
  ({ language, code }) => ['ts', 'js'].includes(language) && /^\/\/ example\b/m.test(code),
);
const FROM_CLONE = /^(?:npm ci && )?node dist\/bin\.js (.*)\n$/;
const commands = blocks.filter(({ language, code }) => language === 'sh' && FROM_CLONE.test(code));

describe('README.md', () => {
  test('has examples to run', () => {
    expect(examples.length).toBeGreaterThanOrEqual(3);
  });

  test.each(examples)('the example at line $line prints what is told', async ({ language, code, prints }) => {
    const folder = mkdtempSync(pathOf(inject('packed'), 'readme-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { code: plain } = await transform(code, { loader: language as 'ts' | 'js', target: 'es2022' });
    writeFileSync(pathOf(folder, 'example.mjs'), plain);
    const ran = await runProgram(process.execPath, ['example.mjs'], { cwd: folder });
    expect(ran).toEqual({ code: 0, signal: null, stdout: prints ?? ran.stdout, stderr: '' });
  });

  test.each(commands)('the command at line $line prints what is told', async ({ code, prints }) => {
    const args = FROM_CLONE.exec(code)![1]!.split(' ');
    const { code: exitCode, stdout, stderr } = await runCli(args, { cwd: '.' });
    expect(exitCode).toBe(0);
    if (prints !== null) expect(stdout + stderr).toBe(prints);
  });
});
