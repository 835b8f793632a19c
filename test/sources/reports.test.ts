import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createLocalTime } from '../../src/sources/local-time.js';
import { replayText, type TextOptions } from '../support/replay-text.js';
import { plainOptions } from '../support/source-fixtures.js';

const UTC: TextOptions = { timezone: 'UTC' };

function file(name: string): Buffer {
  return readFileSync(`test/fixtures/reports/${name}`);
}

/** Who was where, from when to when, by the clock of the day. */
async function stays(report: string | Buffer, options: TextOptions = UTC) {
  const text = typeof report === 'string' ? file(report) : report;
  const { plan, meetings, statistics, badLines } = await replayText(text, {
    isExact: true,
    rules: { granularity: 1 },
    ...options,
  });
  const clock = (at: number | null) => (at === null ? '…' : new Date(at).toISOString().slice(0, 19));
  const listed = meetings.flatMap(({ meeting, exact }) =>
    meeting.participants.map(({ user_name, user_id }, i) => {
      const { join_at, leave_at } = exact!.stays[i]!;
      const who = user_id === null ? user_name : `${user_name} <${user_id}>`;
      return `${meeting.room}: ${who} ${clock(join_at)} ${clock(leave_at).slice(11)}`;
    }),
  );
  return { source: plan.source.name, note: plan.note, listed: listed.sort(), statistics, badLines };
}

describe('Zoom', () => {
  test('the portal’s report: the meeting of its block, waiting is no presence', async () => {
    const { source, note, listed, statistics } = await stays('zoom.csv');
    expect([source, note]).toEqual([
      'zoom-csv',
      'dates are read as month, day, year, as documented for a clock with AM and PM',
    ]);
    expect(listed).toEqual([
      '91234567890: Pia <pia@example.com> 2026-02-10T14:00:09 14:10:00',
      '91234567890: Pia <pia@example.com> 2026-02-10T14:10:40 14:11:40',
      '91234567890: Quin (Quincy "Q" Jones) 2026-02-10T14:00:15 14:10:10',
    ]);
    expect(statistics).toMatchObject({ records_read: 4, added: 3, used: 6, ignored: 1, invalid: 0 });
    expect(statistics.ignored_by_type).toEqual({ 'participant (in_waiting_room)': 1 });
  });

  test('the newer spelling, 24 hours, without a block: the room is given; one person twice at once', async () => {
    const { note, listed } = await stays('zoom-new.csv', {
      ...UTC,
      reading: { ...plainOptions, room: 'standup' },
    });
    expect(note).toBe('dates are read as day, month, year, as some numbers are above 12');
    expect(listed).toEqual([
      'standup: Pia <pia@example.com> 2026-02-13T14:00:09 14:10:00',
      'standup: Pia <pia@example.com> 2026-02-13T14:00:09 14:12:00',
    ]);
  });

  test('a block that begins with the topic calls the number of the meeting ID', async () => {
    const block =
      'Topic,ID,Host,Duration (minutes),Start time,End time,Participants\nWeekly,912 3456 7890,Pia,12,,,1\n\n';
    const { listed } = await stays(Buffer.concat([Buffer.from(block), file('zoom-new.csv')]));
    expect(listed).toHaveLength(2);
    expect(listed[0]).toMatch(/^91234567890: Pia /);
  });

  test('times that cannot be read are told by their columns', async () => {
    const text = file('zoom-new.csv').toString();
    const bad = text.replace('13/02/2026 14:00:09', 'noon').replace('13/02/2026 14:12:00', 'later');
    const { badLines } = await stays(Buffer.from(bad), {
      ...UTC,
      reading: { ...plainOptions, room: 'standup' },
    });
    expect(badLines).toMatchObject([
      {
        line: 2,
        message: 'Join Time is not as documented; expected a local time such as 02/10/2026 02:00:05 PM',
      },
      {
        line: 3,
        message: 'Leave Time is not as documented; expected a local time such as 02/10/2026 02:00:05 PM',
      },
    ]);
  });

  test('totals only', async () => {
    await expect(stays('zoom-totals.csv')).rejects.toThrow(
      /only totals; expected one .*Join Time and Leave Time/,
    );
  });
});

