import type { Statistics } from '../replay/accounting.js';

/** Warns where a few times far behind all others decide T; null where none do. */
export function describeJump(
  { jump }: Statistics,
  { asOf, maxJump }: { readonly asOf: unknown; readonly maxJump?: number },
): string | null {
  if (jump === null || asOf !== 'last' || maxJump !== undefined) return null;
  const days = Math.floor((jump.to - jump.from) / 86_400_000);
  return (
    `reconvene: the latest times, from ${isoOf(jump.to)} on, are ${days} days behind all others and decide --as-of; ` +
    '--max-jump SECONDS leaves such times out'
  );
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
