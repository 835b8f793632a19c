import { readFileSync } from 'node:fs';

type Fields = Readonly<Record<string, unknown>>;

/** A line of a log: a join. */
export function join(room: string, participant_id: string, at: unknown, more: Fields = {}): string {
  return `${JSON.stringify({ type: 'join', room, participant_id, at, ...more })}\n`;
}

/** A line of a log: a leave. */
export function leave(room: string, participant_id: string, at: unknown, more: Fields = {}): string {
  return `${JSON.stringify({ type: 'leave', room, participant_id, at, ...more })}\n`;
}

/** A line of a log: a clear. */
export function clear(room: string, at: unknown): string {
  return `${JSON.stringify({ type: 'clear', room, at })}\n`;
}

/** 14:50:59 of a day in March 2026, UTC. */
export const T = 1_774_363_859_000;

/** A log of two rooms: a meeting of two in `daily`, finished, and one in `lab` that is running at its end. */
export const TWO_ROOMS = [
  join('daily', 'p1', T, { user_name: 'Alice' }),
  join('daily', 'p2', T + 61_000, { user_name: 'Bob', user_id: 'u-2' }),
  join('lab', 'p3', T + 541_000),
  leave('daily', 'p2', T + 541_000),
  leave('daily', 'p1', T + 600_000),
].join('');

/** What the summary says of a log of which every record was used. */
export function allUsed(records: number, meetings: number): string {
  const rest = '0 repeated + 0 stray + 0 late + 0 after_as_of + 0 ignored + 0 invalid';
  return `${records} records read = ${records} used + ${rest}; ${meetings} meetings`;
}

const PARTS = ['used', 'repeated', 'stray', 'late', 'after_as_of', 'ignored', 'invalid'] as const;

/** The counts that a replay accounts for. */
export type Account = Readonly<Record<'records_read' | 'added' | (typeof PARTS)[number], number>>;

/** What `--stats` writes. */
export interface Statistics extends Account {
  readonly stray_by_code: Readonly<Record<string, number>>;
  readonly invalid_by_reason: Readonly<Record<string, number>>;
  readonly ignored_by_type: Readonly<Record<string, number>>;
  readonly repaired: number;
  readonly repaired_by_kind: Readonly<Record<string, number>>;
  readonly unrepaired: number;
  readonly meetings: number;
  readonly ongoing: number;
  readonly first_at: number | null;
  readonly last_at: number | null;
  readonly as_of: number | null;
  readonly files: readonly {
    readonly file: string;
    readonly source: string;
    readonly records_read: number;
    readonly time_unit: string | null;
    readonly broken: { readonly after_line: number; readonly reason: string } | null;
  }[];
}

/** Reads the summary, the last line of standard error. */
export function accountOf(stderr: string): Account {
  const last = stderr.trimEnd().split('\n').at(-1)!;
  const parts = PARTS.map((part) => `(?<${part}>\\d+) ${part}`).join(' \\+ ');
  const match = new RegExp(
    `^(?<records_read>\\d+) records read(?: \\+ (?<added>\\d+) added)? = ${parts}; \\d+ meetings`,
  ).exec(last);
  if (match === null) throw new Error(`no summary: ${last}`);
  const counts = Object.entries(match.groups!).map(([name, count]) => [name, Number(count ?? 0)]);
  return Object.fromEntries(counts) as Account;
}

/** The same counts of statistics. */
export function accountIn(statistics: Statistics): Account {
  const counts = ['records_read', 'added', ...PARTS].map((name) => [name, statistics[name as keyof Account]]);
  return Object.fromEntries(counts) as Account;
}

/** What became of all that records said, summed up: as many as were read, and were added. */
export function sumOfParts(account: Account): number {
  return PARTS.reduce((sum, part) => sum + account[part], 0);
}

/** Reads a file of `--stats`. */
export function readStatistics(path: string): Statistics {
  return JSON.parse(readFileSync(path, 'utf8')) as Statistics;
}

/** Parses lines of JSON. */
export function parseLines<Value>(text: string): Value[] {
  const lines = text.split('\n');
  if (lines.pop() !== '') throw new Error('the last line is not ended');
  return lines.map((line) => JSON.parse(line) as Value);
}

/** A generator of the numbers 0 … n − 1 that repeats itself for the same seed. */
export function randomFrom(seed: number): (n: number) => number {
  let state = seed >>> 0;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * n);
  };
}
