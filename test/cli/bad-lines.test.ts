import { readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, inject, test } from 'vitest';
import type { InvalidReason } from '../../src/model/anomaly.js';
import { accountOf, allUsed, join, leave, parseLines, readStatistics, T } from '../support/log-lines.js';
import { freshFolder, type Ran, replay } from '../support/run-cli.js';

const NAME = 'a non-empty string of well-formed Unicode';
const TIME =
  'milliseconds since the Unix epoch within ±8.64e15, or an ISO 8601 text such as "2026-03-24T14:50:59Z"';
const RECORD = 'one event as a JSON object';
const UNIT = 'is a number of another size than the first one in the file, which set the unit';
const LONGEST = 16 * 1024 * 1024;

const good = { type: 'join', room: 'hall', participant_id: 'p', at: T };

/** The good event with other fields; undefined takes one away. */
function bad(fields: Record<string, unknown>): string {
  return JSON.stringify({ ...good, ...fields });
}

/** Lines that are no events, of every reason: the line, the field, the reason, what is said. */
const badLines: [string, keyof typeof good | 'user_id' | 'user_name' | null, InvalidReason, string][] = [
  [bad({ type: undefined }), 'type', 'missing', 'type is missing; expected "join", "leave" or "clear"'],
  [bad({ room: null }), 'room', 'missing', `room is missing; expected ${NAME}`],
  [
    bad({ participant_id: undefined }),
    'participant_id',
    'missing',
    `participant_id is missing; expected ${NAME}`,
  ],
  [bad({ at: null }), 'at', 'missing', `at is missing; expected ${TIME}`],
  ['[1, 2]', null, 'not-an-object', `the record is not an object; expected ${RECORD}`],
  ['"join"', null, 'not-an-object', `the record is not an object; expected ${RECORD}`],
  ['null', null, 'not-an-object', `the record is not an object; expected ${RECORD}`],
  ['7', null, 'not-an-object', `the record is not an object; expected ${RECORD}`],
  [bad({ room: 7 }), 'room', 'not-a-string', `room is not a string; expected ${NAME}`],
  [bad({ user_id: 7 }), 'user_id', 'not-a-string', 'user_id is not a string; expected a string or null'],
  [
    bad({ user_name: [] }),
    'user_name',
    'not-a-string',
    'user_name is not a string; expected a string or null',
  ],
  [bad({ room: '' }), 'room', 'empty', `room is empty; expected ${NAME}`],
  [bad({ participant_id: '' }), 'participant_id', 'empty', `participant_id is empty; expected ${NAME}`],
  [
    bad({ room: 'x\ud800' }),
    'room',
    'lone-surrogate',
    `room holds half of a surrogate pair; expected ${NAME}`,
  ],
  [
    bad({ type: 'JOIN' }),
    'type',
    'unknown-type',
    'type is none of the known types; expected "join", "leave" or "clear"',
  ],
  [bad({ at: 'noon' }), 'at', 'not-a-time', `at is not a point in time; expected ${TIME}`],
  [bad({ at: true }), 'at', 'not-a-time', `at is not a point in time; expected ${TIME}`],
  [bad({ at: '1774363859000' }), 'at', 'not-a-time', `at is not a point in time; expected ${TIME}`],
  [bad({ at: '2026-02-30T00:00:00Z' }), 'at', 'not-a-time', `at is not a point in time; expected ${TIME}`],
  [bad({ at: '2026-03-24T14:50:59' }), 'at', 'no-offset', `at has no offset from UTC; expected ${TIME}`],
  [bad({ at: '+275760-09-13T00:00:01Z' }), 'at', 'out-of-range', `at is out of range; expected ${TIME}`],
  [
    bad({ at: T / 1000 }),
    'at',
    'unit-changed',
    `at ${UNIT}; expected times of one unit (a time unit can be named); --time-unit s, ms, us or ns says which`,
  ],
  ['{"type":"join"', null, 'not-json', `the record is not JSON; expected ${RECORD}`],
  ["{'type':'join'}", null, 'not-json', `the record is not JSON; expected ${RECORD}`],
  [`${bad({})},`, null, 'not-json', `the record is not JSON; expected ${RECORD}`],
  [`${bad({})} ${bad({})}`, null, 'not-json', `the record is not JSON; expected ${RECORD}`],
  [`\ufeff${bad({})}`, null, 'not-json', `the record is not JSON; expected ${RECORD}`],
  ['\u001b[2J', null, 'not-json', `the record is not JSON; expected ${RECORD}`],
];

/** A bad line in `--anomalies`. */
interface BadLine {
  readonly reason: InvalidReason;
  readonly line: number;
  readonly record: string;
}

