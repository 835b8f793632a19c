import { describe, expect, test } from 'vitest';
import { readForeignList, UnreadableList } from '../../../src/oracle/compare/read-foreign-list.js';

const meeting = {
  id: 'm',
  room: 'den',
  start_time: 1_774_363_860,
  duration: 600,
  ongoing: false,
  max_participants: 1,
};
const record = {
  participant_id: 'p',
  user_id: null,
  user_name: 'Ann',
  join_time: 1_774_363_860,
  duration: 600,
};
const whole = { ...meeting, participants: [record] };

function told(list: unknown, name?: string): string[] {
  return readForeignList(list, name).bad.map(({ place, message }) => `${place}: ${message}`);
}

describe('forms', () => {
  const pretty = (value: unknown) => JSON.stringify(value, null, 2);
  const forms = [
    ['the documented body', { total_count: 1, data: [whole] }],
    ['an array', [whole]],
    ['one meeting', whole],
    ['pages', [{ total_count: 1, data: [whole] }]],
    ['the body as text', pretty({ total_count: 1, data: [whole] })],
    ['an array as text, with a BOM', `\ufeff${pretty([whole])}`],
    ['NDJSON of meetings', `\n${JSON.stringify(whole)}\r\n\n`],
    [
      'NDJSON of bodies',
      `${JSON.stringify({ total_count: 1, data: [whole] })}\n${JSON.stringify({ data: [] })}\n`,
    ],
    [
      'CSV',
      'room,start_time,duration,ongoing,max_participants,participants\r\n' +
        `den,1774363860,600,false,1,"${JSON.stringify([record]).replaceAll('"', '""')}"\r\n`,
    ],
    [
      'CSV with semicolons, and times as texts',
      `room;start_time;duration;ongoing;max_participants;participants\nden;2026-03-24T14:51:00Z;600;0;1;'${''}`.replace(
        ";'",
        `;"${JSON.stringify([record]).replaceAll('"', '""')}"`,
      ),
    ],
  ] as const;

  test.each(forms)('%s', (_, list) => {
    const { meetings, bad } = readForeignList(list);
    expect(bad).toEqual([]);
    expect(meetings).toEqual([
      expect.objectContaining({ room: 'den', start_time: 1_774_363_860, duration: 600 }),
    ]);
    expect(meetings[0]).toMatchObject({
      ongoing: false,
      max_participants: 1,
      participants: [{ duration: 600 }],
    });
  });

  test('an empty text, array or body has no meetings', () => {
    for (const list of ['', '\n', '[]', { total_count: 0, data: [] }]) {
      expect(readForeignList(list)).toMatchObject({ meetings: [], bad: [] });
    }
  });

  test('what a list does not say is null', () => {
    const { room, start_time, duration } = meeting;
    expect(readForeignList([{ room, start_time, duration }]).meetings[0]).toMatchObject({
      ongoing: null,
      max_participants: null,
      participants: null,
    });
    expect(readForeignList('room,start_time,duration,ongoing\nden,0,1,').meetings[0]).toMatchObject({
      ongoing: null,
    });
  });

  test('what stands there twice, word for word, is one; a page tells how many there are', () => {
    const pages = [
      { total_count: 3, data: [whole, { ...whole, id: 'n' }] },
      { total_count: 3, data: [{ ...whole, id: 'n' }] },
    ];
    expect(readForeignList(pages)).toMatchObject({ meetings: [{}, {}], repeated: 1, total: 3 });
  });

  test('fields of no documented name are counted', () => {
    expect(
      readForeignList([
        { ...whole, host: 'Ann' },
        { ...whole, id: 'n', host: null },
      ]).unknownFields,
    ).toEqual({
      host: 2,
    });
  });
});

