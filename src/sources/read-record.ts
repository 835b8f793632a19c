import { type EnvelopeName, openEnvelope } from './envelopes.js';
import type { Fact, Source, SourceOptions } from './source.js';

/** Envelopes within envelopes are opened down to here. */
export const DEEPEST = 16;

/** What a record says: a payload, or an envelope of some. */
export interface RecordRead {
  readonly facts: readonly Fact[];
  /** what was opened to come to the first payload, the outermost first */
  readonly envelopes: readonly EnvelopeName[];
}

/**
 * Reads a record as a source does. Envelopes are opened until the source recognises what is inside, so that a source or a mapping may also
 * be about the envelope. What it does not recognise is read for what it lacks, and else
 * `invalid`.
 */
export function readRecord(record: unknown, source: Source, options: SourceOptions): RecordRead {
  const envelopes: EnvelopeName[] = [];
  const facts = readLayer(record, source, options, 0, envelopes);
  return { facts, envelopes };
}

function readLayer(
  value: unknown,
  source: Source,
  options: SourceOptions,
  depth: number,
  envelopes: EnvelopeName[],
): readonly Fact[] {
  if (source.recognise(value) !== 'no') return source.read(value, options);
  const opened = depth < DEEPEST ? openEnvelope(value) : null;
  if (opened === null) return unrecognised(value, source, options);
  if (opened.payloads.length === 0) return [{ kind: 'ignored', type: 'nothing' }];
  if (envelopes.length === depth) envelopes.push(opened.envelope);
  return opened.payloads.flatMap((payload) => readLayer(payload, source, options, depth + 1, envelopes));
}

/** A payload that lacks what it is known by may still say who is where, or what is missing; to ignore it would be a guess. */
function unrecognised(value: unknown, source: Source, options: SourceOptions): readonly Fact[] {
  const facts = typeof value === 'object' && value !== null ? source.read(value, options) : [];
  const isTold = facts.some(
    (fact) => fact.kind !== 'ignored' && (fact.kind !== 'invalid' || fact.field !== null),
  );
  if (isTold) return facts;
  return [{ kind: 'invalid', field: null, expected: `one of ${source.title}`, reason: 'not-recognised' }];
}
