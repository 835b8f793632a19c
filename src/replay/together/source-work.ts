import type { EpochMs } from '../../model/time.js';
import { sources } from '../../sources/all-sources.js';
import type { Mapping } from '../../sources/mapping/mapping.js';
import type { RepairOptions } from '../../sources/repair/repair.js';
import type { Source } from '../../sources/source.js';
import { createRedaction, type Redact } from '../redact.js';
import { createBlockMaker, createChunkReader, type LinesRead, type ReadingApart } from './lines-read.js';
import { type RepairedPart, repairPart } from './part-repair.js';

/** What can be done for the log of a platform apart from its account; plain data, as it may go to another thread. */
export type SourceTask =
  | {
      readonly kind: 'read';
      /** of which input */
      readonly input: number;
      readonly chunk: Uint8Array<ArrayBuffer>;
      readonly isFirst: boolean;
    }
  | { readonly kind: 'repair'; readonly blocks: Uint8Array<ArrayBuffer>; readonly last: EpochMs | null };

export type SourceAnswer = LinesRead | RepairedPart;

/** How it is to be done. */
export interface SourceSetup {
  readonly inputs: readonly { readonly source: SourceName; readonly room: string | null }[];
  readonly reading: ReadingApart;
  /** the key of what replaces who it is; null: nothing does */
  readonly redactKey: Redact['key'] | null;
  readonly repair: RepairOptions;
}

/** A source as plain data: one that everybody knows by its name, or a mapping. */
export type SourceName = string | Mapping;

/** Null for a source that is neither. */
export function nameOf(source: Source): SourceName | null {
  return sources.includes(source) ? source.name : (source.mapping ?? null);
}

/** Does tasks, one after the other. */
export async function createSourceWork({
  inputs,
  reading,
  redactKey,
  repair,
}: SourceSetup): Promise<(task: SourceTask) => SourceAnswer> {
  const known = new Map(await Promise.all(inputs.map(({ source }) => sourceOf(source))));
  const readers: ReturnType<typeof createChunkReader>[] = [];
  const maker = createBlockMaker(reading.parts);
  const redact = redactKey === null ? null : createRedaction(redactKey);

  function readerOf(input: number): ReturnType<typeof createChunkReader> {
    const { source: name, room } = inputs[input]!;
    const reader = readers[input] ?? createChunkReader(known.get(name)!, room, reading, redact, maker);
    readers[input] = reader;
    return reader;
  }

  return (task) =>
    task.kind === 'repair'
      ? repairPart(task.blocks, repair, task.last)
      : readerOf(task.input)(task.chunk, task.isFirst);
}

async function sourceOf(name: SourceName): Promise<readonly [SourceName, Source]> {
  if (typeof name === 'string') return [name, sources.find((source) => source.name === name)!];
  const { compileMapping } = await import('../../sources/mapping/compile-mapping.js');
  return [name, compileMapping(name)];
}

/** The memory of an answer that can be handed over. */
export function memoryOf(answer: SourceAnswer): ArrayBuffer[] {
  if ('blocks' in answer) return [answer.blocks.buffer];
  const { times, fields, texts } = answer.events;
  return [times, fields, texts.bytes].map(({ buffer }) => buffer as ArrayBuffer);
}
