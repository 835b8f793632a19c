import type { LineProblem } from '../formats/read-lines.js';
import { expectedFor } from '../model/describe-invalid.js';
import { problemOfName } from '../rules/event.js';
import { createLocalTime, type OddLocalTime } from '../sources/local-time.js';
import { native } from '../sources/native.js';
import { readRecord } from '../sources/read-record.js';
import type { PresenceFact } from '../sources/repair/repair.js';
import type { Fact, Source, SourceOptions } from '../sources/source.js';
import { recordOf } from './parse-json.js';
import { isBlank } from './read-record.js';
import { type Redact, redactFact } from './redact.js';
import type { SourceReplayOptions } from './source-options.js';

/** What a record says that cannot be used, and why. */
export type InvalidFact = Extract<Fact, { kind: 'invalid' }>;

/** Hears what comes of the records of one input. */
export interface RecordSink {
  /** A record has been read; what it says comes next. */
  readonly record: () => void;
  /** `plain`: an event in its own right */
  readonly fact: (fact: PresenceFact, plain: boolean) => void;
  readonly ignored: (type: string) => void;
  readonly refused: (fact: InvalidFact, line: number, record: string) => void;
  readonly oddTime: (odd: OddLocalTime, line: number) => void;
  /** Hears first of whatever a record says. */
  readonly said?: ((fact: Fact) => void) | undefined;
}

/** Reads records as a source does. The text of a record is asked for only where it has to be shown. */
export interface RecordReader {
  readonly localTime: SourceOptions['localTime'];
  /** Says which line is read next elsewhere. */
  readonly at: (line: number) => void;
  /** Takes a line of text: JSON, or whatever else the source may know. */
  readonly takeLine: (text: string, line: number, problem: LineProblem | null) => void;
  readonly takeRecord: (record: unknown, line: number, text: () => string) => void;
  /** Takes what a record said that was read there. */
  readonly takeFact: (fact: Fact, plain: boolean, text: () => string) => void;
}

/** @param room the room of records that do not name theirs; null: they are invalid */
export function createRecordReader(
  source: Source,
  room: string | null,
  { reading, timezone, repeatedHour }: Pick<SourceReplayOptions, 'reading' | 'timezone' | 'repeatedHour'>,
  redact: Redact | null,
  sink: RecordSink,
): RecordReader {
  let line = 0;
  const localTime =
    timezone === null ? null : createLocalTime(timezone, repeatedHour, (odd) => sink.oddTime(odd, line));
  const options: SourceOptions = { ...reading, room, localTime };

  function tell(fact: Fact, plain: boolean, text: () => string): void {
    sink.said?.(fact);
    if (fact.kind === 'ignored') sink.ignored(fact.type);
    else if (fact.kind === 'invalid') sink.refused(fact, line, text());
    else {
      const problem = problemOf(fact);
      if (problem === null) sink.fact(redact === null ? fact : redactFact(fact, redact), plain);
      else sink.refused(problem, line, text());
    }
  }

  function takeRecord(record: unknown, number: number, text: () => string): void {
    line = number;
    sink.record();
    const { facts } = readRecord(record, source, options);
    if (facts.length === 0) sink.ignored('nothing');
    for (const fact of facts) tell(fact, source === native, text);
  }

  return {
    localTime,
    takeLine(text, number, problem) {
      if (problem === null && isBlank(text)) return;
      if (problem === null) {
        takeRecord(recordOf(text), number, () => text);
        return;
      }
      sink.record();
      const expected = `one of ${source.title}`;
      sink.refused({ kind: 'invalid', field: null, expected, reason: problem }, number, text);
    },
    takeRecord,
    at(number) {
      line = number;
    },
    takeFact: tell,
  };
}

/** A source may let through what cannot name a room or a participant. */
function problemOf(fact: PresenceFact): InvalidFact | null {
  const names: [string, string][] = [['room', fact.room]];
  if (fact.kind !== 'clear')
    names.push(['participant_id', fact.kind === 'rename' ? fact.from : fact.participant_id]);
  for (const [field, name] of names) {
    const reason = problemOfName(name);
    if (reason !== null) return { kind: 'invalid', field, expected: expectedFor(field, reason), reason };
  }
  return null;
}
