import { showValue } from '../../model/show-value.js';

/**
 * A value as JSON, and what JSON cannot hold in words: a function in JavaScript may give NaN, which JSON takes for null, or a BigInt,
 * which it does not take at all.
 */
export function asJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return inWords(value);
  const text: string | undefined = JSON.stringify(value, (_, item: unknown) =>
    typeof item === 'bigint' || (typeof item === 'number' && !Number.isFinite(item)) ? inWords(item) : item,
  );
  return text ?? showValue(value);
}

function inWords(value: unknown): string {
  return typeof value === 'bigint' ? `${value}n` : showValue(value);
}
