import type { EpochMs, Seconds } from '../model/time.js';
import type { Column } from './columns.js';

/** What one user's records come to. All who have no user id are one. */
export interface PersonTotal {
  readonly user_id: string | null;
  /** as the last record that tells one has it; null where none does */
  user_name: string | null;
  /** in how many meetings */
  meetings: number;
  /** how long in them, where time with several devices in one meeting counts once */
  seconds: Seconds;
  /** the first join as it is listed, in Unix seconds */
  first: Seconds;
  /** the second of the last leave; of who is still there, of T */
  last: Seconds;
  first_at: EpochMs;
  /** null: still there */
  last_at: EpochMs | null;
}

/** The columns of totals, with the exact instants if asked for. */
export function totalColumns(isExact: boolean): Column<PersonTotal>[] {
  const columns: Column<PersonTotal>[] = [
    { name: 'user_id', type: 'text', of: ({ user_id }) => user_id },
    { name: 'user_name', type: 'text', of: ({ user_name }) => user_name },
    { name: 'meetings', type: 'whole', of: ({ meetings }) => meetings },
    { name: 'seconds', type: 'whole', of: ({ seconds }) => seconds },
    { name: 'first', type: 'whole', of: ({ first }) => first },
    { name: 'last', type: 'whole', of: ({ last }) => last },
  ];
  if (!isExact) return columns;
  return [
    ...columns,
    { name: 'first_at', type: 'whole', of: ({ first_at }) => first_at },
    { name: 'last_at', type: 'whole', of: ({ last_at }) => last_at },
  ];
}
