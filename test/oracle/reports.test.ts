import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { Parser, type Result } from 'tap-parser';
import { describe, expect, test } from 'vitest';
import { type CaseResult, type Conformance, resultOf } from '../../src/oracle/conform.js';
import { verdicts } from '../../src/oracle/judge/judge-answer.js';
import { type Judged, judge } from '../../src/oracle/judge/judged.js';
import { readKnownFailing, writeKnownFailing } from '../../src/oracle/known-failing.js';
import { answerAsMutant, mutants } from '../../src/oracle/mutants.js';
import { reportOf } from '../../src/oracle/reports/report.js';
import { writeJunit } from '../../src/oracle/reports/write-junit.js';
import { writeNdjson } from '../../src/oracle/reports/write-ndjson.js';
import { writePretty } from '../../src/oracle/reports/write-pretty.js';
import { writeTap } from '../../src/oracle/reports/write-tap.js';
import { asAnswer } from '../../src/oracle/vectors/kill-matrix.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';
import type { Vector } from '../../src/oracle/vectors/vector.js';
import { vectorId } from '../../src/oracle/vectors/vector-id.js';

const vectors = loadVectors();
const command = ['node', "it's mine.js"];

function conformanceOf(mutant: string, some: readonly Vector[] = vectors): Conformance {
  const wrong = mutants.find(({ name }) => name === mutant)!;
  const results = some.map((vector) => {
    const answer = asAnswer(answerAsMutant(wrong, vector));
    return resultOf(vector, judge(vector, { kind: 'answer', answer }));
  });
  return { implementation: { name: 'mine', version: '1', language: 'Go' }, results, fault: null };
}

const wrongly = conformanceOf('never-reset');
const failed = wrongly.results.filter(({ verdict }) => verdict === 'fail');
const text = (parts: Iterable<string>) => [...parts].join('');

/** One vector with names that would break a report, under every verdict. */
const nasty: Vector = {
  ...vectors[0]!,
  name: 'a # name \\ with "quotes", <tags> & ]]> \u0007\u{1f600}\nand a line',
};
const every: Conformance = {
  implementation: { name: 'nasty' },
  results: verdicts.map((verdict, i): CaseResult => {
    const vector = { ...nasty, id: `00000000000${i.toString(16)}` };
    const judged: Judged = {
      judgement: { verdict, detail: `why: # <${verdict}>`, hint: 'do & mend' },
      answer: null,
      stderr: verdict === 'crash' ? ['\u001b[31mpanic\u001b[0m'] : [],
    };
    return resultOf(vector, judged);
  }),
  fault: { verdict: 'crash', detail: 'it <ended>', hint: null, stderr: [] },
};

describe('pretty', () => {
  const pretty = text(writePretty(reportOf(wrongly, command)));

  test('has a block for each signature: clause, timelines, difference, because, looks like, replay', () => {
    const [block = ''] = pretty.split('\n✗ ');
    expect(block).toContain('✗ duration/alone-reset  (30 cases)');
    expect(block).toContain(
      '  alone-reset: Someone whom the others have left alone for 600 s ends the session.',
    );
    expect(block).toContain(
      [
        '               0:00                                                   15:00',
        '  alice        ├──────────────────────────────────────────────────────────┤',
        '  bob          ├───────────────────┤',
        '  want         [===================[======================================)',
        '  got          [==========================================================)',
        '',
        '  first difference  /meetings/0/duration: want 300, got 900',
        '  because           it starts at 0:00 by second-joiner-start (2 come together); it ends at 5:00 by alone-reset (alice left alone since 5:00, due at 15:00)',
        '  looks like        never-reset: “A meeting lasts as long as anyone is there.” (the same answer in 30 of 30)',
        "  replay            reconvene conform --id 30ad9e6ed923 -- node 'it'\\''s mine.js'",
        '                    reconvene vectors show 30ad9e6ed923',
      ].join('\n'),
    );
  });

  test('ends with what it looks like and a line that counts', () => {
    const lines = pretty.trimEnd().split('\n');
    expect(lines.at(-2)).toBe(
      `looks like never-reset: “A meeting lasts as long as anyone is there.” (the same answer in ${failed.length} of ${failed.length})`,
    );
    expect(lines.at(-1)).toBe(
      `mine 1 (Go): ${vectors.length} vectors = ${vectors.length - failed.length} pass + ${failed.length} fail`,
    );
  });

  test('of times far from the epoch tells the origin', () => {
    const day = vectors.filter(({ name }) => name === 'A standup room on a Tuesday');
    const told = text(writePretty(reportOf(conformanceOf('last-one-ends', day), command)));
    expect(told).toContain('times from 2026-03-24T07:00:00.000Z');
  });

  test('keeps a terminal safe, and shows cases without a difference as logs', () => {
    const told = text(writePretty(reportOf(every, command)));
    expect([...told].filter((character) => character < ' ' && character !== '\n')).toEqual([]);
    expect(told).toContain('\\u{1b}[31mpanic');
    expect(told).toContain('join   alice');
    expect(told).toContain('crash: it <ended>');
    expect(told.trimEnd().split('\n').at(-1)).toMatch(
      /^nasty: 12 vectors = 1 pass \+ 1 fail \+ .* \+ 1 unasked$/,
    );
  });
});

