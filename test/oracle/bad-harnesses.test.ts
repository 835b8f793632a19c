import { describe, expect, test } from 'vitest';
import { type ConformOptions, conform } from '../../src/oracle/conform.js';
import { fuzz } from '../../src/oracle/fuzz/fuzz.js';
import { loadVectors } from '../../src/oracle/vectors/load-vectors.js';

/** Vectors without meetings, to which the fixture knows the answer. */
const vectors = loadVectors().filter(({ expect: meetings }) => meetings?.length === 0);
/** The one at which the fixture does what it does. */
const marked = vectors.filter(({ events, as_of: asOf }) => events.length === 0 && asOf !== undefined);

async function run(way: string, options: ConformOptions = {}) {
  const command = [process.execPath, 'test/fixtures/bad-harness.mjs', way];
  const { results, fault } = await conform(command, vectors, { timeout: 0.4, startTimeout: 5, ...options });
  const others = results.filter(({ verdict }) => verdict !== 'pass');
  return { fault, others, passed: results.length - others.length };
}

test('there are vectors to do it with', () => {
  expect(vectors.length).toBeGreaterThan(12);
  expect(marked).toHaveLength(1);
});

describe('a mistake at one case is held against that case, and the others are judged', () => {
  test.each([
    ['hangs', 'timeout', /no reply within 0\.4 s/, /endless loop/],
    ['late', 'timeout', /no reply within 0\.4 s/, /flush/],
    ['partial', 'timeout', /no reply within 0\.4 s/, /a reply was begun/],
    ['id-as-text', 'protocol', /the id came back as text: .*"id":"\d+"/, /as the number/],
    ['crlf', 'protocol', /CR LF/, /LF alone/],
    ['two-replies', 'protocol', /second reply/, /a print too many/],
    ['debug', 'protocol', /no JSON: DEBUG: the marked case/, /logs to standard error/],
    ['array', 'protocol', /no JSON object: \[\]/, /one JSON object/],
    ['no-id', 'protocol', /has no id/, /carries the id/],
    ['own-count', 'protocol', /was not asked/, /do not count on your own/],
    ['no-answer', 'protocol', /none of meetings/, /"meetings": \[…\]/],
    ['two-answers', 'protocol', /more than one answer/, /give one of/],
    ['an-object', 'protocol', /"meetings" is no list/, /empty where there are none/],
    ['strays-by-room', 'protocol', /"anomalies" is no list/, /or leave it out/],
    ['latin1', 'protocol', /not UTF-8/, /whatever the locale/],
    ['crashes', 'crash', /exit code 1 before it replied/, /alone in a fresh process/],
    ['crashes-after', 'crash', /exit code 9 after it had replied/, /after a reply/],
  ])('%s: %s', async (way, verdict, detail, hint) => {
    const { fault, others, passed } = await run(way, { window: way === 'late' ? 1 : 32 });
    expect(others.map((result) => result.verdict)).toEqual([verdict]);
    expect(others[0]!.detail).toMatch(detail);
    expect(others[0]!.hint).toMatch(hint);
    expect(passed).toBe(vectors.length - 1);
    expect(fault).toBeNull();
  });

  test('crashes-often: every case that crashes is found, and every other one is judged', async () => {
    const { fault, others } = await run('crashes-often');
    const guilty = vectors.filter(({ as_of: asOf }) => asOf !== undefined);
    expect(guilty.length).toBeGreaterThan(5);
    expect(others.map(({ verdict, vector }) => [verdict, vector])).toEqual(
      guilty.map((vector) => ['crash', vector]),
    );
    expect(fault).toBeNull();
  });

  test('what a crash wrote on standard error is told', async () => {
    const { others } = await run('crashes');
    expect(others[0]!.vector).toBe(marked[0]);
    expect(others[0]!.stderr.join('\n')).toContain('the marked case is too much');
  });
});

