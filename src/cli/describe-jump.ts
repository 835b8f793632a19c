import type { Statistics } from '../replay/accounting.js';

interface JumpArguments {
  readonly asOf: unknown;
  readonly maxJump?: number;
  readonly lateness?: number;
  readonly grouped?: true;
}

/** Warns where a few times far behind all others decide T; null where none do. */
export function describeJump(
  { jump }: Statistics,
  { asOf, maxJump, lateness, grouped }: JumpArguments,
): string | null {
  if (jump === null || asOf !== 'last' || maxJump !== undefined) return null;
  const days = Math.floor((jump.to - jump.from) / 86_400_000);
  const stream = lateness !== undefined ? '--lateness' : grouped === true ? '--grouped' : null;
  const remedy = stream === null ? '--max-jump SECONDS' : `--max-jump SECONDS, without ${stream},`;
  return (
    `reconvene: the latest times, from ${isoOf(jump.to)} on, are ${days} days behind all others and decide --as-of; ` +
    `${remedy} leaves such times out`
  );
}

function isoOf(at: number): string {
  return new Date(at).toISOString();
}
