import { mkdirSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { join, leave, parseLines } from '../support/log-lines.js';
import { freshFolder, replay } from '../support/run-cli.js';

/** Alice is left alone at 5:00 and reset at 15:00; dave stays for 20 s, which begins no meeting. */
const LOG = [
  join('hall', 'alice', 7_000),
  join('hall', 'bob', 60_000),
  leave('hall', 'bob', 300_000),
  leave('hall', 'alice', 1_200_000),
  join('den', 'dave', 0),
  leave('den', 'dave', 20_000),
].join('');

/** The meetings of `LOG` by rules, as room, start and duration. */
async function meetings(args: readonly string[], cwd = freshFolder()): Promise<unknown[]> {
  const { code, stdout, stderr } = await replay(args, { stdin: LOG, cwd });
  expect(code, stderr).toBe(0);
  return parseLines<Meeting>(stdout).map(({ room, start_time, duration }) => [room, start_time, duration]);
}

/** The single line of an error that ended a run before any output. */
async function refusal(args: readonly string[], cwd = freshFolder()): Promise<string> {
  const { code, stdout, stderr } = await replay(args, { stdin: LOG, cwd });
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^reconvene: [^\n]*\n$/);
  return stderr.slice('reconvene: '.length, -1);
}

function folderWith(rules: unknown): string {
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'rules.json'), typeof rules === 'string' ? rules : JSON.stringify(rules));
  return cwd;
}

const documented = [
  ['hall', 0, 893],
  ['hall', 900, 300],
];

describe('--rule', () => {
  test('the documented rules without it', async () => {
    expect(await meetings([])).toEqual(documented);
  });

  test.each([
    [
      'granularity=1',
      [
        ['hall', 7, 893],
        ['hall', 900, 300],
      ],
    ],
    [
      'rounding=ceil',
      [
        ['hall', 15, 893],
        ['hall', 900, 300],
      ],
    ],
    ['rounding=nearest', documented],
    ['aloneReset=never', [['hall', 0, 1193]]],
    [
      'aloneReset=60.5',
      [
        ['hall', 0, 353],
        ['hall', 360, 840],
      ],
    ],
    [
      'resetBoundary=departure',
      [
        ['hall', 0, 293],
        ['hall', 300, 900],
      ],
    ],
    ['soloStart=20', [['den', 0, 20], ...documented]],
    ['soloStart=0', [['den', 0, 20], ...documented]],
    ['joinThreshold=300', [['hall', 0, 1193]]],
    ['shortVisits=occupy', documented],
    [
      ' granularity = 1e0 ',
      [
        ['hall', 7, 893],
        ['hall', 900, 300],
      ],
    ],
  ])('%s', async (rule, expected) => {
    expect(await meetings(['--rule', rule])).toEqual(expected);
  });

  test('several, and the last of one name', async () => {
    const several = ['--rule', 'granularity=60', '--rule', 'aloneReset=never', '--rule', 'granularity=1'];
    expect(await meetings(several)).toEqual([['hall', 7, 1193]]);
  });

  const allowedLength = 'expected seconds ≥ 0 and a whole number of milliseconds';
  test.each([
    ['soloStart=', `soloStart: "" is not allowed; ${allowedLength}`],
    ['soloStart=soon', `soloStart: "soon" is not allowed; ${allowedLength}`],
    ['soloStart=-1', `soloStart: -1 is not allowed; ${allowedLength}`],
    ['soloStart=never', `soloStart: "never" is not allowed; ${allowedLength}`],
    ['soloStart=Infinity', `soloStart: "Infinity" is not allowed; ${allowedLength}`],
    ['joinThreshold=0.0005', `joinThreshold: 0.0005 is not allowed; ${allowedLength}`],
    [
      'aloneReset=0',
      'aloneReset: 0 is not allowed; expected seconds > 0 and a whole number of milliseconds, or null for never',
    ],
    [
      'aloneReset=5',
      'aloneReset: 5 is not allowed with joinThreshold 10; expected at least joinThreshold, or null for never',
    ],
    ['granularity=0', 'granularity: 0 is not allowed; expected a whole number of seconds ≥ 1'],
    ['granularity=1.5', 'granularity: 1.5 is not allowed; expected a whole number of seconds ≥ 1'],
    ['rounding=up', 'rounding: "up" is not allowed; expected "floor" or "nearest" or "ceil"'],
    ['shortVisits=1', 'shortVisits: 1 is not allowed; expected "ignore" or "occupy"'],
    ['resetBoundary=x', 'resetBoundary: "x" is not allowed; expected "elapsed" or "departure"'],
  ])('%s is refused', async (rule, message) => {
    expect(await refusal(['--rule', rule])).toBe(`--rule: ${message}`);
  });

  test.each(['soloStart', '=5', ' '])('%j is no rule', async (rule) => {
    expect(await refusal(['--rule', rule])).toBe(`--rule ${rule}: expected name=value, such as soloStart=0`);
  });

  test.each(['solostart', 'bogus', '__proto__', 'constructor', 'toString'])(
    'an option %s is not known',
    async (name) => {
      const hint = name === 'solostart' ? '; did you mean soloStart?' : '';
      expect(await refusal(['--rule', `${name}=1`])).toBe(
        `--rule: "${name}" is not a rule option${hint}; expected one of joinThreshold, shortVisits, soloStart, ` +
          'aloneReset, resetBoundary, granularity, rounding',
      );
    },
  );
});

