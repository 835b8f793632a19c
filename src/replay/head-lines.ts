import { isEvent, readEvent } from '../rules/event.js';

const NEWLINE = 0x0a;

/** Whole lines of a head as text, and the beginning of one that is cut off. */
export function linesOfHead(
  bytes: Buffer,
  isWhole: boolean,
): { readonly lines: string[]; readonly rest: string } {
  const end = isWhole ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
  const lines = bytes
    .toString('utf8', 0, end)
    .replace(/^\ufeff/, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return { lines, rest: isWhole ? '' : bytes.toString('utf8', end, end + 64 * 1024) };
}

/** Whether a head has a line that is a native event: whatever else there is, the file is native. */
export function hasNativeLine(bytes: Buffer, isWhole: boolean): boolean {
  const { lines, rest } = linesOfHead(bytes, isWhole);
  return lines.some(isNativeLine) || (lines.length === 0 && LOOKS_NATIVE.test(rest));
}

/** A line may be so long that only its beginning is at hand. */
const LOOKS_NATIVE = /^\{"type":"(?:join|leave|clear)","room":"/;

function isNativeLine(line: string): boolean {
  if (!line.includes('"at"')) return false;
  try {
    return isEvent(readEvent(JSON.parse(line)));
  } catch {
    return false;
  }
}