describe('a mistake of the whole program is told as such', () => {
  test.each([
    ['silent', 'timeout', /no reply to hello within 0\.5 s/, /line by line/],
    ['hoards-hello', 'timeout', /no reply to hello/, /only when its input was closed/],
    ['refuses', 'crash', /exit code 7 before hello/, null],
    ['hello-wrong', 'protocol', /hello was not answered/, /"ok": true/],
    ['strange-version', 'protocol', /hello was not answered/, /"ok": true/],
    ['unknown-feature', 'protocol', /"unsupported" names something/, /features/],
    ['crlf-always', 'protocol', /CR LF/, /LF alone/],
    ['bom', 'protocol', /byte order mark/, /without/],
  ])('%s: %s, and no case is asked', async (way, verdict, detail, hint) => {
    // Who is to be found out by other means gets the time that a program needs to start on a busy machine.
    const { fault, others } = await run(way, { startTimeout: verdict === 'timeout' ? 0.5 : 20 });
    expect(fault?.verdict).toBe(verdict);
    expect(fault?.detail).toMatch(detail);
    if (hint === null) expect(fault?.hint).toBeNull();
    else expect(fault?.hint).toMatch(hint);
    expect(new Set(others.map((result) => result.verdict))).toEqual(new Set(['unasked']));
  });

  test('no such program', async () => {
    const { results, fault } = await conform(['./no-such-program'], vectors);
    expect(fault).toMatchObject({
      verdict: 'not-started',
      detail: './no-such-program: no such file or directory',
    });
    expect(results).toHaveLength(vectors.length);
  });

  // Node throws for these, where it tells of a missing file by an event.
  test.each([
    [['./package.json/harness'], './package.json/harness: a part of its path is not a directory'],
    [[`./${'x'.repeat(300)}`], `./${'x'.repeat(300)}: the name is too long`],
    [['node', 'x'.repeat(3_000_000)], 'node: the arguments are too long'],
  ])('no program that could be started: %#', async (command, detail) => {
    for (const oneShot of [false, true]) {
      const { fault } = await conform(command, vectors, { oneShot });
      expect(fault).toMatchObject({ verdict: 'not-started', detail });
    }
    const { implementations } = await fuzz([command], { runs: 20 });
    expect(implementations[0]?.fault).toMatchObject({ verdict: 'not-started', detail });
  });

  test('hoards: replies come when the input is closed', async () => {
    const { fault, others } = await run('hoards', { window: 4 });
    expect(fault?.hint).toMatch(/flush standard output after every reply/);
    expect(others[0]).toMatchObject({ verdict: 'timeout', hint: fault?.hint });
  });

  test('exits-early and one-a-process: it ends by itself with 0', async () => {
    const early = await run('exits-early');
    expect(early.fault).toMatchObject({
      verdict: 'crash',
      detail: expect.stringContaining('exit code 0 while'),
    });
    expect(early.fault?.hint).toMatch(/read until the end of input, or use --one-shot/);
    const single = await run('one-a-process');
    expect(single.fault).toMatchObject({ verdict: 'crash', detail: expect.stringContaining('given up') });
  });

  test('signals-itself: no case explains it', async () => {
    const { fault } = await run('signals-itself');
    expect(fault?.detail).toMatch(/was ended by SIGSEGV/);
  });

  test('endless: a line without an end is not kept', async () => {
    const { others } = await run('endless', { timeout: 5 });
    expect(others.map(({ verdict, detail }) => ({ verdict, detail }))).toContainEqual({
      verdict: 'protocol',
      detail: 'a line has no end',
    });
  });
});

describe('answers that are not those of a function', () => {
  test('leaks: something is kept from one case to the next', async () => {
    const { others } = await run('leaks');
    expect(others.length).toBeGreaterThan(0);
    expect(new Set(others.map(({ verdict }) => verdict))).toEqual(new Set(['nondeterministic']));
    expect(others[0]!.hint).toMatch(/kept from one request to the next/);
  });

  test('changes: asked again it says something else', async () => {
    const { others } = await run('changes');
    expect(others.map(({ verdict, vector }) => [verdict, vector])).toEqual([['nondeterministic', marked[0]]]);
    expect(others[0]!.hint).toMatch(/a clock, chance, or the order of a hash table/);
  });
});

describe('a program for each case', () => {
  test.each([
    [
      `process.stdout.write(Buffer.from('{"meetings":["\\xe9"]}', 'latin1'))`,
      /not UTF-8/,
      /whatever the locale/,
    ],
    [`for (;;) require('fs').writeSync(1, 'y\\n'.repeat(9999))`, /its output has no end/, /one reply/],
    [`for (;;) require('fs').writeSync(1, 'y'.repeat(9999))`, /its output has no end/, /one reply/],
  ])('%s', async (code, detail, hint) => {
    const few = vectors.slice(0, 2);
    const { results } = await conform([process.execPath, '-e', code], few, { oneShot: true, timeout: 30 });
    for (const result of results) expect(result.verdict).toBe('protocol');
    expect(results[0]!.detail).toMatch(detail);
    expect(results[0]!.hint).toMatch(hint);
  });

  test('that writes without an end is not waited for with all cases', async () => {
    const code = `for (;;) require('fs').writeSync(1, 'y\\n'.repeat(9999))`;
    const { results, fault } = await conform([process.execPath, '-e', code], vectors.slice(0, 20), {
      ...{ oneShot: true, timeout: 30, restarts: 3 },
    });
    expect(fault).toMatchObject({
      verdict: 'protocol',
      detail: expect.stringMatching(/^given up after \d of them hung, or wrote without an end$/),
    });
    expect(results.at(-1)).toMatchObject({ verdict: 'unasked', detail: fault!.detail });
  });
});

test('floods-stderr: standard error is free', async () => {
  const { fault, others } = await run('floods-stderr');
  expect({ fault, others }).toEqual({ fault: null, others: [] });
});
