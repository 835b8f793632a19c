import { type EnvelopeName, openEnvelope } from './envelopes.js';
import { DEEPEST } from './read-record.js';
import type { Source } from './source.js';

/** How many records of a file were taken for a source's. */
export interface Candidate {
  readonly source: Source;
  /** records that can hardly be another's */
  readonly sure: number;
  /** records that have the right look */
  readonly likely: number;
}

export interface Detection {
  /** null: none recognises the records, or several do equally well */
  readonly source: Source | null;
  /** how many records were looked at */
  readonly looked: number;
  /** whoever recognised any, the best first */
  readonly candidates: readonly Candidate[];
  /** what the first recognised record came in, the outermost first */
  readonly envelopes: readonly EnvelopeName[];
}

/** So many records decide. */
export const LOOKED_AT = 100;

/**
 * Tells whose records these are, by their content: the one source that is sure of the most records, else the one source to which the
 * most of them look likely.
 */
export function detectSource(records: Iterable<unknown>, sources: readonly Source[]): Detection {
  const counts = sources.map((source) => ({
    source,
    sure: 0,
    likely: 0,
    envelopes: null as EnvelopeName[] | null,
  }));
  let looked = 0;
  for (const record of first(records, LOOKED_AT)) {
    looked++;
    for (const count of counts) {
      const found = recogniseDeep(record, count.source);
      if (found === null) continue;
      if (found.isSure) count.sure++;
      else count.likely++;
      count.envelopes ??= found.envelopes;
    }
  }
  const candidates = counts
    .filter(({ sure, likely }) => sure + likely > 0)
    .sort((a, b) => b.sure - a.sure || b.likely - a.likely);
  const [best, second] = candidates;
  const isTied =
    second !== undefined && best!.sure === second.sure && (best!.sure > 0 || best!.likely === second.likely);
  const source = best === undefined || isTied ? null : best.source;
  return {
    source,
    looked,
    candidates: candidates.map(({ source, sure, likely }) => ({ source, sure, likely })),
    envelopes: best?.envelopes ?? [],
  };
}

interface Found {
  readonly isSure: boolean;
  readonly envelopes: EnvelopeName[];
}

/** Whether a source recognises a record or anything that it wraps; of several payloads, the first that is known. */
function recogniseDeep(value: unknown, source: Source, envelopes: EnvelopeName[] = []): Found | null {
  const recognition = source.recognise(value);
  if (recognition !== 'no') return { isSure: recognition === 'yes', envelopes };
  const opened = envelopes.length < DEEPEST ? openEnvelope(value) : null;
  for (const payload of first(opened?.payloads ?? [], LOOKED_AT)) {
    const found = recogniseDeep(payload, source, [...envelopes, opened!.envelope]);
    if (found !== null) return found;
  }
  return null;
}

function* first<Item>(items: Iterable<Item>, count: number): Generator<Item> {
  let taken = 0;
  for (const item of items) {
    if (taken++ === count) return;
    yield item;
  }
}
