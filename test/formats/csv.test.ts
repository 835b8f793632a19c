import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../src/formats/columns.js';
import { type CsvRow, createCsvReader } from '../../src/formats/read-csv.js';
import { writeCsv } from '../../src/formats/write-csv.js';

interface Read {
  readonly rows: readonly (CsvRow & { readonly problem: string | null })[];
  readonly broken: string | null;
}

function read(content: string | Buffer, delimiter = ',', piece = 1 << 16): Read {
  const rows: (CsvRow & { problem: string | null })[] = [];
  const reader = createCsvReader(delimiter, (row, problem) => rows.push({ ...row, problem }));
  const bytes = Buffer.from(content);
  const chunk = Buffer.alloc(piece);
  for (let from = 0; from < bytes.length; from += piece) {
    // A chunk is good only until the next one.
    const length = bytes.copy(chunk, 0, from, from + piece);
    reader.push(chunk.subarray(0, length));
  }
  reader.end();
  const broken = reader.broken() as Error | null;
  return { rows, broken: broken?.message ?? null };
}

const cells = (content: string, delimiter?: string) => read(content, delimiter).rows.map((row) => row.cells);
const lines = (content: string) => read(content).rows.map(({ line }) => line);

describe('what is read', () => {
  test('a cell that begins with CR is no blank line', () => {
    expect(lines('\ra,b\nc,d\n')).toEqual([1, 2]);
    expect(lines('\r\n\r\n\r\ra\r\n"\r"\r\n\r\r\nb')).toEqual([3, 4, 5, 6]);
  });

  test('quotes, line ends within them, CRLF, a BOM, blank lines, the last line without an end', () => {
    const content = '\ufeffa,b\r\n1,"x\r\ny"\r\n\r\n"say ""hi""",\n,"2,3"';
    expect(cells(content)).toEqual([
      ['a', 'b'],
      ['1', 'x\r\ny'],
      ['say "hi"', ''],
      ['', '2,3'],
    ]);
    expect(lines(content)).toEqual([1, 2, 5, 6]);
  });

  test('a quote within a cell is a quote', () => {
    expect(cells('5" pipe,"a"b\nx,y')).toEqual([
      ['5" pipe', '"a"b'],
      ['x', 'y'],
    ]);
  });

  test('rows may have any number of cells', () => {
    expect(cells('a\tb\tc\n1\n1\t2\t3\t4\n', '\t').map((row) => row.length)).toEqual([3, 1, 4]);
  });

  test('bytes that are no UTF-8 are told, rows without them are not', () => {
    const content = Buffer.concat([
      Buffer.from('a,\ufffd\n'),
      Buffer.from([0x62, 0xff]),
      Buffer.from('\nc\n'),
    ]);
    const before = read('a,\ufffd\n').rows.map(({ problem }) => problem);
    expect(before).toEqual([null]);
    expect(read(content).rows.map(({ problem }) => problem)).toEqual(['not-utf-8', 'not-utf-8', null]);
  });

  test('a quote that never closes breaks it there', () => {
    const { rows, broken } = read('a,b\n1,2\n3,"4\n5,6\n');
    expect(rows.map(({ line }) => line)).toEqual([1, 2]);
    expect(broken).toBe('a quote in or after line 3 never closes');
  });

  test.each(['a\nb\n', 'a'])(
    'what is thrown by who takes rows is thrown on, and nothing more is read: %j',
    (text) => {
      const rows: CsvRow[] = [];
      const reader = createCsvReader(',', (row) => {
        rows.push(row);
        throw new Error('enough');
      });
      expect(() => {
        reader.push(Buffer.from(text));
        reader.end();
      }).toThrow('enough');
      reader.push(Buffer.from('c\n'));
      reader.end();
      expect(rows.map(({ cells }) => cells)).toEqual([['a']]);
      expect(reader.broken()).toBeNull();
    },
  );
});

const cell = fc.oneof(
  fc.constantFrom('', '"', '""', ',', '\n', '\r\n', '\r', ' ', ' a ', 'a"b', "=1+1'", '\ufeff', '\u2028'),
  fc.string({ unit: 'grapheme' }),
  fc.constant(null),
  fc.integer(),
  fc.boolean(),
);

test('what is written is what is read, however it is cut, with the lines that rows begin in', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      (table, piece) => {
        const columns = ['x', 'y', 'z'].map((name, i) => {
          return { name, type: 'text' as const, of: (row: readonly Cell[]) => row[i]! };
        });
        const text = [...writeCsv(columns, table)].join('');
        const { rows, broken } = read(text, ',', piece);
        expect(broken).toBeNull();
        expect(rows.map((row) => row.cells)).toEqual([
          ['x', 'y', 'z'],
          ...table.map((row) => row.map((value) => (value === null ? '' : String(value)))),
        ]);
        const all = text.split('\n');
        for (const { line, text: own } of rows) {
          expect(
            all
              .slice(line - 1)
              .join('\n')
              .startsWith(own),
          ).toBe(true);
        }
      },
    ),
  );
});