describe('Microsoft Teams', () => {
  const reading = { ...plainOptions, room: 'room' };

  test('the old download: D/M/Y, 12 hours, UTF-16; joined before is joined', async () => {
    const { source, note, listed, statistics } = await stays('teams-download.csv', { ...UTC, reading });
    expect([source, note]).toEqual([
      'teams-attendance',
      'dates are read as day, month, year, as some numbers are above 12',
    ]);
    expect(listed).toEqual([
      'room: Rosa Weber 2026-03-24T14:00:05 14:41:35',
      'room: Sam Ito 2026-03-24T14:01:05 14:31:05',
      'room: Sam Ito 2026-03-24T14:31:35 14:41:05',
    ]);
    expect(statistics).toMatchObject({ records_read: 6, used: 6 });
  });

  test('big endian, dots', async () => {
    const { note, listed } = await stays('teams-dots.csv', { ...UTC, reading });
    expect(note).toBe('dates are read as day, month, year, as the dots say');
    expect(listed).toEqual(['room: Rosa Weber 2026-04-03T14:00:05 14:41:35']);
  });

  test('local times are those of the zone', async () => {
    const { listed } = await stays('teams-dots.csv', { timezone: 'Asia/Tokyo', reading });
    expect(listed).toEqual(['room: Rosa Weber 2026-04-03T05:00:05 05:41:35']);
    expect(createLocalTime('Asia/Tokyo', 'earlier', () => {})('2026-04-03T14:00:05')).toBe(
      Date.UTC(2026, 3, 3, 5, 0, 5),
    );
  });

  test('dates that may be one thing or another are refused', async () => {
    await expect(stays('teams-ambiguous.csv', { ...UTC, reading })).rejects.toThrow(
      '"3/4/2026, 2:00:05 PM" may be day, month, year or month, day, year, and no time in the file tells; --date-order dmy or mdy says which',
    );
  });

  test('the newer report: its third section, over midnight', async () => {
    const { note, listed, statistics } = await stays('teams-report.csv');
    expect(note).toBe('dates are read as month, day, year, as the dates then lie closer together');
    expect(listed).toEqual([
      'Planning Q2: Rosa Weber <rosa@example.com> 2026-03-04T23:00:05 23:50:05',
      'Planning Q2: Rosa Weber <rosa@example.com> 2026-03-04T23:50:05 00:02:11',
      'Planning Q2: Sam Ito 2026-03-04T23:01:05 23:30:05',
      'Planning Q2: Sam Ito 2026-03-04T23:30:35 23:40:05',
    ]);
    expect(statistics).toMatchObject({ records_read: 3, added: 3, used: 6 });
  });

  test('sections in another language, and the report without sections', async () => {
    expect((await stays('teams-report-german.csv')).listed).toEqual([
      'Planung: Rosa Weber <rosa@example.com> 2026-03-24T14:00:05 14:41:35',
    ]);
    expect((await stays('teams-summary.csv')).listed).toEqual([
      'Old style: Rosa Weber <rosa@example.com> 2026-03-24T14:00:05 14:41:35',
    ]);
  });

  test.each([',', ';', '|'])(
    'sections told apart by their titles, cells separated by %s',
    async (delimiter) => {
      const cell = (text: string) => (/[,;|]/.test(text) ? `"${text}"` : text);
      const cut = (name: string, width: number) =>
        file(name)
          .toString('utf16le')
          .split('\n')
          .map((line) => line.split('\t').map(cell))
          // As spreadsheets save it: all rows have as many cells.
          .map((cells) => cells.join(delimiter) + delimiter.repeat(Math.max(0, width - cells.length)))
          .join('\n');
      for (const width of [0, 7]) {
        for (const name of ['teams-report.csv', 'teams-report-german.csv']) {
          expect(await stays(Buffer.from(cut(name, width)))).toEqual(await stays(name));
        }
        await expect(stays(Buffer.from(cut('teams-report-totals.csv', width)))).rejects.toThrow(
          /third section/,
        );
      }
    },
  );

  test('a third section without anything', async () => {
    const text =
      '1. Summary\nMeeting title\tPlan\n2. Participants\nName\n3. In-Meeting Activities\n4. More\n';
    await expect(stays(Buffer.from(text))).rejects.toThrow(/expected one with its third section/);
  });

  test('totals only', async () => {
    await expect(stays('teams-report-totals.csv')).rejects.toThrow(
      /only the first join and the last leave; expected one with its third section/,
    );
  });

  test('a live event: its times are in UTC and M/D/Y', async () => {
    const { source, listed } = await stays('live-event.csv', { reading });
    expect(source).toBe('teams-live-event');
    expect(listed).toEqual([
      'room: Rosa Weber <p-1> 2026-03-04T14:00:05 14:36:35',
      'room: Sam Ito <p-2> 2026-03-04T14:01:05 14:31:05',
    ]);
  });
});

