import { type Explaining, explained, type Why } from './explain-differences.js';
import type { Reading } from './reading.js';
import type { Distance } from './trial.js';

/** What explains the differences, in lines. */
export function writeWhy({ before, explanations, tried }: Why): string[] {
  const lines = explanations.flatMap((found, i) =>
    explainingLines(found, explanations[i - 1]?.left ?? before),
  );
  const none =
    before.differing + before.inexact === 0
      ? 'nothing is to be explained'
      : 'no reading of the rules explains them';
  return [...(lines.length === 0 ? [none] : lines), `(${tried} readings tried; counted in meetings)`];
}

function explainingLines({ reading, left, alternatives }: Explaining, before: Distance): string[] {
  const { differing, inexact } = explained(before, left);
  const parts = [
    differing <= 0 && inexact > 0 ? null : `${differing} of ${before.differing}`,
    before.inexact === 0 || inexact <= 0
      ? null
      : `${inexact} of ${before.inexact} that are only within tolerance`,
  ].filter((part) => part !== null);
  const also = alternatives.length === 0 ? [] : [`  as well as ${alternatives.map(nameOf).join('; ')}`];
  const worse = differing < 0 && inexact > 0 ? `; ${-differing} more differ with it` : '';
  return [`${nameOf(reading)} explains ${parts.join(', and ')}${worse}`, ...also];
}

function nameOf(reading: Reading): string {
  if (reading.kind === 'options') return `\`${reading.name}\``;
  return `${reading.name} (${reading.mutant.clause}: “${reading.mutant.sentence}”)`;
}
