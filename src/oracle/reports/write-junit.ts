import type { CaseResult } from '../conform.js';
import { isFailure } from '../known-failing.js';
import { describeDifference } from './describe-case.js';
import type { Report } from './report.js';

/** The report as JUnit XML: a suite for each clause, and one for what concerns the run as a whole. */
export function* writeJunit({ results, known, fault, stale }: Report): Generator<string> {
  yield* OPENING;
  const suites = new Map<string, CaseResult[]>();
  for (const result of results) {
    const clause = result.vector.clauses[0]!;
    suites.set(clause, [...(suites.get(clause) ?? []), result]);
  }
  for (const [clause, members] of suites)
    yield* suite(
      clause,
      members.map((result) => testCase(result, known)),
    );
  const problems = [...(fault === null ? [] : [`${fault.verdict}: ${fault.detail}`]), ...stale];
  if (problems.length > 0) {
    yield* suite(
      'run',
      problems.map((problem) => erredCase('run', problem, problem)),
    );
  }
  yield CLOSING;
}

/** Suites of test cases that were made here, as JUnit XML. */
export function* writeSuites(suites: ReadonlyMap<string, readonly TestCase[]>): Generator<string> {
  yield* OPENING;
  for (const [name, cases] of suites) yield* suite(name, cases);
  yield CLOSING;
}

/** A test case that passed. */
export function passedCase(classname: string, name: string): TestCase {
  return { outcome: 'passed', text: wrap(classname, name, '') };
}

/** A test case that says nothing, and why. */
export function skippedCase(classname: string, name: string, message: string): TestCase {
  return { outcome: 'skipped', text: wrap(classname, name, element('skipped', message, '')) };
}

/** A test case that could not be run to its end. */
export function erredCase(classname: string, name: string, message: string): TestCase {
  return { outcome: 'error', text: wrap(classname, name, element('error', message, '')) };
}

/** A test case that failed, with what there is to say. */
export function failedCase(classname: string, name: string, message: string, told: string): TestCase {
  return { outcome: 'failure', text: wrap(classname, name, element('failure', message, told)) };
}

const OPENING = ['<?xml version="1.0" encoding="UTF-8"?>\n', '<testsuites name="reconvene">\n'];
const CLOSING = '</testsuites>\n';

/** A test case as it is written, and what it counts as. */
export interface TestCase {
  readonly outcome: 'passed' | 'failure' | 'error' | 'skipped';
  readonly text: string;
}

function* suite(name: string, cases: readonly TestCase[]): Generator<string> {
  const count = (outcome: TestCase['outcome']) => cases.filter((item) => item.outcome === outcome).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}"`;
  yield `  <testsuite name="${attribute(name)}" ${counts}>\n`;
  for (const { text } of cases) yield text;
  yield '  </testsuite>\n';
}

function testCase(result: CaseResult, known: ReadonlySet<string>): TestCase {
  const { vector, verdict, signature, detail = '', hint = '' } = result;
  const outcome = known.has(vector.id) ? 'skipped' : outcomeOf(result);
  const message = known.has(vector.id)
    ? `known failing: ${signature}`
    : [signature, detail, hint].filter(Boolean).join('; ');
  const told = outcome === 'failure' ? [vector.why, '', ...describeDifference(result)].join('\n') : '';
  const inner = outcome === 'passed' ? '' : element(outcome, verdict === 'pass' ? '' : message, told);
  return { outcome, text: wrap(vector.clauses[0]!, `${vector.name} [${vector.id}]`, inner) };
}

/** A wrong answer is a failure; an answer that could not be had is an error. */
function outcomeOf(result: CaseResult): TestCase['outcome'] {
  const { verdict } = result;
  if (verdict === 'pass') return 'passed';
  if (verdict === 'skip' || verdict === 'unsupported') return 'skipped';
  const isWrong = ['fail', 'rejected-wrongly', 'accepted-wrongly', 'nondeterministic'].includes(verdict);
  return isFailure(result) && isWrong ? 'failure' : 'error';
}

function wrap(clause: string, name: string, inner: string): string {
  const attributes = `classname="reconvene.${attribute(clause)}" name="${attribute(name)}"`;
  return inner === ''
    ? `    <testcase ${attributes}/>\n`
    : `    <testcase ${attributes}>\n${inner}    </testcase>\n`;
}

function element(name: string, message: string, told: string): string {
  const opened = `      <${name} message="${attribute(message)}"`;
  return told === '' ? `${opened}/>\n` : `${opened}>${content(told)}</${name}>\n`;
}

function attribute(text: string): string {
  return content(text).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}

/** What XML 1.0 cannot hold, escaped or not, is replaced. */
function content(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu, '\u{fffd}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