describe('what is wrong', () => {
  const report = (...rows: string[]) =>
    ['Full Name\tUser Action\tTimestamp', ...rows].map((row) => `${row}\n`).join('');
  const options = { ...UTC, reading: { ...plainOptions, room: 'room' } };
  const problems = async (text: string, more: TextOptions = options) => {
    const { badLines, statistics } = await replayText(text, more);
    return { told: badLines.map(({ line, message }) => `${line}: ${message}`), statistics };
  };

  test('ragged rows, actions and times that are none, no name: each in its line, all accounted for', async () => {
    const text = report(
      'Ann\tJoined\t13/3/2026, 14:00:00',
      'Ann\tLeft',
      'Ann\tLeft\t13/3/2026, 14:10:00\tmore',
      'Ann\tWaved\t13/3/2026, 14:10:00',
      '\tJoined\t13/3/2026, 14:10:00',
      'Ann\tLeft\tlater',
      'Ann\tLeft\t13/3/2026, 14:20:00',
    );
    const { told, statistics } = await problems(text);
    expect(told).toEqual([
      '3: the record has another number of cells than the header; expected 3 cells, not 2',
      '4: the record has another number of cells than the header; expected 3 cells, not 4',
      expect.stringMatching(/^5: User Action is not as documented; expected Joined, /),
      expect.stringMatching(/^6: Full Name is not as documented; expected the name/),
      expect.stringMatching(/^7: Timestamp is not as documented; expected a local time/),
    ]);
    expect(statistics).toMatchObject({ records_read: 7, used: 2, invalid: 5 });
    expect(statistics.invalid_by_reason).toEqual({ 'ragged-row': 2, 'not-as-documented': 3 });
  });

  test('no time zone, no room', async () => {
    const text = report('Ann\tJoined\t13/3/2026, 14:00:00');
    expect((await problems(text, { reading: { ...plainOptions, room: 'room' } })).told).toEqual([
      expect.stringMatching(/^2: Timestamp .* a time zone to read local times in$/),
    ]);
    expect((await problems(text, UTC)).told).toEqual([
      expect.stringMatching(/^2: Meeting title .* or a room for it$/),
    ]);
  });

  test('only a header: nothing, in order', async () => {
    expect((await problems(report())).statistics).toMatchObject({ records_read: 0, invalid: 0, meetings: 0 });
  });

  test('a quote that never closes', async () => {
    const { statistics } = await problems(
      report(
        'Ann\tJoined\t13/3/2026, 14:00:00',
        '"Ann\tLeft\t13/3/2026, 14:10:00',
        'Ben\tLeft\t13/3/2026, 14:10:00',
      ),
    );
    expect(statistics).toMatchObject({ records_read: 1, used: 1 });
    expect(statistics.files[0]!.broken).toEqual({
      after_line: 2,
      reason: 'a quote in or after line 3 never closes',
    });
  });
});
