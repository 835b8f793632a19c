import { writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { describe, expect, test } from 'vitest';
import { allUsed, join, leave, readStatistics, type Statistics, T, TWO_ROOMS } from '../support/log-lines.js';
import { freshFolder, type Ran, replay } from '../support/run-cli.js';

const NAMES = { s: 'seconds', ms: 'milliseconds', us: 'microseconds', ns: 'nanoseconds' };
const PER_MS = { s: 0.001, ms: 1, us: 1e3, ns: 1e6 };
type Unit = keyof typeof NAMES;
const units = Object.keys(NAMES) as Unit[];

function note(place: string, unit: Unit): string {
  return `reconvene: ${place}: numeric times look like ${NAMES[unit]} and are read so; --time-unit says otherwise\n`;
}

const changed =
  'at is a number of another size than the first one in the file, which set the unit; ' +
  'expected times of one unit (a time unit can be named); --time-unit s, ms, us or ns says which';

/** Replays files, given by their lines, and reads the statistics. */
async function measure(
  files: Record<string, string>,
  args: readonly string[] = [],
): Promise<Ran & { statistics: Statistics }> {
  const cwd = freshFolder();
  for (const [name, lines] of Object.entries(files)) writeFileSync(pathOf(cwd, name), lines);
  const ran = await replay([...Object.keys(files), ...args, '--stats', 'stats'], { cwd });
  return { ...ran, statistics: readStatistics(pathOf(cwd, 'stats')) };
}

/** The log of two rooms in another unit. */
function logIn(unit: Unit): string {
  return TWO_ROOMS.replace(/"at":(\d+)/g, (_, at) => `"at":${Number(at) * PER_MS[unit]}`);
}

describe('auto', () => {
  test.each(units)('the same log in %s', async (unit) => {
    const { stdout } = await replay([], { stdin: TWO_ROOMS });
    const ran = await measure({ log: logIn(unit) });
    expect(ran.stdout).toBe(stdout);
    expect(ran.stderr).toBe(`${unit === 'ms' ? '' : note('log:1', unit)}${allUsed(5, 2)}\n`);
    expect(ran.code).toBe(0);
    expect(ran.statistics.files[0]!.time_unit).toBe(unit);
  });

  test.each<[number, Unit, number]>([
    [0, 'ms', 0],
    [99_999_999, 'ms', 99_999_999],
    [-99_999_999, 'ms', -99_999_999],
    [100_000_000, 's', 100_000_000_000],
    [-100_000_000, 's', -100_000_000_000],
    [99_999_999_999, 's', 99_999_999_999_000],
    [100_000_000_000, 'ms', 100_000_000_000],
    [99_999_999_999_999, 'ms', 99_999_999_999_999],
    [-99_999_999_999_999, 'ms', -99_999_999_999_999],
    [100_000_000_000_000, 'us', 100_000_000_000],
    [99_999_999_999_999_980, 'us', 100_000_000_000_000],
    [100_000_000_000_000_000, 'ns', 100_000_000_000],
    [-100_000_000_000_000_000, 'ns', -100_000_000_000],
    [1_774_363_859.25, 's', 1_774_363_859_250],
    [1_774_363_859_000_499, 'us', 1_774_363_859_000],
    [1_774_363_859_000_500, 'us', 1_774_363_859_001],
    [-1_774_363_859_000_500, 'us', -1_774_363_859_000],
  ])('%d is read as %s', async (at, unit, expected) => {
    const { statistics } = await measure({ log: join('hall', 'p', at) });
    expect(statistics).toMatchObject({ used: 1, first_at: expected, last_at: expected, as_of: expected });
    expect(statistics.files).toEqual([
      { file: 'log', source: 'native', records_read: 1, time_unit: unit, broken: null },
    ]);
  });

  test('the first valid record with a number decides: neither bad records nor ISO texts do', async () => {
    const log = [
      join('', 'p', T * 1e3),
      'not a record\n',
      join('hall', 'p', 1e300),
      join('hall', 'p', '2026-03-24T14:50:59Z'),
      leave('hall', 'p', T / 1000 + 60),
      join('hall', 'q', T + 60_000),
    ].join('');
    const { stderr, statistics } = await measure({ log });
    expect(stderr.split('\n').slice(3)).toEqual([
      note('log:5', 's').trimEnd(),
      `log:6: ${changed}`,
      '6 records read = 2 used + 0 repeated + 0 stray + 0 late + 0 after_as_of + 0 ignored + 4 invalid; 1 meetings',
      '',
    ]);
    expect(statistics.files[0]!.time_unit).toBe('s');
    expect(statistics.invalid_by_reason).toEqual({
      empty: 1,
      'not-json': 1,
      'out-of-range': 1,
      'unit-changed': 1,
    });
  });

  test('a log of ISO texts has no unit', async () => {
    const log = join('hall', 'p', '2026-03-24T14:50:59Z') + leave('hall', 'p', '2026-03-24T15:50:59+01:00');
    const { stderr, statistics } = await measure({ log });
    expect(stderr).toBe(`${allUsed(2, 0)}\n`);
    expect(statistics.files[0]!.time_unit).toBeNull();
  });

  test('later numbers of each other size are errors of their lines, and the rest is used', async () => {
    for (const unit of units) {
      const others = units.filter((other) => other !== unit);
      const log = logIn(unit) + others.map((other) => join('lab', 'x', T * PER_MS[other])).join('');
      const { code, stderr, statistics } = await measure({ log });
      expect(statistics).toMatchObject({ used: 5, invalid: 3, meetings: 2 });
      expect(statistics.invalid_by_reason).toEqual({ 'unit-changed': 3 });
      const lines = stderr.split('\n').slice(unit === 'ms' ? 0 : 1, -2);
      expect(lines).toEqual([`log:6: ${changed}`, `log:7: ${changed}`, `log:8: ${changed}`]);
      expect(code).toBe(0);
    }
  });

  test('each file decides for itself', async () => {
    const { code, stdout } = await replay([], { stdin: TWO_ROOMS });
    expect(code).toBe(0);
    const split = (unit: Unit, from: number, to: number) =>
      logIn(unit)
        .split(/(?<=\n)/)
        .slice(from, to)
        .join('');
    const ran = await measure({ a: split('s', 0, 2), b: split('ms', 2, 3), c: split('ns', 3, 5) });
    expect(ran.stdout).toBe(stdout);
    expect(ran.stderr).toBe(`${note('a:1', 's')}${note('c:1', 'ns')}${allUsed(5, 2)}\n`);
    expect(ran.statistics.files.map((file) => file.time_unit)).toEqual(['s', 'ms', 'ns']);
  });
});

describe('a unit that is given', () => {
  test.each(units)('%s', async (unit) => {
    const { stdout } = await replay([], { stdin: TWO_ROOMS });
    const ran = await measure({ log: logIn(unit) }, ['--time-unit', unit]);
    expect(ran.stdout).toBe(stdout);
    expect(ran.stderr).toBe(`${allUsed(5, 2)}\n`);
    expect(ran.statistics.files[0]!.time_unit).toBe(unit);
  });

  test('holds for numbers of any size, with nothing said', async () => {
    const log = join('hall', 'p', 0) + join('hall', 'q', 1e9) + join('hall', 'r', 1e12);
    const { stderr, statistics } = await measure({ log }, ['--time-unit', 's']);
    expect(stderr).toBe(`${allUsed(3, 1)}\n`);
    expect(statistics).toMatchObject({ first_at: 0, last_at: 1e15 });
  });

  test('has no say in ISO texts', async () => {
    const log = join('hall', 'p', '2026-03-24T14:50:59Z');
    for (const unit of units) {
      const { statistics } = await measure({ log }, ['--time-unit', unit]);
      expect(statistics.first_at).toBe(T);
    }
  });

  test('can lead out of range', async () => {
    const { stderr, statistics } = await measure({ log: join('hall', 'p', 1e13) }, ['--time-unit', 's']);
    expect(stderr).toMatch(/^log:1: at is out of range; expected /);
    expect(statistics.invalid_by_reason).toEqual({ 'out-of-range': 1 });
  });

  test('of another name is refused', async () => {
    const { code, stdout, stderr } = await replay(['--time-unit', 'min'], { stdin: TWO_ROOMS });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain("argument 'min' is invalid. Allowed choices are auto, s, ms, us, ns.");
  });
});
