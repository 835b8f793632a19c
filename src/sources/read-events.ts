import type { ValidEvent } from '../model/event.js';
import { sources as allSources } from './all-sources.js';
import { checkReading } from './check-reading.js';
import { type Detection, detectSource } from './detect.js';
import { createLocalTime, type OddLocalTime, type RepeatedHour } from './local-time.js';
import { native } from './native.js';
import { readRecord } from './read-record.js';
import type { LogFact } from './repair/log-fact.js';
import { type PresenceFact, type RepairKind, type RepairNotice, repairKinds } from './repair/repair.js';
import { repairLog } from './repair/repair-log.js';
import type { Source, SourceOptions } from './source.js';

/** How to read the records of a platform's log. */
export interface ReadEventsOptions {
  /** whose they are; by default the records tell */
  readonly source?: Source | undefined;
  /** rooms by the name people know (the default), or by the key of each session */
  readonly roomBy?: SourceOptions['roomBy'] | undefined;
  /** breakout rooms: ignored and counted (null, the default), rooms of their own, or part of the main room */
  readonly breakouts?: SourceOptions['breakouts'] | undefined;
  /** whether recorders and the like are participants */
  readonly bots?: boolean | undefined;
  /** the room of records that do not name theirs */
  readonly room?: string | null | undefined;
  /** the IANA time zone of local times without offset */
  readonly timezone?: string | null | undefined;
  /** which instant a local time means in the hour that autumn repeats; the earlier by default */
  readonly repeatedHour?: RepeatedHour | undefined;
  /** false: nothing is repaired; or what is */
  readonly repair?: boolean | readonly RepairKind[] | undefined;
  /** how long a visit without a leave may last, in seconds; null: as long as it will */
  readonly maxOpen?: number | null | undefined;
}

/** What the records of a log say. */
export interface ReadEvents {
  /** for `reconstruct`, in any order */
  readonly events: ValidEvent[];
  readonly source: Source;
  /** what the choice of the source rests on; null where it was given */
  readonly detection: Detection | null;
  readonly notices: RepairNotice[];
  /** how often a type came that is not about presence */
  readonly ignored: Record<string, number>;
  readonly invalid: { readonly index: number; readonly field: string | null; readonly expected: string }[];
  readonly oddLocalTimes: OddLocalTime[];
}

/**
 * Reads the records of a log, parsed from JSON (or texts, such as form bodies and log lines), as events: envelopes opened, repaired, in
 * any order.
 * @param records any iterable of them
 * @throws RangeError if no source, or more than one, recognises the records, for a time zone that is not known, or an option that is not
 *   allowed; TypeError for an unknown option, or records that are no iterable
 */
export function readEvents(records: Iterable<unknown>, options: ReadEventsOptions = {}): ReadEvents {
  checkReading(records, options);
  const { timezone = null, repeatedHour = 'earlier', repair = true, maxOpen = null } = options;
  const list: readonly unknown[] = Array.isArray(records) ? records : [...records];
  const detection = options.source === undefined ? detectSource(list, allSources) : null;
  const source = options.source ?? detection?.source ?? (list.length === 0 ? native : null);
  if (source === null) throw new RangeError(problemOf(detection!));
  const oddLocalTimes: OddLocalTime[] = [];
  const reading: SourceOptions = {
    roomBy: options.roomBy ?? 'name',
    breakouts: options.breakouts ?? null,
    bots: options.bots ?? false,
    room: options.room ?? null,
    localTime:
      timezone === null ? null : createLocalTime(timezone, repeatedHour, (odd) => oddLocalTimes.push(odd)),
  };
  const counts = new Map<string, number>();
  const result: Omit<ReadEvents, 'ignored'> = {
    ...{ events: [], source, detection, notices: [], invalid: [], oddLocalTimes },
  };
  const facts: LogFact[] = [];
  for (const [index, record] of list.entries()) {
    for (const fact of readRecord(record, source, reading).facts) {
      if (fact.kind === 'ignored') counts.set(fact.type, (counts.get(fact.type) ?? 0) + 1);
      else if (fact.kind === 'invalid')
        result.invalid.push({ index, field: fact.field, expected: fact.expected });
      else facts.push({ fact: fact as PresenceFact, plain: source === native });
    }
  }
  const kinds = repair === true ? repairKinds : repair === false ? [] : repair;
  const off = new Set(repairKinds.filter((kind) => !kinds.includes(kind)));
  repairLog(
    facts,
    { off, maxOpen: maxOpen === null ? null : Math.round(maxOpen * 1000) },
    ({ events, notices }) => {
      for (const event of events) result.events.push(event);
      for (const notice of notices) result.notices.push(notice);
    },
  );
  return { ...result, ignored: Object.fromEntries(counts) };
}

function problemOf({ candidates, looked }: Detection): string {
  const names = candidates.map(({ source }) => source.name).join(' or ');
  return candidates.length === 0
    ? `no source recognises the first ${looked} records; give one, or a mapping`
    : `the records may be ${names}; give a source`;
}
