import { printable } from '../formats/printable.js';
import type { InvalidReason } from '../model/anomaly.js';
import type { EpochMs } from '../model/time.js';
import type { TimeUnit } from '../model/time-unit.js';

/** One input's part in a replay. */
export interface FileStatistics {
  readonly file: string;
  records_read: number;
  /** the unit of its numeric times, null where it has none */
  time_unit: TimeUnit | null;
  /** where it broke, null if it was read to its end */
  broken: { readonly after_line: number; readonly reason: string } | null;
}

/**
 * What became of every record: records_read = used + repeated + stray + late + after_as_of + ignored + invalid.
 * Instants in milliseconds.
 */
export interface Statistics {
  records_read: number;
  used: number;
  repeated: number;
  stray: number;
  late: number;
  after_as_of: number;
  ignored: number;
  invalid: number;
  readonly stray_by_code: { 'duplicate-join': number; 'orphan-leave': number };
  readonly invalid_by_reason: Partial<Record<InvalidReason, number>>;
  meetings: number;
  ongoing: number;
  first_at: EpochMs | null;
  last_at: EpochMs | null;
  as_of: EpochMs | null;
  readonly files: FileStatistics[];
}

export function noStatistics(): Statistics {
  return {
    records_read: 0,
    used: 0,
    repeated: 0,
    stray: 0,
    late: 0,
    after_as_of: 0,
    ignored: 0,
    invalid: 0,
    stray_by_code: { 'duplicate-join': 0, 'orphan-leave': 0 },
    invalid_by_reason: {},
    meetings: 0,
    ongoing: 0,
    first_at: null,
    last_at: null,
    as_of: null,
    files: [],
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
  return `${statistics.records_read} records read = ${parts}; ${statistics.meetings} meetings${broken.join('')}`;
}

/** What is left of the records after all others is what was used. */
export function closeAccount(statistics: Statistics): void {
  const { repeated, stray, late, after_as_of, ignored, invalid } = statistics;
  statistics.used = statistics.records_read - (repeated + stray + late + after_as_of + ignored + invalid);
}