describe('NDJSON', () => {
  test('has a line for each vector and one that sums up', () => {
    const lines = text(writeNdjson(reportOf(wrongly, command)))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(vectors.length + 1);
    expect(lines.find(({ id }) => id === '30ad9e6ed923')).toMatchObject({
      kind: 'result',
      verdict: 'fail',
      signature: 'duration/alone-reset',
      difference: { kind: 'duration', path: '/meetings/0/duration', want: 300, got: 900 },
    });
    expect(lines.at(-1)).toMatchObject({
      kind: 'summary',
      vectors: vectors.length,
      counts: { fail: failed.length, pass: vectors.length - failed.length },
      looks_like: [
        { mutant: 'never-reset', same: failed.length, of: failed.length },
        ...lines.at(-1).looks_like.slice(1),
      ],
      fault: null,
    });
  });
});

describe('TAP 14, read by a parser of others', () => {
  function parse(report: string) {
    const asserts: Result[] = [];
    const comments: string[] = [];
    let final: unknown = null;
    const parser = new Parser({ strict: true }, (results) => {
      final = results;
    });
    parser.on('assert', (result: Result) => asserts.push(result));
    parser.on('extra', (extra: string) => comments.push(extra));
    parser.end(report);
    return { asserts, comments, final: final as { ok: boolean; count: number; fail: number } };
  }

  test('a run with failures', () => {
    const { asserts, comments, final } = parse(text(writeTap(reportOf(wrongly, command))));
    expect(comments).toEqual([]);
    expect(final).toMatchObject({ ok: false, count: vectors.length, fail: failed.length });
    const [assert] = asserts.filter(({ name }) => name.includes('30ad9e6ed923'));
    expect(assert).toMatchObject({
      ok: false,
      diag: {
        verdict: 'fail',
        signature: 'duration/alone-reset',
        at: '/meetings/0/duration',
        want: 300,
        got: 900,
      },
    });
    expect((assert!.diag as { drawn: string[] }).drawn.join('\n')).toContain('[====');
  });

  test('every verdict, under a name that means to break it', () => {
    const { asserts, comments } = parse(text(writeTap(reportOf(every, command))));
    expect(comments).toEqual([]);
    expect(asserts).toHaveLength(verdicts.length + 1);
    const skipped = asserts.filter(({ skip }) => skip);
    expect(skipped.map(({ id }) => verdicts[id - 1])).toEqual(['skip', 'unsupported']);
    expect(asserts.filter(({ ok }) => ok).map(({ id }) => verdicts[id - 1])).toEqual([
      'pass',
      'skip',
      'unsupported',
    ]);
    expect(asserts[0]!.name).toContain('a # name \\ with "quotes"');
  });

  test('known failures are to do', () => {
    const list = readKnownFailing(writeKnownFailing(wrongly.results), 'known.txt');
    const { asserts, final } = parse(text(writeTap(reportOf(wrongly, command, list))));
    expect(final.ok).toBe(true);
    expect(asserts.filter(({ todo }) => todo)).toHaveLength(failed.length);
  });
});

