import { printable } from '../formats/printable.js';
import type { RecordForm, SourcePlan } from '../replay/plan-source.js';

/** Tells whose records a file has, and why they are thought to be. */
export function describePlan({ input, source, form, detection, isGiven, note }: SourcePlan): string {
  const name = `${printable(input.name)}: read as ${source.title}`;
  const kind = `${FORMS[form]}${note === null ? '' : `, ${note}`}`;
  if (detection === null) {
    const isLikeALine = form === 'lines' && note === null;
    return `${name}${kind}${isGiven ? ', as asked' : isLikeALine ? ', as a line of it is one' : ''}`;
  }
  const { looked, candidates, envelopes } = detection;
  const best = candidates.find((candidate) => candidate.source === source);
  const count = (best?.sure ?? 0) + (best?.likely ?? 0);
  const known = envelopes.filter((envelope) => envelope !== 'text');
  const wrapped = known.length === 0 ? '' : `, in ${known.toReversed().join(' in ')}`;
  const sure = (best?.sure ?? 0) > 0 ? 'can hardly be anything else' : 'look like it';
  return `${name}${kind}: ${count} of the first ${looked} records ${sure}${wrapped}; --source ${source.name} says so for good`;
}

const FORMS: Readonly<Record<RecordForm, string>> = {
  lines: '',
  document: ', one JSON document',
  table: '',
  parquet: ', Parquet',
};