describe('--rules', () => {
  test('a file of options', async () => {
    const cwd = folderWith({ granularity: 1, aloneReset: null });
    expect(await meetings(['--rules', 'rules.json'], cwd)).toEqual([['hall', 7, 1193]]);
    expect(await meetings(['--rules', 'rules.json'], folderWith({}))).toEqual(documented);
  });

  test('--rule beats it, wherever it stands', async () => {
    const cwd = folderWith({ granularity: 1, aloneReset: null });
    const expected = [
      ['hall', 7, 893],
      ['hall', 900, 300],
    ];
    expect(await meetings(['--rules', 'rules.json', '--rule', 'aloneReset=600'], cwd)).toEqual(expected);
    expect(await meetings(['--rule', 'aloneReset=600', '--rules', 'rules.json'], cwd)).toEqual(expected);
  });

  test('what only both together allow is allowed', async () => {
    const cwd = folderWith({ aloneReset: 5 });
    expect(await refusal(['--rules', 'rules.json'], cwd)).toBe(
      '--rules rules.json: aloneReset: 5 is not allowed with joinThreshold 10; ' +
        'expected at least joinThreshold, or null for never',
    );
    const both = ['--rules', 'rules.json', '--rule', 'joinThreshold=5'];
    expect(await meetings(both, cwd)).toEqual([
      ['hall', 0, 298],
      ['hall', 300, 895],
    ]);
  });

  test('a bad value is told with the file, or with --rule where it came from there', async () => {
    const cwd = folderWith({ rounding: 'up' });
    expect(await refusal(['--rules', 'rules.json'], cwd)).toBe(
      '--rules rules.json: rounding: "up" is not allowed; expected "floor" or "nearest" or "ceil"',
    );
    expect(await meetings(['--rules', 'rules.json', '--rule', 'rounding=floor'], cwd)).toEqual(documented);
    expect(await refusal(['--rules', 'rules.json', '--rule', 'rounding=down'], cwd)).toBe(
      '--rule: rounding: "down" is not allowed; expected "floor" or "nearest" or "ceil"',
    );
  });

  test.each([
    ['{"granularity": }', /^--rules rules\.json: is not JSON: /],
    ['', /^--rules rules\.json: is not JSON: /],
    ['{\n"granularity": 1,\n}', /^--rules rules\.json: is not JSON: /],
    ['[1]', /^--rules rules\.json: expected an object of rule options$/],
    ['null', /^--rules rules\.json: expected an object of rule options$/],
    ['{"gran": 1}', /^--rules rules\.json: "gran" is not a rule option; expected one of joinThreshold, /],
    ['{"__proto__": 1}', /^--rules rules\.json: "__proto__" is not a rule option; /],
    ['{"granularity": "1"}', /^--rules rules\.json: granularity: "1" is not allowed; /],
    ['{"granularity": {}}', /^--rules rules\.json: granularity: an object is not allowed; /],
    ['{"granularity": null}', /^--rules rules\.json: granularity: null is not allowed; /],
    [
      '{"aloneReset": "never"}',
      /^--rules rules\.json: aloneReset: "never" is not allowed; .* or null for never$/,
    ],
  ])('%j is refused', async (content, message) => {
    expect(await refusal(['--rules', 'rules.json'], folderWith(content))).toMatch(message);
  });

  test('a file that cannot be read', async () => {
    const cwd = freshFolder();
    mkdirSync(pathOf(cwd, 'folder'));
    expect(await replay(['--rules', 'rules.json'], { cwd })).toEqual({
      code: 3,
      signal: null,
      stdout: '',
      stderr: 'reconvene: --rules rules.json: no such file or directory\n',
    });
    expect(await replay(['--rules', 'folder'], { cwd })).toEqual({
      code: 3,
      signal: null,
      stdout: '',
      stderr: 'reconvene: --rules folder: is a directory\n',
    });
  });
});
