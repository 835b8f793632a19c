import { expect, test } from 'vitest';
import { rowRecords } from '../../src/replay/row-records.js';

test('whatever a column is called, it is a key like any other', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const record = rowRecords(names, false)(['a', 'b', 'c']);
  expect(Object.entries(record)).toEqual([
    ['__proto__', 'a'],
    ['constructor', 'b'],
    ['toString', 'c'],
    ['hasOwnProperty', ''],
  ]);
  const other = rowRecords(['room'], false)(['x']) as Record<string, unknown>;
  expect(names.filter((name) => name in other)).toEqual([]);
});

test('cells of columns without a name, or of a name again, have their place alone', () => {
  const columns = ['room', '', 'room', '2'];
  const cells = ['a', 'b', 'c', 'd', 'e'];
  expect({ ...rowRecords(columns, false)(cells) }).toEqual({ room: 'a', 2: 'd' });
  expect({ ...rowRecords(columns, true)(cells) }).toEqual({ room: 'a', 1: 'a', 2: 'd', 3: 'c', 4: 'd' });
});
