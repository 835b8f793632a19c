import { XMLParser } from 'fast-xml-parser';
import { Parser } from 'tap-parser';
import { beforeAll, expect, test } from 'vitest';
import { fuzz } from '../../../src/oracle/fuzz/fuzz.js';
import { type FuzzReport, fuzzReportOf } from '../../../src/oracle/fuzz/report/fuzz-report.js';
import { writeFuzzJunit, writeFuzzTap } from '../../../src/oracle/fuzz/report/test-points.js';
import { writeFuzzNdjson } from '../../../src/oracle/fuzz/report/write-fuzz-ndjson.js';
import { writeFuzzPretty } from '../../../src/oracle/fuzz/report/write-fuzz-pretty.js';
import { useResponder } from '../../support/responder.js';

const responder = useResponder();
let report: FuzzReport;
let finds: FuzzReport['implementations'][number]['finds'];

beforeAll(async () => {
  const commands = [responder('reset-late'), responder('never-reset'), responder(), ['./no-such-program']];
  const run = await fuzz(commands, { seed: 5, runs: 1000 });
  report = fuzzReportOf(run, ({ signature }) => `finds/${signature}.json`);
  finds = report.implementations.flatMap((subject) => subject.finds);
});

test('pretty: each find with clause, drawing, decisions, likeness and replay', () => {
  const text = [...writeFuzzPretty(report)].join('');
  expect(finds.length).toBeGreaterThan(2);
  for (const { signature } of finds) expect(text).toContain(`✗ ${signature}`);
  expect(text).toContain('alone-reset: Someone whom the others have left alone for 600 s ends the session.');
  expect(text).toContain('looks like        reset-late: “The reset comes just after the limit.”');
  expect(text).toMatch(/because {11}it starts at .* by /);
  expect(text).toMatch(/fails so, too {5}never-reset/);
  expect(text).toContain('replay            reconvene fuzz --replay finds/');
  expect(text).toMatch(/^reference: 1000 cases, \d+ checks = \d+ pass; seed 5$/m);
  expect(text).toContain('not-started: ./no-such-program: no such file or directory');
});

test('ndjson: a line for each find, and sums', () => {
  const lines = [...writeFuzzNdjson(report)].map((line) => JSON.parse(line));
  const [told, sums] = [
    lines.filter(({ kind }) => kind === 'find'),
    lines.filter(({ kind }) => kind === 'summary'),
  ];
  expect(told.map(({ signature }) => signature)).toEqual(finds.map(({ signature }) => signature));
  expect(told[0].case.events.length).toBeGreaterThan(0);
  expect(sums.map(({ seed, cases }) => [seed, cases])).toEqual(sums.map(() => [5, 1000]));
  expect(sums[3].fault).toMatchObject({ verdict: 'not-started' });
});

test('tap: what held is ok, what was found is not', () => {
  const results = Parser.parse([...writeFuzzTap(report)].join('')).filter(([type]) => type === 'assert');
  const failed = results.filter(([, point]) => !(point as { ok: boolean }).ok);
  expect(failed).toHaveLength(finds.length + 1);
  expect(results.length).toBeGreaterThan(failed.length);
});

test('junit: a suite for each implementation', () => {
  const options = {
    ignoreAttributes: false,
    isArray: (name: string) => ['testcase', 'testsuite'].includes(name),
  };
  const { testsuites } = new XMLParser(options).parse([...writeFuzzJunit(report)].join(''));
  const suites = testsuites.testsuite as { '@_failures': string; '@_errors': string; '@_name': string }[];
  expect(suites.map((suite) => suite['@_name'])).toEqual([
    'reset-late',
    'never-reset',
    'reference',
    './no-such-program',
  ]);
  expect(suites.reduce((sum, suite) => sum + Number(suite['@_failures']), 0)).toBe(finds.length);
  expect(suites[3]!['@_errors']).toBe('1');
});

test('tap and junit: a check that came to nothing is skipped, and each counts its own', async () => {
  const script = `
    require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
      const { id, cmd } = JSON.parse(line);
      const said = cmd === 'hello' ? { ok: true, protocol: 1, implementation: { name: 'x' } } : { skip: {} };
      console.log(JSON.stringify({ id, ...said }));
    });`;
  const run = await fuzz([[process.execPath, '--eval', script], responder()], { seed: 5, runs: 200 });
  const [lazy, right] = run.implementations;
  const told = fuzzReportOf({ ...run, implementations: [lazy!] });
  const results = Parser.parse([...writeFuzzTap(told)].join('')).filter(([type]) => type === 'assert');
  expect(results).toHaveLength(run.checks.length);
  for (const [, point] of results) expect(point).toMatchObject({ skip: 'it came to nothing each time' });
  expect([...writeFuzzJunit(told)].join('')).toContain(
    `tests="${run.checks.length}" failures="0" errors="0" skipped="${run.checks.length}"`,
  );
  expect(right!.passed.reference).toBe(200);
  expect(Object.values(right!.passed).reduce((sum, count) => sum + count)).toBe(right!.counts.pass);
  const tap = [...writeFuzzTap(fuzzReportOf({ ...run, implementations: [right!] }))].join('');
  expect(tap).toContain('ok 1 - reference: reference holds (200 checks passed)\n');
  expect(tap).toContain(`shift holds (${right!.passed.shift} checks passed)\n`);
});