describe('places', () => {
  test('of what is wrong in a meeting', () => {
    const wrong = (field: object) => told({ data: [whole, { ...whole, ...field }] }, 'page.json')[0];
    expect(wrong({ room: '' })).toBe('page.json: data[1]: room: expected a text that is not empty; got ""');
    expect(wrong({ start_time: '24.3.2026' })).toBe(
      'page.json: data[1]: start_time: expected a time in Unix seconds, or ISO 8601 with an offset; got "24.3.2026"',
    );
    expect(wrong({ duration: -1 })).toBe('page.json: data[1]: duration: expected seconds from 0 on; got -1');
    expect(wrong({ duration: undefined })).toContain('duration: expected seconds from 0 on; got nothing');
    expect(wrong({ ongoing: 'no' })).toContain('ongoing: expected true or false; got "no"');
    expect(wrong({ max_participants: 1.5 })).toContain(
      'max_participants: expected a whole number from 0 on; got 1.5',
    );
    expect(wrong({ participants: {} })).toContain('participants: expected a list of records; got {}');
    expect(wrong({ participants: [record, null] })).toContain(
      'participants[1]: expected a record as an object; got null',
    );
    expect(wrong({ participants: [{ ...record, join_time: null }] })).toContain(
      'participants[0].join_time: expected',
    );
    expect(wrong({ participants: [{ ...record, user_id: 7 }] })).toContain(
      'participants[0].user_id: expected a text or null',
    );
    expect(told([[whole]])).toEqual([
      expect.stringContaining('[0]: expected a meeting as an object; got [{'),
    ]);
  });

  test('of what no file can hold', () => {
    const circle: Record<string, unknown> = { ...whole };
    circle.room = circle;
    const list = [{ ...whole, start_time: 1n }, { ...whole, room: [2n] }, circle, 3n];
    expect(told(list)).toEqual([
      '[0]: start_time: expected a time in Unix seconds, or ISO 8601 with an offset; got 1n',
      '[1]: room: expected a text that is not empty; got ["2n"]',
      '[2]: room: expected a text that is not empty; got an object',
      '[3]: expected a meeting as an object; got 3n',
    ]);
    const more = { ...whole, more: 1n };
    expect(readForeignList([more, { ...more }])).toMatchObject({
      repeated: 1,
      bad: [],
      unknownFields: { more: 1 },
    });
  });

  test('lines of NDJSON and CSV', () => {
    expect(told(`${JSON.stringify(whole)}\n{"room":\n7\n`, 'a.ndjson')).toEqual([
      expect.stringMatching(/^a\.ndjson:2: is not JSON: /),
      'a.ndjson:3: expected a meeting as an object; got 7',
    ]);
    const csv = 'room,start_time,duration\n"a\nb",0,1\nden,x,1\nden,0\nden,0,1,2\n';
    expect(told(csv, 'a.csv')).toEqual([
      'a.csv:4: start_time: expected a time in Unix seconds, or ISO 8601 with an offset; got "x"',
      'a.csv:5: expected 3 cells as in the first row; got 2',
      'a.csv:6: expected 3 cells as in the first row; got 4',
    ]);
    // CR LF within quotes is one line end.
    expect(told('room,start_time,duration\r\n"a\r\nb",0,1\r\nden,0\r\n', 'a.csv')).toEqual([
      'a.csv:4: expected 3 cells as in the first row; got 2',
    ]);
    expect(told('room,start_time,duration\nden,0,1\n"den,0,1\n', 'a.csv')).toEqual([
      expect.stringMatching(/^a\.csv:3: is no CSV from here on: /),
    ]);
    expect(told('room,start_time,duration,participants\nden,0,1,[\n', 'a.csv')).toEqual([
      expect.stringMatching(/^a\.csv:2: participants: is not JSON: /),
    ]);
  });

  test('a list of no form that is read', () => {
    for (const text of ['{"data": [', '[1, 2', 'hello', 'room,start,duration\nden,0,1']) {
      expect(() => readForeignList(text, 'list')).toThrow(UnreadableList);
      expect(() => readForeignList(text, 'list')).toThrow(/^list: /);
    }
    expect(() => readForeignList('room,start,duration\nden,0,1')).toThrow('its first row lacks start_time');
    const twice = 'room,start_time,duration,start_time\nden,0,60,900';
    expect(() => readForeignList(twice, 'list')).toThrow(
      new UnreadableList('list: its first row has start_time twice'),
    );
  });
});
