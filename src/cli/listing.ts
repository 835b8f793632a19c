import type { OutputArguments } from './output-arguments.js';

/** What meetings can be written as. */
export const formats = ['ndjson', 'json', 'api', 'table', 'csv', 'parquet'] as const;

export type Format = (typeof formats)[number];

/** How meetings are listed. */
export interface Listing extends Pick<OutputArguments, 'flat' | 'exact' | 'groupBy' | 'displayTimezone'> {
  readonly format: Format;
}

/** Whether nothing of a listing goes out before all meetings are there. */
export function isMadeAtEnd({ format, groupBy }: Listing): boolean {
  return groupBy !== undefined || format === 'api' || format === 'table' || format === 'parquet';
}

/** Whether it is made of the exact instants of meetings. */
export function needsInstants({ exact, groupBy }: Pick<Listing, 'exact' | 'groupBy'>): boolean {
  return exact === true || groupBy !== undefined;
}
