import { describe, expect, test } from 'vitest';
import { readHead } from '../../src/replay/input-head.js';
import { planSource } from '../../src/replay/plan-source.js';
import { findTable } from '../../src/replay/plan-table.js';
import { AS_TABLES_TELL, type TableOptions } from '../../src/replay/table-options.js';
import { compileMapping } from '../../src/sources/mapping/compile-mapping.js';
import { native } from '../../src/sources/native.js';
import type { Source } from '../../src/sources/source.js';
import { T } from '../support/log-lines.js';
import { memoryInput } from '../support/memory-input.js';
import { replayText, type TextOptions } from '../support/replay-text.js';

const HEADER = 'type,room,participant_id,at,user_id,user_name';
const EVENTS = [
  `join,daily,p1,${T},u-1,"Smith, Ann"`,
  'join,daily,p2,2026-03-24T14:51:59Z,,Ben',
  `leave,daily,p2,${T + 500_000},,`,
  `clear,daily,,${T + 600_000},,`,
];

const mapped = compileMapping({
  name: 'mine',
  room: 'where',
  user_id: 'who',
  type: 'what',
  join: ['in'],
  leave: ['out'],
  time: 'when',
});
const ROWS = [`ann,lab,in,${T}`, `ann,lab,out,${T + 90_000}`];

async function replayTable(
  text: string,
  options: TextOptions & Partial<TableOptions> = {},
  given: Source | null = null,
) {
  const { delimiter = null, header = null, columns = null, ...rest } = options;
  const tables = { ...AS_TABLES_TELL, delimiter, header, columns };
  const ran = await replayText(text, rest, given, tables);
  const names = ran.meetings.flatMap(({ meeting }) =>
    meeting.participants.map(({ user_id, user_name }) => `${meeting.room} ${user_id} ${user_name}`),
  );
  const told = ran.badLines.map(({ line, message }) => `${line}: ${message}`);
  return { ...ran, names, told };
}

