import { readFileSync } from 'node:fs';
import type { RuleOptions } from '../model/rule-options.js';
import { reasonOf } from '../replay/system-error.js';
import { defineRules } from '../rules/options.js';
import { ExitCode, Failure } from './exit-code.js';

/**
 * The rules that a command line asks for: a file of options, and single ones that beat it. What neither says is as in `base`, or documented.
 * @throws Failure that names the file or the argument
 */
export function rulesFrom(
  file: string | undefined,
  single: readonly string[],
  base: Partial<RuleOptions> = {},
): RuleOptions {
  const fromFile = { ...base, ...(file === undefined ? {} : readRules(file)) };
  const merged = { ...fromFile, ...Object.fromEntries(single.map(parseRule)) };
  const problem = problemOf(merged);
  if (problem === null) return defineRules(merged);
  const place = file !== undefined && problemOf(fromFile) === problem ? `--rules ${file}` : '--rule';
  throw new Failure(`${place}: ${problem}`, ExitCode.usage);
}

function problemOf(partial: Record<string, unknown>): string | null {
  try {
    defineRules(partial as Partial<RuleOptions>);
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}

/** `name=value`: a number where it is one, `never` for null, else text. */
function parseRule(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1) {
    throw new Failure(`--rule ${text}: expected name=value, such as soloStart=0`, ExitCode.usage);
  }
  const name = text.slice(0, at).trim();
  const value = text.slice(at + 1).trim();
  if (name === 'aloneReset' && /^(never|null)$/i.test(value)) return [name, null];
  return [name, /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value) ? Number(value) : value];
}

function readRules(file: string): Record<string, unknown> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failure(`--rules ${file}: ${reasonOf(error)}`, ExitCode.io);
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch (error) {
    throw new Failure(`--rules ${file}: is not JSON: ${(error as Error).message}`, ExitCode.usage);
  }
  throw new Failure(`--rules ${file}: expected an object of rule options`, ExitCode.usage);
}