describe('JUnit XML, read by a parser of others', () => {
  interface Suite {
    readonly '@_name': string;
    readonly '@_tests': string;
    readonly '@_failures': string;
    readonly '@_errors': string;
    readonly '@_skipped': string;
    readonly testcase: readonly Readonly<Record<string, unknown>>[];
  }

  function parse(report: string): readonly Suite[] {
    expect(XMLValidator.validate(report)).toBe(true);
    const parser = new XMLParser({
      ignoreAttributes: false,
      isArray: (name) => ['testsuite', 'testcase'].includes(name),
    });
    return (parser.parse(report) as { testsuites: { testsuite: Suite[] } }).testsuites.testsuite;
  }

  test('a run with failures: a suite for each clause, counts that are right', () => {
    const suites = parse(text(writeJunit(reportOf(wrongly, command))));
    expect(new Set(suites.map((suite) => suite['@_name']))).toEqual(
      new Set(vectors.map(({ clauses }) => clauses[0])),
    );
    const sum = (name: '@_tests' | '@_failures') =>
      suites.reduce((total, suite) => total + Number(suite[name]), 0);
    expect(sum('@_tests')).toBe(vectors.length);
    expect(sum('@_failures')).toBe(failed.length);
    for (const suite of suites) {
      expect(suite.testcase).toHaveLength(Number(suite['@_tests']));
      const own = suite.testcase.filter((testcase) => 'failure' in testcase);
      expect(own).toHaveLength(Number(suite['@_failures']));
    }
    const all = suites.flatMap((suite) => suite.testcase);
    const [one] = all.filter((testcase) => String(testcase['@_name']).includes('30ad9e6ed923'));
    expect((one!.failure as { '@_message': string })['@_message']).toContain('duration/alone-reset');
    expect((one!.failure as { '#text': string })['#text']).toContain('want 300, got 900');
  });

  test('every verdict, under a name that means to break it', () => {
    const suites = parse(text(writeJunit(reportOf(every, command))));
    expect(
      suites.map((suite) => [
        suite['@_name'],
        suite['@_tests'],
        suite['@_failures'],
        suite['@_errors'],
        suite['@_skipped'],
      ]),
    ).toEqual([
      [nasty.clauses[0], '12', '4', '5', '2'],
      ['run', '1', '0', '1', '0'],
    ]);
    const name = suites[0]!.testcase[0]!['@_name'];
    expect(name).toContain('"quotes", <tags> & ]]>');
  });
});

describe('known failures', () => {
  const list = readKnownFailing(writeKnownFailing(wrongly.results), 'known.txt');

  test('are written and read back', () => {
    expect(list.entries.size).toBe(failed.length);
    expect(list.entries.get('30ad9e6ed923')).toMatchObject({ signature: 'duration/alone-reset' });
    const report = reportOf(wrongly, command, list);
    expect(report.blocks).toEqual([]);
    expect(report.stale).toEqual([]);
    expect(report.known.size).toBe(failed.length);
  });

  test('that pass now, or fail otherwise, are stale; those not run say nothing', () => {
    const right = conformanceOf('equal-presence-counts');
    expect(reportOf(right, command, list).stale).toHaveLength(failed.length);
    expect(reportOf(right, command, list).stale[0]).toMatch(
      /^known\.txt:\d+: [0-9a-f]{12} \(.*\) is pass now, not /,
    );
    const other = reportOf(conformanceOf('reset-late'), command, list);
    expect(other.stale.some((told) => told.includes('fails as'))).toBe(true);
    const few = reportOf(conformanceOf('never-reset', vectors.slice(0, 5)), command, list);
    expect(few.stale).toEqual([]);
  });

  test('a line that cannot be read is told with its place', () => {
    expect(() => readKnownFailing('# fine\n\nnonsense\n', 'k.txt')).toThrow(
      'k.txt:3: expected an id and a signature',
    );
    expect(() => readKnownFailing('0123456789ab a\n0123456789ab b\n', 'k.txt')).toThrow(
      'k.txt:2: 0123456789ab stands there twice',
    );
  });
});

test('a vector of one’s own with rules that are not allowed is reported like any other', () => {
  const vector = { ...vectors[0]!, rules: { soloStart: -1 } };
  const answer = { kind: 'meetings', meetings: [{ room: 'x' }] } as const;
  const results = [resultOf(vector, judge(vector, { kind: 'answer', answer }))];
  const told = text(writePretty(reportOf({ implementation: null, results, fault: null }, command)));
  expect(told).toContain('1 vector = 1 fail');
});

test('the id of a case is bound to its input', () => {
  const [vector] = vectors as [Vector];
  expect(vectorId({ ...vector, name: 'other' } as Vector)).toBe(vector.id);
  expect(vectorId({ ...vector, events: vector.events.map(({ at, ...rest }) => ({ at, ...rest })) })).toBe(
    vector.id,
  );
  expect(vectorId({ ...vector, as_of: 7 })).not.toBe(vector.id);
});