describe('native events by the names of columns', () => {
  const expected = ['daily u-1 Smith, Ann', 'daily null Ben'];

  test.each([
    ['comma', [HEADER, ...EVENTS].join('\n')],
    ['a BOM and CRLF', `\ufeff${[HEADER, ...EVENTS].join('\r\n')}\r\n`],
    ['tab', [HEADER, ...EVENTS].join('\n').replaceAll(/,(?! )/g, '\t')],
    ['semicolon', [HEADER, ...EVENTS].join('\n').replaceAll(/,(?! )/g, ';')],
    ['pipe', [HEADER, ...EVENTS].join('\n').replaceAll(/,(?! )/g, '|')],
    ['a delimiter that is said', `sep=;\n${[HEADER, ...EVENTS].join('\n').replaceAll(/,(?! )/g, ';')}`],
    ['a preamble', ['Export, of Monday', '"two', 'lines"', '', HEADER, ...EVENTS].join('\n')],
    ['columns in another order, and others', [`x,${HEADER}`, ...EVENTS.map((row) => `?,${row}`)].join('\n')],
    ['rows of empty cells', [HEADER, ',,,,,', ...EVENTS, ',,,,,'].join('\n')],
  ])('%s', async (_, text) => {
    const { plan, names, statistics, told } = await replayTable(text);
    expect([plan.source.name, plan.form, told]).toEqual(['native', 'table', []]);
    expect(names).toEqual(expected);
    expect(statistics).toMatchObject({ records_read: 4, used: 4 });
    expect(await replayTable(text, {}, native)).toMatchObject({ names, told });
  });

  test('as the lines of the same events', async () => {
    const { meetings } = await replayTable([HEADER, ...EVENTS].join('\n'));
    const lines = EVENTS.map((row) => {
      const [type, room, participant_id, at, user_id] = row.split(',');
      const user_name = /"(.*)"/.exec(row)?.[1] ?? (row.includes('Ben') ? 'Ben' : null);
      const time = /^\d+$/.test(at!) ? Number(at) : at;
      return `${JSON.stringify({ type, room, participant_id, at: time, user_id: user_id || null, user_name })}\n`;
    });
    expect((await replayText(lines.join(''))).meetings).toEqual(meetings);
  });

  test('only a header', async () => {
    const { plan, statistics } = await replayTable(`${HEADER}\n`);
    expect(plan).toMatchObject({ source: native, form: 'table' });
    expect(statistics).toMatchObject({ records_read: 0, meetings: 0 });
  });

  test('bad rows are told by their line, and counted', async () => {
    const rows = [
      `join,daily,p,${T}`,
      'join,daily,p',
      `join,daily,p,${T},more`,
      'join,daily,p,later',
      `jump,daily,p,${T}`,
    ];
    const { told, statistics } = await replayTable(`type,room,participant_id,at\n\n${rows.join('\n')}\n`);
    expect(told).toEqual([
      '4: the record has another number of cells than the header; expected 4 cells, not 3',
      '5: the record has another number of cells than the header; expected 4 cells, not 5',
      expect.stringMatching(/^6: at is not a point in time; /),
      expect.stringMatching(/^7: type is none of the known types; /),
    ]);
    expect(statistics).toMatchObject({ records_read: 5, used: 1, invalid: 4 });
  });

  test('a quote that never closes: what is before it is used', async () => {
    const { statistics } = await replayTable(`${HEADER}\n${EVENTS[1]}\njoin,"daily,p,${T},,\n${EVENTS[2]}\n`);
    expect(statistics).toMatchObject({ records_read: 1, used: 1 });
    expect(statistics.files[0]).toMatchObject({
      broken: { after_line: 2, reason: 'a quote in or after line 3 never closes' },
    });
  });

  test('local times are read where a time zone is given', async () => {
    const text = 'type,room,participant_id,at\njoin,daily,p,2026-03-24 14:50:59\n';
    expect((await replayTable(text)).told).toEqual([
      expect.stringMatching(/^2: at has no offset .*--timezone ZONE$/),
    ]);
    const { statistics } = await replayTable(text, { timezone: 'UTC' });
    expect(statistics).toMatchObject({ used: 1, first_at: T });
  });

  test.each([',', ';', '\t', '|'])('columns that are given tell the delimiter %j', async (delimiter) => {
    const rows = [`join,daily,p,${T},"1; 2 | 3\t4, 5"`, `leave,daily,p,${T + 60_000},x`];
    const { statistics } = await replayText(
      rows.map((row) => `${row.replaceAll(/,(?! )/g, delimiter)}\n`).join(''),
      {},
      null,
      { ...AS_TABLES_TELL, columns: ['type', 'room', 'participant_id', 'at', 'user_name'] },
    );
    expect(statistics).toMatchObject({ records_read: 2, used: 2 });
  });

  test.each([
    '2026-03-24 14:50:59Z',
    '2026-03-24 15:50:59.000+01',
    '2026-03-24 14:50:59 UTC',
    '2026-03-24 14:50:59.000000 +0000',
    '2026-03-24T15:50:59 +01:00',
  ])('a time as databases write it: %s', async (time) => {
    const { statistics } = await replayTable(`type,room,participant_id,at\njoin,daily,p,${time}\n`);
    expect(statistics).toMatchObject({ used: 1, first_at: T });
  });

  test.each(['s', 'us', 'auto'] as const)('local times are in no unit: %s', async (timeUnit) => {
    const text =
      'type,room,participant_id,at\njoin,daily,p,1970-01-01 00:00:01\nleave,daily,p,2026-03-24 14:50:59\n';
    const { statistics } = await replayTable(text, { timezone: 'UTC', timeUnit });
    expect(statistics).toMatchObject({ used: 2, first_at: 1000, last_at: T });
    expect(statistics.files[0]).toMatchObject({ time_unit: timeUnit === 'auto' ? null : timeUnit });
  });

  test('the unit of times is one for a file, as in lines', async () => {
    const text = `type,room,participant_id,at\njoin,a,p,${T / 1000}\nleave,a,p,${T}\n`;
    const { told } = await replayTable(text);
    expect(told).toEqual([expect.stringMatching(/^3: at is a number of another size/)]);
  });
});

