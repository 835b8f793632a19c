/** A number of things in words: `1 vector`, `2 vectors`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
