/**
 * Reads a text as JSON, with whatever a log writes before it: from the first brace or bracket on; or a text that was written as JSON once
 * more. Undefined where there is none of these.
 */
export function parseLogLine(text: string): unknown {
  const quoted = /^\s*"/.test(text) ? parseJson(text) : undefined;
  if (typeof quoted === 'string') return quoted;
  for (const start of starts(text)) {
    const value = parseJson(start === 0 ? text : text.slice(start));
    if (typeof value === 'object' && value !== null) return value;
  }
  return undefined;
}

/** A time in brackets often stands before the JSON of a log line: some beginnings are tried. */
const TRIES = 4;

function* starts(text: string): Generator<number> {
  let at = text.search(/[{[]/);
  for (let tries = 0; at >= 0 && tries < TRIES; tries++) {
    yield at;
    const next = text.slice(at + 1).search(/[{[]/);
    at = next < 0 ? -1 : at + 1 + next;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Reads a form body, `a=1&b=x%20y`, as an object of texts; null for what is none. A key that comes twice has its last value. */
export function parseForm(text: string): Record<string, string> | null {
  const body = text.trim();
  // Base64 ends in signs that look like an empty value.
  if (!/^[\w.\-[\]%]+=[^\s]*$/.test(body) || /^[^&=]*={1,2}$/.test(body)) return null;
  const form: Record<string, string> = {};
  for (const pair of body.split('&')) {
    const [, key = '', value = ''] = /^([^=]*)=?([\s\S]*)$/.exec(pair)!;
    const [name, content] = [decodePart(key), decodePart(value)];
    if (name === null || content === null) return null;
    if (name !== '') Object.defineProperty(form, name, { value: content, ...PLAIN });
  }
  return form;
}

/** Whatever a key is called, it is a field like any other. */
const PLAIN = { enumerable: true, writable: true, configurable: true };

function decodePart(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Reads base64, of either alphabet, as UTF-8; null for what is none. */
export function decodeBase64(text: string): string | null {
  const plain = text.replace(/\s+/g, '').replaceAll('-', '+').replaceAll('_', '/');
  if (plain === '' || !/^[A-Za-z0-9+/]+={0,2}$/.test(plain)) return null;
  try {
    const bytes = Uint8Array.from(atob(plain), (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