describe('a mapping', () => {
  test('by the names of columns, below a preamble', async () => {
    const { names, plan } = await replayTable(`A log\n\nwho,where,what,when\n${ROWS.join('\n')}`, {}, mapped);
    expect(plan.note).toBe('a table whose header is line 3');
    expect(names).toEqual(['lab ann null']);
  });

  const byPlace = compileMapping({
    ...{ name: 'mine', room: '2', user_id: '1', type: '3', join: ['in'], leave: ['out'], time: '4' },
  });

  test('by the places of columns, with and without a header', async () => {
    const { names } = await replayTable(ROWS.join('\n'), { header: 'none' }, byPlace);
    expect(names).toEqual(['lab ann null']);
    const { names: named, statistics } = await replayTable(
      `a,b,c,d\n${ROWS.join('\n')}`,
      { header: 1 },
      byPlace,
    );
    expect(named).toEqual(['lab ann null']);
    expect(statistics.records_read).toBe(2);
  });

  test.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['pipe', '|'],
    ['tab', '\t'],
  ])('by places with the type in the first column: cut at each %s', async (_, delimiter) => {
    const typeFirst = compileMapping({
      ...{ name: 'mine', type: '1', room: '2', user_id: '3', time: '4', join: ['in'], leave: ['out'] },
    });
    const rows = [`in,lab,ann,${T}`, `out,lab,ann,${T + 90_000}`];
    const text = rows.join('\n').replaceAll(',', delimiter);
    const { names, statistics } = await replayTable(text, { header: 'none' }, typeFirst);
    expect([names, statistics.records_read, statistics.ignored]).toEqual([['lab ann null'], 2, 0]);
    const headed = `a,b,c,d\n${rows.join('\n')}`.replaceAll(',', delimiter);
    expect((await replayTable(headed, { header: 1 }, typeFirst)).names).toEqual(['lab ann null']);
    // Other delimiters within cells take nothing from it.
    const other = delimiter === ',' ? '\t' : ', ';
    const odd = text.replaceAll('ann', `Smith${other}Ann`);
    const { names: oddNames } = await replayTable(odd, { header: 'none' }, typeFirst);
    expect(oddNames).toEqual([`lab Smith${other}Ann null`]);
  });

  test('by names that are given', async () => {
    const columns = ['who', 'where', 'what', 'when'];
    expect((await replayTable(ROWS.join('\n'), { columns }, mapped)).names).toEqual(['lab ann null']);
    const text = `a;b;c;d\n${ROWS.join('\n').replaceAll(',', ';')}`;
    expect((await replayTable(text, { columns, header: 1 }, mapped)).names).toEqual(['lab ann null']);
  });

  test('a column may have any name, and a name twice', async () => {
    const odd = compileMapping({
      ...{ name: 'mine', room: '__proto__', user_id: 'a\\.b', type: '3', join: ['in'], leave: ['out'] },
      time: 'when',
    });
    const text = `a.b,__proto__,a.b,when\n${ROWS.join('\n')}`;
    expect((await replayTable(text, {}, odd)).names).toEqual(['lab ann null']);
  });

  test('lines of JSON stay lines, whatever commas they have', async () => {
    const text = `${JSON.stringify({ other: 1, x: 2 })}\n${JSON.stringify({ other: 1, x: 2 })}\n`;
    const { plan, statistics } = await replayTable(text, {}, mapped);
    expect([plan.form, statistics.invalid]).toEqual(['lines', 2]);
  });
});

describe('what is no table of anybody', () => {
  test.each(['a,b\n1,2\n3,4\n', 'just a text, with a comma\n', 'x\ty\n'])('%j is refused', async (text) => {
    await expect(replayTable(text)).rejects.toThrow(/no source recognises it .* it begins /);
  });

  test('and does not quote what must not be seen', async () => {
    const head = await readHead(memoryInput('name,mail\nAnn,ann@example.com\n'), () => false);
    const refused = planSource(head, null, AS_TABLES_TELL, true);
    await expect(refused).rejects.toThrow(/no source recognises it/);
    await expect(planSource(head, null, AS_TABLES_TELL, true)).rejects.not.toThrow(/mail/);
  });

  test('lines that are no events stay bad lines where native is asked for', async () => {
    const { plan, statistics } = await replayTable('a,b\n1,2\n', {}, native);
    expect([plan.form, statistics.invalid]).toEqual(['lines', 2]);
  });

  test('a row of a table is found by a source, whatever else is above it', async () => {
    const head = await readHead(memoryInput(`${'x,y,z\n'.repeat(29)}${HEADER}\n${EVENTS[0]}\n`), () => false);
    expect(findTable(head, null, AS_TABLES_TELL)).toMatchObject({ headerLine: 30, source: native });
  });
});

describe('an object with an array', () => {
  const events = [
    { type: 'join', room: 'a', participant_id: 'p', at: T },
    { type: 'leave', room: 'a', participant_id: 'p', at: T + 60_000 },
  ];

  test.each([
    ['on one line', JSON.stringify({ count: 2, events })],
    ['over several', JSON.stringify({ count: 2, events }, null, 2)],
    ['with a BOM', `\ufeff${JSON.stringify({ events, tags: [] })}`],
  ])('%s', async (_, text) => {
    const { plan, statistics } = await replayText(text);
    expect([plan.source.name, plan.form]).toEqual(['native', 'document']);
    expect(statistics).toMatchObject({ records_read: 2, used: 2, meetings: 1 });
  });

  test('two arrays are one too many', async () => {
    await expect(replayText(JSON.stringify({ events, others: events }))).rejects.toThrow(
      'no source recognises',
    );
  });
});
