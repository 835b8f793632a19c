/**
 * Writes a text as UTF-8 into `target` from `offset` and returns the end. A lone surrogate becomes U+FFFD. The core
 * runs where there is no TextEncoder. `target` must have room for three bytes per UTF-16 code unit.
 */
export function writeUtf8(text: string, target: Uint8Array, offset: number): number {
  let end = offset;
  for (let i = 0; i < text.length; i++) {
    let code = text.charCodeAt(i);
    if (code < 0x80) {
      target[end++] = code;
      continue;
    }
    if (code >= 0xd800 && code <= 0xdfff) {
      code = text.codePointAt(i) ?? 0;
      if (code > 0xffff) i++;
      else code = 0xfffd;
    }
    if (code < 0x800) {
      target[end++] = 0xc0 | (code >> 6);
    } else {
      if (code < 0x10000) {
        target[end++] = 0xe0 | (code >> 12);
      } else {
        target[end++] = 0xf0 | (code >> 18);
        target[end++] = 0x80 | ((code >> 12) & 0x3f);
      }
      target[end++] = 0x80 | ((code >> 6) & 0x3f);
    }
    target[end++] = 0x80 | (code & 0x3f);
  }
  return end;
}
