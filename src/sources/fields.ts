/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** A value as a JSON object; null for arrays and whatever else is none. */
export function fieldsOf(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

/** The object under a key; without one an object without fields, so that reading on finds nothing. */
export function within(fields: Fields, key: string): Fields {
  return fieldsOf(fields[key]) ?? {};
}
