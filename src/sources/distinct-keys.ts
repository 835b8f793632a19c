/**
 * Tells apart intervals of one list that would have the same key, such as two of one person that begin in one second: the second gets
 * a number, and so on. The same list gives the same keys.
 */
export function distinctKeys(): (key: string) => string {
  const seen = new Map<string, number>();
  return (key) => {
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? key : `${key}#${count}`;
  };
}
