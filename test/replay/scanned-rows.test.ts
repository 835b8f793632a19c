import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AS_TABLES_TELL } from '../../src/replay/table-options.js';
import { native } from '../../src/sources/native.js';
import { runs, seed } from '../support/law.js';
import { T } from '../support/log-lines.js';
import { replayText } from '../support/replay-text.js';

const texts = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('a', 'b', 'Ann Lee', 'Zoë 李雷 🦊', '') },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      '"q"',
      'a, b',
      'two\nlines',
      'two\r\nlines',
      'back\\slash',
      '\t',
      '\u0001\b\f',
      '""',
      '\ufeffx',
      '\u007f\u2028',
      ' x ',
      '\r',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', '\\', '\u001f', 'é') }),
  },
);
const times = fc.oneof(
  { weight: 8, arbitrary: fc.nat(2_000_000).map((ms) => `${T + ms}`) },
  fc.constantFrom(
    ...[
      `${Math.floor(T / 1000)}`,
      `${T}.5`,
      '-5',
      '-0',
      '007',
      '+7',
      '1e3',
      ' 17 ',
      'now',
      '',
      '9'.repeat(15),
      '9'.repeat(16),
    ],
    ...[
      '2026-03-24T14:51:59Z',
      '2026-03-24 14:51:59Z',
      '2026-03-24T14:51:59',
      '2026-03-24T14:51:59.5+01:00',
      '2026-03-24 14:51 UTC',
      '2026-03-24 14:51\u00a0UTC',
      '1970-01-02 00:00:00',
      '+275760-09-13T01:00:00',
      '2026-03-24 14:51:59.123456+00',
      '2026-03-24 14:51:59.5 +0100',
      ' 2026-03-24 14:51:59 -01:30',
      '2026-03-24  14:51:59Z',
      '2026-03-24 14:51:59Z UTC',
      '2026-03-24 25:51:59Z',
      '2026-03-24 14:52:00.7',
      '2026-03-24T14:52\u00a0',
      '2026-03-24é14:52:00Z',
      // in Berlin there is no such time, and the other comes twice
      '2026-03-29 02:30:00',
      '2026-10-25T02:30',
    ],
  ),
);
const types = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('join', 'leave', 'join', 'leave', 'clear') },
  fc.constantFrom('JOIN', ' join', '', 'left'),
);
const rows = fc.record({
  type: types,
  room: texts,
  participant_id: texts,
  at: times,
  user_id: texts,
  user_name: texts,
  note: texts,
});
const COLUMNS = ['type', 'room', 'participant_id', 'at', 'user_id', 'user_name', 'note'] as const;

const tables = fc.record({
  rows: fc.array(rows, { maxLength: 40 }),
  /** what stands between some rows: lines of another shape */
  others: fc.array(
    fc.tuple(
      fc.nat(40),
      fc.constantFrom(
        '',
        ',,,,,,',
        'join,r',
        'join,r,p,1,,,,',
        `join,r,p,${T},,,,x`,
        'a"b,r,p,1,,,',
        '"a"b,r',
        '"',
        '\ufeffjoin,r,p,1,,,',
        ' ',
      ),
    ),
    { maxLength: 3 },
  ),
  /** whether cells are quoted that need not be */
  quotesAll: fc.boolean(),
  columns: fc.shuffledSubarray([...COLUMNS], { minLength: 7 }),
  delimiter: fc.constantFrom(',', ';', '\t', '|'),
  ends: fc.constantFrom('\n', '\r\n'),
  endsLast: fc.boolean(),
  head: fc.constantFrom('', '\ufeff', 'A title\n', '\n\n'),
  /** after which row comes a byte that is no UTF-8, if any does */
  broken: fc.option(fc.nat(40), { freq: 8 }),
});
type Table = typeof tables extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function bytesOf(table: Table): Buffer {
  const { rows, others, quotesAll, columns, delimiter, ends, endsLast, head, broken } = table;
  const cell = (text: string) =>
    quotesAll || /["\r\n]/.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  const lines = [columns.join(delimiter)].map((line) => Buffer.from(line));
  for (const [i, row] of rows.entries()) {
    for (const [place, line] of others)
      if (place === i) lines.push(Buffer.from(line.replaceAll(',', delimiter)));
    const line = Buffer.from(columns.map((column) => cell(row[column])).join(delimiter));
    lines.push(broken === i ? Buffer.concat([line, Buffer.of(0xc3)]) : line);
  }
  const last = lines.length - 1;
  return Buffer.concat([
    Buffer.from(head),
    ...lines.flatMap((line, i) => [line, Buffer.from(i < last || endsLast ? ends : '')]),
  ]);
}

describe('rows of native events that are taken as bytes come to what the parser makes of them', () => {
  test(`whatever the table; ${runs} runs, RECONVENE_SEED=${seed}`, async () => {
    const options = fc.constantFrom(
      {},
      { lateness: 0 },
      { lateness: 1_000_000 },
      { timeUnit: 's' as const },
      { asOf: T + 1e6 },
      { onlyRooms: new Set(['a']) },
      { timezone: 'Europe/Berlin' },
      { timezone: 'Europe/Berlin', timeUnit: 's' as const },
      { timezone: 'Europe/Berlin', repeatedHour: 'later' as const, lateness: 1_000_000 },
    );
    const check = async (table: Table, rest: Parameters<typeof replayText>[1]) => {
      const tables = { ...AS_TABLES_TELL, delimiter: table.delimiter };
      await replayText(bytesOf(table), rest, native, tables);
    };
    await fc.assert(fc.asyncProperty(tables, options, check), { numRuns: runs, seed });
  });

  test('a mark of byte order is none of the first cell, where there is no header', async () => {
    const columns = ['user_id', 'type', 'room', 'participant_id', 'at'];
    const text = `\ufeffann,join,r,p,${T}\nann,leave,r,p,${T + 60_000}\n`;
    const tables = { ...AS_TABLES_TELL, delimiter: ',', header: 'none' as const, columns };
    const { meetings } = await replayText(text, { timeUnit: 'ms' }, native, tables);
    expect(meetings[0]!.meeting.participants[0]!.user_id).toBe('ann');
  });

  test('what stands above the header is none, though it looks like an event', async () => {
    const text = [
      'join,r,x,2026-03-24T14:50:59Z',
      'type,room,participant_id,at',
      `join,r,p,${T}`,
      `leave,r,p,${T + 60_000}`,
    ];
    const { statistics } = await replayText(text.join('\n'), {}, native, { ...AS_TABLES_TELL, header: 2 });
    expect(statistics).toMatchObject({ records_read: 2, used: 2 });
  });

  test('cells over several lines keep the count of lines', async () => {
    const text = [
      'type,room,participant_id,at,note',
      `join,r,p,${T},"a\nb\r\nc"`,
      'join,r,p,soon,',
      `leave,"r",p,${T + 1},"\n"`,
      'x',
    ];
    const { badLines } = await replayText(text.join('\n'), {}, native);
    expect(badLines.map(({ line, record }) => [line, record])).toEqual([
      [5, 'join,r,p,soon,'],
      [8, 'x'],
    ]);
  });
});
