import { printable } from '../formats/printable.js';
import type { OddTime } from '../replay/log-account.js';
import type { RepeatedHour } from '../sources/local-time.js';

/** Tells of local times that were not one instant: the first of each kind, and how many more there were. */
export function tellOddTimes(repeatedHour: RepeatedHour) {
  const first = new Map<OddTime['kind'], { readonly odd: OddTime; count: number }>();

  function note(odd: OddTime): void {
    const known = first.get(odd.kind);
    if (known === undefined) first.set(odd.kind, { odd, count: 1 });
    else known.count++;
  }

  function say(sayLine: (line: string) => void): void {
    for (const { odd, count } of first.values()) {
      const { file, line, text, kind } = odd;
      const what =
        kind === 'repeated'
          ? `is in the hour that comes twice in autumn, and is read as the ${repeatedHour} one (--repeated-hour)`
          : 'is in the hour that is skipped in spring, and is moved forward by as much';
      const more = count === 1 ? '' : `; so are ${count - 1} more`;
      sayLine(`reconvene: ${printable(file)}:${line}: local time ${printable(text)} ${what}${more}`);
    }
  }

  return { note, say };
}