/** Replays one file with all outputs. */
async function replayFile(
  content: string | Buffer,
  args: readonly string[] = [],
): Promise<Ran & { anomalies: BadLine[]; cwd: string }> {
  const cwd = freshFolder();
  writeFileSync(pathOf(cwd, 'log'), content);
  const ran = await replay(['log', '--anomalies', 'bad', '--stats', 'stats', ...args], { cwd });
  return { ...ran, cwd, anomalies: parseLines(readFileSync(pathOf(cwd, 'bad'), 'utf8')) };
}

describe('every reason', () => {
  const log = [bad({}), ...badLines.map(([line]) => line), bad({ type: 'leave', at: T + 60_000 }), ''].join(
    '\n',
  );

  test('is told with file, line, field and what was expected; the rest is used', async () => {
    const { code, stdout, stderr, cwd } = await replayFile(log);
    expect(stderr.trimEnd().split('\n')).toEqual([
      ...badLines.map(([, , , message], i) => `log:${i + 2}: ${message}`),
      `${badLines.length + 2} records read = 2 used + 0 repeated + 0 stray + 0 late + 0 after_as_of + 0 ignored + ` +
        `${badLines.length} invalid; 1 meetings`,
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      room: 'hall',
      duration: 60,
      participants: [{ duration: 60 }],
    });
    expect(code).toBe(0);
    const counts: Partial<Record<InvalidReason, number>> = {};
    for (const [, , reason] of badLines) counts[reason] = (counts[reason] ?? 0) + 1;
    expect(readStatistics(pathOf(cwd, 'stats')).invalid_by_reason).toEqual(counts);
  });

  test('is in --anomalies with the line as it came', async () => {
    const { anomalies } = await replayFile(log);
    expect(anomalies).toEqual(
      badLines.map(([record, field, reason, message], i) => ({
        code: 'invalid-event',
        index: i + 1,
        field,
        reason,
        file: 'log',
        line: i + 2,
        message,
        record,
      })),
    );
  });

  test('is as the packed schema says, strays too', async () => {
    const ajv = new Ajv2020({ strictTypes: false });
    const path = pathOf(inject('packed'), 'node_modules/reconvene/schemas/anomaly.schema.json');
    const validate = ajv.compile(JSON.parse(readFileSync(path, 'utf8')));
    const strays = join('den', 'p', T) + join('den', 'p', T + 1) + leave('den', 'q', T);
    const content = Buffer.concat([
      Buffer.from(log + strays),
      Buffer.from([0xff, 0x0a]),
      longLine(LONGEST + 1),
    ]);
    const { anomalies } = await replayFile(content);
    expect(anomalies.length).toBe(badLines.length + 4);
    for (const anomaly of anomalies) {
      expect(validate(anomaly), `${JSON.stringify(anomaly)}: ${ajv.errorsText(validate.errors)}`).toBe(true);
    }
  });
});

describe('bytes', () => {
  test('that are no UTF-8', async () => {
    const half = Buffer.from(join('hall', 'p', T, { user_name: 'ë' }));
    const content = Buffer.concat([
      Buffer.from(bad({ user_name: '\ufffd' })),
      Buffer.from('\n'),
      half.subarray(0, half.indexOf(0xc3) + 1),
      Buffer.from('"}\n'),
      Buffer.from([0xff, 0xfe, 0x0a]),
      Buffer.from([0xed, 0xa0, 0x80, 0x0a]),
    ]);
    for (const stored of [content, gzipSync(content)]) {
      const { code, stderr, anomalies } = await replayFile(stored);
      const message = `the record is not UTF-8; expected ${RECORD}`;
      expect(stderr.split('\n').slice(0, 3)).toEqual([2, 3, 4].map((line) => `log:${line}: ${message}`));
      expect(accountOf(stderr)).toMatchObject({ records_read: 4, used: 1, invalid: 3 });
      expect(anomalies.map(({ reason }) => reason)).toEqual(['not-utf-8', 'not-utf-8', 'not-utf-8']);
      expect(anomalies[0]!.record).toBe(join('hall', 'p', T, { user_name: '\ufffd' }).trimEnd());
      expect(code).toBe(0);
    }
  });

  test('NUL is a character like any other', async () => {
    const { code, stderr } = await replayFile(`${bad({})}\n\0\n${bad({ room: '\0' })}\n`);
    expect(stderr.split('\n')[0]).toBe(`log:2: the record is not JSON; expected ${RECORD}`);
    expect(accountOf(stderr)).toMatchObject({ records_read: 3, used: 2, invalid: 1 });
    expect(code).toBe(0);
  });
});

/** A good record of so many bytes, its newline not counted. */
function longLine(length: number): Buffer {
  const line = join('hall', 'p', T, { filler: '' });
  return Buffer.from(line.replace('"filler":""', `"filler":"${'x'.repeat(length - line.length + 1)}"`));
}

