import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TableOptions } from '../replay/table-options.js';

/** What a command line says of how tables and reports are read. */
export interface TableArguments {
  readonly delimiter?: string;
  readonly header?: number | 'none';
  readonly columns?: readonly string[];
  readonly dateOrder: 'auto' | 'dmy' | 'mdy';
}

/** Adds the options that say how tables are read. */
export function addTableOptions(command: Command): void {
  const options = [
    new Option(
      '--delimiter <char>',
      'what cells are separated by: a character, or comma, tab, semicolon, pipe (default: the file tells)',
    ).argParser(parseDelimiter),
    new Option(
      '--header <line>',
      'the line of the header, or none: then columns are called 1, 2, … (default: the file tells)',
    ).argParser(parseHeader),
    new Option(
      '--columns <names>',
      'what the columns are called: a,b,c; without --header there is none',
    ).argParser((text) => text.split(',').map((name) => name.trim())),
    new Option('--date-order <order>', 'how reports write dates; auto: all dates of the file tell')
      .choices(['auto', 'dmy', 'mdy'])
      .default('auto'),
  ];
  for (const option of options) command.addOption(option.helpGroup('Tables (CSV, TSV) and reports:'));
}

export function tableOptionsOf({ delimiter, header, columns, dateOrder }: TableArguments): TableOptions {
  return {
    delimiter: delimiter ?? null,
    header: header ?? null,
    columns: columns ?? null,
    dateOrder: dateOrder === 'auto' ? null : dateOrder,
  };
}

const NAMED: Readonly<Record<string, string>> = {
  comma: ',',
  tab: '\t',
  '\\t': '\t',
  semicolon: ';',
  pipe: '|',
};

function parseDelimiter(text: string): string {
  const delimiter = NAMED[text] ?? text;
  if (delimiter.length === 1 && !/["\r\n]/.test(delimiter)) return delimiter;
  throw new InvalidArgumentError('Expected one character, or comma, tab, semicolon or pipe.');
}

function parseHeader(text: string): number | 'none' {
  if (text === 'none') return text;
  const line = /^\d+$/.test(text) ? Number(text) : 0;
  if (line >= 1) return line;
  throw new InvalidArgumentError('Expected none, or the number of a line from 1 on.');
}
