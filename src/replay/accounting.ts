import { printable } from '../formats/printable.js';
import type { InvalidReason } from '../model/anomaly.js';
import { compareText } from '../model/compare-text.js';
import type { EpochMs } from '../model/time.js';
import type { TimeUnit } from '../model/time-unit.js';
import type { RepairKind } from '../sources/repair/repair.js';

/** One input's part in a replay. */
export interface FileStatistics {
  readonly file: string;
  /** whose records they are */
  readonly source: string;
  records_read: number;
  /** the unit of its numeric times, null where it has none */
  time_unit: TimeUnit | null;
  /** where it broke, null if it was read to its end */
  broken: { readonly after_line: number; readonly reason: string } | null;
}

/**
 * What became of every record: records_read + added = used + repeated + stray + late + after_as_of + ignored + invalid.
 * Instants in milliseconds.
 */
export interface Statistics {
  records_read: number;
  /** what records said beyond one thing each, such as the leave of an interval, and what repair added */
  added: number;
  used: number;
  repeated: number;
  stray: number;
  late: number;
  after_as_of: number;
  ignored: number;
  invalid: number;
  readonly stray_by_code: { 'duplicate-join': number; 'orphan-leave': number };
  invalid_by_reason: Partial<Record<InvalidReason, number>>;
  /** what was ignored as it is not about presence, by the type that the platform gives it; the rest are other rooms */
  ignored_by_type: Record<string, number>;
  repaired: number;
  repaired_by_kind: Partial<Record<RepairKind, number>>;
  /** what repair would have added, had it not come too late */
  unrepaired: number;
  /** local times that were not one instant */
  odd_local_times: number;
  meetings: number;
  ongoing: number;
  /** meetings that are not listed, as they start outside of what was asked for */
  not_listed: number;
  first_at: EpochMs | null;
  last_at: EpochMs | null;
  as_of: EpochMs | null;
  /** a gap of more than 30 days that only a few times lie behind, which then decide the default as-of; null for none */
  jump: { readonly from: EpochMs; readonly to: EpochMs } | null;
  readonly files: FileStatistics[];
  /** what folders and patterns have that cannot be read, and what is no file and so is not read, with the reason: a line each */
  readonly unreadable: string[];
  readonly passed_over: string[];
}

export function noStatistics(): Statistics {
  return {
    records_read: 0,
    added: 0,
    used: 0,
    repeated: 0,
    stray: 0,
    late: 0,
    after_as_of: 0,
    ignored: 0,
    invalid: 0,
    stray_by_code: { 'duplicate-join': 0, 'orphan-leave': 0 },
    invalid_by_reason: {},
    ignored_by_type: {},
    repaired: 0,
    repaired_by_kind: {},
    unrepaired: 0,
    odd_local_times: 0,
    meetings: 0,
    ongoing: 0,
    not_listed: 0,
    first_at: null,
    last_at: null,
    as_of: null,
    jump: null,
    files: [],
    unreadable: [],
    passed_over: [],
  };
}

const PARTS = ['used', 'repeated', 'stray', 'late', 'after_as_of', 'ignored', 'invalid'] as const;

/** The line that accounts for every record. */
export function summaryLine(statistics: Statistics): string {
  const parts = PARTS.map((part) => `${statistics[part]} ${part}`).join(' + ');
  const broken = statistics.files
    .filter(({ broken }) => broken !== null)
    .map(
      ({ file, broken }) => `; ${printable(file)} broke after line ${broken!.after_line}: ${broken!.reason}`,
    );
  const { records_read, added, meetings } = statistics;
  const extra = added === 0 ? '' : ` + ${added} added`;
  const outside = statistics.not_listed === 0 ? '' : `, ${statistics.not_listed} of them not listed`;
  return `${records_read} records read${extra} = ${parts}; ${meetings} meetings${outside}${repairsIn(statistics)}${broken.join('')}`;
}

/** Nothing where nothing was repaired. */
function repairsIn({ repaired, unrepaired }: Statistics): string {
  return [
    [repaired, 'repaired'],
    [unrepaired, 'unrepaired'],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, what]) => `; ${count} ${what}`)
    .join('');
}

/** What is left of the records after all others is what was used. In what order things were met is not told. */
export function closeAccount(statistics: Statistics): void {
  const { records_read, added, repeated, stray, late, after_as_of, ignored, invalid } = statistics;
  statistics.used = records_read + added - (repeated + stray + late + after_as_of + ignored + invalid);
  statistics.invalid_by_reason = byKey(statistics.invalid_by_reason);
  statistics.ignored_by_type = byKey(statistics.ignored_by_type);
  statistics.repaired_by_kind = byKey(statistics.repaired_by_kind);
}

function byKey<Counts extends Readonly<Record<string, number>>>(counts: Counts): Counts {
  const sorted = Object.entries(counts).sort(([a], [b]) => compareText(a, b));
  return Object.fromEntries(sorted) as Counts;
}