describe('length', () => {
  test('16 MiB are a line', async () => {
    const { code, stderr } = await replayFile(Buffer.concat([longLine(LONGEST), longLine(LONGEST)]));
    expect(accountOf(stderr)).toMatchObject({ records_read: 2, used: 1, repeated: 1, invalid: 0 });
    expect(code).toBe(0);
  });

  test('one byte more is too long, and what follows is read', async () => {
    const content = Buffer.concat([longLine(LONGEST + 1), longLine(3 * LONGEST), Buffer.from(bad({}))]);
    for (const stored of [content, gzipSync(content, { level: 1 })]) {
      const { code, stderr, anomalies } = await replayFile(stored);
      expect(stderr.split('\n')).toEqual([
        `log:1: the record is too long; expected ${RECORD}`,
        `log:2: the record is too long; expected ${RECORD}`,
        '3 records read = 1 used + 0 repeated + 0 stray + 0 late + 0 after_as_of + 0 ignored + 2 invalid; 0 meetings',
        '',
      ]);
      expect(anomalies.map(({ reason, record }) => [reason, record])).toEqual([
        ['too-long', longLine(LONGEST).toString('utf8', 0, 200)],
        ['too-long', longLine(LONGEST).toString('utf8', 0, 200)],
      ]);
      expect(code).toBe(0);
    }
  });
});

describe('many bad lines', () => {
  const wrong = [
    ...Array.from({ length: 25 }, (_, i) => `not JSON, number ${i + 1}`),
    ...Array.from({ length: 20 }, () => bad({ room: '' })),
    ...Array.from({ length: 22 }, () => bad({ type: null })),
  ];
  const log = `${wrong.join('\n')}\n`;
  const shown = [
    ...Array.from({ length: 20 }, (_, i) => `log:${i + 1}: the record is not JSON; expected ${RECORD}`),
    ...Array.from({ length: 20 }, (_, i) => `log:${i + 26}: room is empty; expected ${NAME}`),
    ...Array.from(
      { length: 20 },
      (_, i) => `log:${i + 46}: type is missing; expected "join", "leave" or "clear"`,
    ),
  ];
  const summary =
    '67 records read = 0 used + 0 repeated + 0 stray + 0 late + 0 after_as_of + 0 ignored + 67 invalid; 0 meetings';

  test('the first 20 of each reason are shown, the others counted; --anomalies has all', async () => {
    const { stderr, anomalies } = await replayFile(log);
    expect(stderr.trimEnd().split('\n')).toEqual([
      ...shown,
      'reconvene: and 5 more bad lines (not-json); all are in the --anomalies file',
      'reconvene: and 2 more bad lines (missing); all are in the --anomalies file',
      summary,
    ]);
    expect(anomalies.map(({ record }) => record)).toEqual(wrong);
    expect(anomalies.map(({ line }) => line)).toEqual(wrong.map((_, i) => i + 1));
  });

  test('without --anomalies it is told how to keep them', async () => {
    const { stderr } = await replay([], { stdin: log });
    expect(stderr.trimEnd().split('\n')).toEqual([
      ...shown.map((line) => line.replace('log:', '<stdin>:')),
      'reconvene: and 5 more bad lines (not-json); --anomalies FILE keeps them all',
      'reconvene: and 2 more bad lines (missing); --anomalies FILE keeps them all',
      summary,
    ]);
  });
});

describe('places', () => {
  test('blank lines count as lines, not as records', async () => {
    const { stderr, anomalies } = await replayFile(`\n${bad({})}\n\n\r\nx\n`);
    expect(stderr).toMatch(/^log:5: the record is not JSON; /);
    expect(anomalies).toMatchObject([{ line: 5, index: 1, record: 'x' }]);
  });

  test('in several files', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'a'), `${bad({})}\nx\n`);
    writeFileSync(pathOf(cwd, 'b'), gzipSync(`${bad({ room: 'b' })}\n\n\ny`));
    const { stderr } = await replay(['a', 'b', '--anomalies', 'bad'], { cwd });
    expect(stderr).toMatch(/^a:2: .*\nb:4: .*\n4 records/);
    expect(parseLines(readFileSync(pathOf(cwd, 'bad'), 'utf8'))).toMatchObject([
      { file: 'a', line: 2, index: 1, record: 'x' },
      { file: 'b', line: 4, index: 3, record: 'y' },
    ]);
  });

  test('in a file with a hostile name', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, '\u001b[2J\n'), `${join('hall', 'p', T / 1000)}x\n`);
    const { stderr } = await replay(['\u001b[2J\n'], { cwd });
    expect(stderr.split('\n').slice(0, -2)).toEqual([
      'reconvene: \\u{1b}[2J\\u{a}:1: numeric times look like seconds and are read so; --time-unit says otherwise',
      `\\u{1b}[2J\\u{a}:2: the record is not JSON; expected ${RECORD}`,
    ]);
  });

  test('no bad lines, no anomalies: the file is there and empty', async () => {
    const { stderr, anomalies } = await replayFile(`${bad({})}\n`);
    expect(stderr).toBe(`${allUsed(1, 0)}\n`);
    expect(anomalies).toEqual([]);
  });
});
