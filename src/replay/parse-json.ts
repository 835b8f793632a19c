/** Reads a text as JSON; undefined where it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** A line as a record: JSON, or else a text that some envelope or source may know. */
export function recordOf(line: string): unknown {
  const value = parseJson(line);
  return value === undefined ? line : value;
}
