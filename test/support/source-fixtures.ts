import { readdirSync, readFileSync } from 'node:fs';
import type { Fact, Source, SourceOptions } from '../../src/sources/source.js';

const ROOT = 'test/fixtures/sources';

/** How sources read where nothing else is asked for. */
export const plainOptions: SourceOptions = { roomBy: 'name', breakouts: null, bots: false, localTime: null };

/** 2026-02-10T13:00:00Z, when the meetings of the fixtures begin. */
export const BEGIN = 1_770_728_400_000;

/** The folders of fixtures, most of them called as sources are. */
export const fixtureFolders = readdirSync(ROOT).sort();

/** All fixtures of a source: `meeting.ndjson`. */
export function fixturesOf(source: string): string[] {
  return readdirSync(`${ROOT}/${source}`).sort();
}

export function fixtureText(source: string, file: string): string {
  return readFileSync(`${ROOT}/${source}/${file}`, 'utf8');
}

/** The payloads of a fixture: one for each line, or a file that is one; lines of a `.log` stay texts. */
export function payloadsOf(source: string, file: string): unknown[] {
  const text = fixtureText(source, file);
  if (file.endsWith('.json')) return [JSON.parse(text)];
  const lines = text.trimEnd().split('\n');
  return file.endsWith('.log') ? lines : lines.map((line) => JSON.parse(line) as unknown);
}

/** What a source says of a fixture. */
export function factsOf(source: Source, file: string, options: Partial<SourceOptions> = {}): Fact[] {
  return payloadsOf(source.name, file).flatMap((payload) =>
    source.read(payload, { ...plainOptions, ...options }),
  );
}
