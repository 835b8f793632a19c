import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decideDateOrder, readReportTime } from '../../src/sources/sheets/report-time.js';

describe('a time', () => {
  test.each([
    ['3/24/2026, 2:50:59 PM', 'mdy', '2026-03-24T14:50:59'],
    ['3/24/2026 12:00:00 AM', 'mdy', '2026-03-24T00:00:00'],
    ['3/24/2026 12:00:00 PM', 'mdy', '2026-03-24T12:00:00'],
    ['03/24/26, 9:05 am', 'mdy', '2026-03-24T09:05:00'],
    ['24/03/2026, 2:50:59\u202fp.m.', 'dmy', '2026-03-24T14:50:59'],
    ['\u200e24/03/2026\u200e, 14:50:59', 'dmy', '2026-03-24T14:50:59'],
    ['24. 03. 2026 14:50:59', 'dmy', '2026-03-24T14:50:59'],
    ['24.03.26, 14:50', 'dmy', '2026-03-24T14:50:00'],
    ['24-03-2026 14.50.59', 'dmy', '2026-03-24T14:50:59'],
    ['2026-03-24 14:50:59', 'dmy', '2026-03-24T14:50:59'],
    ['2026/3/24 14:50:59', 'mdy', '2026-03-24T14:50:59'],
    ['29/02/2028 01:00:00', 'dmy', '2028-02-29T01:00:00'],
  ] as const)('%s as %s', (text, order, expected) => {
    expect(readReportTime(text, order)).toBe(expected);
  });

  test.each([
    ['24/03/2026, 2:50:59 PM', 'mdy'],
    ['31/04/2026 14:50:59', 'dmy'],
    ['29/02/2026 14:50:59', 'dmy'],
    ['3/24/2026 13:00:00 PM', 'mdy'],
    ['3/24/2026 0:00:00 AM', 'mdy'],
    ['3/24/2026 24:00:00', 'mdy'],
    ['3/24/2026 14:60:00', 'mdy'],
    ['3/24.2026 14:00:00', 'mdy'],
    ['3/24/202 14:00:00', 'mdy'],
    ['3/24/2026', 'mdy'],
    ['soon', 'dmy'],
    ['', 'dmy'],
  ] as const)('%s as %s is none', (text, order) => {
    expect(readReportTime(text, order)).toBeNull();
  });
});

describe('the order of dates', () => {
  test.each([
    ['a day above 12', ['3/4/2026 1:00 PM', '13/4/2026 1:00 PM'], 'dmy'],
    ['a month that cannot be', ['3/4/2026 1:00 PM', '3/14/2026 1:00 PM'], 'mdy'],
    ['dots', ['3.4.2026 13:00', '5.6.2026 13:00'], 'dmy'],
    ['days that follow', ['3/4/2026 23:00', '3/5/2026 0:30'], 'mdy'],
    ['months that would follow', ['3/4/2026 23:00', '4/4/2026 0:30'], 'dmy'],
    ['one that is both', ['4/4/2026 23:00'], 'mdy'],
    ['years in front', ['2026-03-04 23:00'], 'mdy'],
    ['most', ['13/4/2026 1:00', '14/4/2026 1:00', '1/15/2026 1:00'], 'dmy'],
    ['nothing at all', [], 'mdy'],
    ['nothing', ['3/4/2026 23:00', '3/4/2026 23:30'], null],
    ['as many as not', ['13/4/2026 1:00', '1/15/2026 1:00'], null],
  ] as const)('%s tells', (_, texts, expected) => {
    expect(decideDateOrder(texts, null).order).toBe(expected);
  });

  test('what is asked for is taken; what is documented only where nothing tells', () => {
    const texts = ['3/4/2026 1:00 PM'];
    expect(decideDateOrder(texts, 'dmy').order).toBe('dmy');
    expect(decideDateOrder(texts, null, 'mdy').order).toBe('mdy');
    expect(decideDateOrder(['13/4/2026 1:00 PM'], null, 'mdy').order).toBe('dmy');
    expect(decideDateOrder(['3/4/2026 13:00'], null, 'mdy').order).toBeNull();
  });

  test('a file that is written in an order is never read in the other one', () => {
    const days = fc.array(fc.integer({ min: 0, max: 20_000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(days, fc.constantFrom('dmy' as const, 'mdy' as const), (found, order) => {
        const texts = found.map((day) => {
          const [year, month, date] = new Date(day * 86_400_000).toISOString().slice(0, 10).split('-');
          return `${order === 'dmy' ? `${date}/${month}` : `${month}/${date}`}/${year} 12:00:00`;
        });
        const { order: decided, why } = decideDateOrder(texts, null);
        // Only how close dates lie together may mislead; numbers above 12 never do.
        if (decided !== null && why === 'as some numbers are above 12') expect(decided).toBe(order);
      }),
    );
  });
});
