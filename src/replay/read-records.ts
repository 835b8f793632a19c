import { createByteLineReader, createLineReader, type LineProblem } from '../formats/read-lines.js';
import { expectedFor } from '../model/describe-invalid.js';
import type { ValidEvent } from '../model/event.js';
import { type EventProblem, isEvent } from '../rules/event.js';
import { createLocalTime } from '../sources/local-time.js';
import { factOfEvent, native } from '../sources/native.js';
import { type EventTaker, readByteLines } from './bytes/byte-events.js';
import { type CellTime, scanRows } from './bytes/byte-rows.js';
import { rowShape } from './bytes/scan-row.js';
import { readInput } from './input.js';
import { isNativeLines, type SourcePlan } from './plan-source.js';
import type { ScanTable, TakeRecord } from './read-plan.js';
import { isBlank, readRecord as readNativeRecord, readValue, timeOfCell, valueOfRow } from './read-record.js';
import { createRecordReader, type RecordSink } from './record-reader.js';
import type { Ledger } from './source-ledger.js';
import type { SourceReplayOptions } from './source-options.js';

/** Who hears what the records of an input say. */
export interface RecordsTaker {
  readonly takeFact: RecordSink['fact'];
  readonly oddTime: RecordSink['oddTime'];
  readonly said: RecordSink['said'];
  readonly onBytes: (count: number) => Promise<void>;
  /** who takes events that are there as bytes, without facts being made of them; absent: nobody */
  readonly bytes: EventTaker | undefined;
}

/**
 * Reads the records of an input, in whichever form they are.
 * @param room the room of records that do not name theirs; null: they are invalid
 */
export async function readRecords(
  plan: SourcePlan,
  room: string | null,
  ledger: Ledger,
  options: SourceReplayOptions,
  { takeFact, oddTime, said, onBytes, bytes }: RecordsTaker,
): Promise<void> {
  const { account } = ledger;
  const { input, source, form, read } = plan;
  const units = account.open(input.name, source.name);
  const isRows = form === 'table' || form === 'parquet';
  const isNative = isNativeLines(plan) || (source === native && isRows);
  const reader = createRecordReader(source, room, options, options.redact ?? null, {
    record: account.count,
    fact: takeFact,
    ignored: ledger.ignore,
    refused: ledger.refuse,
    oddTime,
    said,
  });

  function takeNative(readOne: () => ValidEvent | EventProblem, line: number, text: () => string): void {
    account.count();
    reader.at(line);
    const wasDecided = units.unit !== null;
    const event = readOne();
    if (!wasDecided) account.decideUnit(line);
    if (isEvent(event)) reader.takeFact(factOfEvent(event), true, text);
    else {
      const known = expectedFor(event.field, event.reason);
      // In a table, unlike in a line, a time zone can be given to local times.
      const hasZone = read === null || event.reason !== 'no-offset' || options.timezone !== null;
      const expected = hasZone ? known : `${known}, or --timezone ZONE`;
      ledger.refuse({ kind: 'invalid', ...event, expected }, line, text());
    }
  }

  const takeLine = (text: string, line: number, problem: LineProblem | null) => {
    if (!isNative) reader.takeLine(text, line, problem);
    else if (problem !== null || !isBlank(text)) {
      const readLine = () => readNativeRecord(text, line, problem, units);
      takeNative(readLine, line, () => text);
    }
  };

  const takeRow: TakeRecord = (record, line, text, problem) => {
    if (problem !== null) {
      account.count();
      ledger.refuse({ kind: 'invalid', field: null, ...problem }, line, text());
    } else if (isNative) {
      const row = record as Readonly<Record<string, unknown>>;
      takeNative(() => readValue(valueOfRow(row, reader.localTime), line, units), line, text);
    } else reader.takeRecord(record, line, text);
  };

  const scan: ScanTable = (columns, delimiter, headerLine) => {
    if (bytes === undefined) return null;
    const shape = rowShape(columns, delimiter);
    return shape && scanRows(account, units, bytes, shape, cellTimes(options), headerLine, ledger.pass);
  };

  if (read !== null) {
    account.close(await read(input, takeRow, onBytes, scan));
    return;
  }
  if (bytes !== undefined && isNative) {
    const readBefore = account.statistics.records_read;
    const { take, scanner } = readByteLines(account, units, bytes);
    const lines = createByteLineReader(take, scanner);
    account.close(await readInput(input, { lines, onBytes, lastLine: lines.lastLine }));
    ledger.pass(account.statistics.records_read - readBefore);
    return;
  }
  const lines = createLineReader(takeLine);
  account.close(await readInput(input, { lines, onBytes, lastLine: lines.lastLine }));
}

/** Reads times in cells, but for those that are to be told as odd, which need their line. */
function cellTimes({ timezone, repeatedHour }: SourceReplayOptions): CellTime {
  let isOdd = false;
  const localTime =
    timezone === null
      ? null
      : createLocalTime(timezone, repeatedHour, () => {
          isOdd = true;
        });
  return (cell) => {
    isOdd = false;
    const time = timeOfCell(cell, localTime);
    return isOdd ? null : time;
  };
}
