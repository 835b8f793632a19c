/** Reads an optional text, the first of some values that is one; numbers become text, and an empty text is none. */
export function readText(...values: readonly unknown[]): string | null {
  for (const value of values) {
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  }
  return null;
}

/** Reads what must name a room or a participant: as a text, but well-formed (clause `event`). */
export function readKey(...values: readonly unknown[]): string | null {
  for (const value of values) {
    const text = readText(value);
    if (text?.isWellFormed()) return text;
  }
  return null;
}

/** Puts texts together in one piece: V8 keeps what a template makes in pieces, with what it was made of, in twice the memory. */
export function joined(separator: string, ...parts: readonly (string | number)[]): string {
  return parts.join(separator);
}

/** Reads a yes or no, which some platforms write as a text. */
export function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}
