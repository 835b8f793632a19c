/** Makes a record of a row's cells. */
export type RowRecord = (cells: readonly string[]) => Readonly<Record<string, string>>;

/**
 * Makes the rows of some columns records, all of one shape. Cells of columns without a name, or of a name that was there before, have
 * only their place, if places count; cells that are not there are empty.
 */
export function rowRecords(columns: readonly string[], withPlaces: boolean): RowRecord {
  const places = new Map<string, number>();
  const named = withPlaces ? [...columns, ...columns.map((_, i) => String(i + 1))] : columns;
  named.forEach((name, i) => {
    if (name !== '' && !places.has(name)) places.set(name, i % columns.length);
  });
  const keys = [...places];
  return (cells) => {
    const record = Object.create(NOTHING) as Record<string, string>;
    for (const [key, place] of keys) record[key] = cells[place] ?? '';
    return record;
  };
}

/**
 * Whatever a column is called, it is a key like any other: nothing is inherited. V8 makes a table of what has no prototype, and a shape
 * of what has an empty one; places take it twice as long where that one is frozen.
 */
const NOTHING = Object.create(null) as object;
