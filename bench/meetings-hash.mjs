import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';

/*
 * A hash of meetings that is the same for the same meetings in any order, ids and ways of writing JSON aside: the sum
 * of the hashes of each.
 */

/** @returns {{add(meeting: object): void, digest(): string}} `digest` tells the number of meetings, too */
export function meetingsHash() {
  let sum = 0n;
  let count = 0;
  return {
    add(meeting) {
      sum += createHash('sha1').update(canonical(meeting)).digest().readBigUInt64LE();
      count++;
    },
    digest: () => `${count}-${BigInt.asUintN(64, sum).toString(16).padStart(16, '0')}`,
  };
}

/** The hash of a file of meetings, as the command writes them in a format. */
export async function hashMeetingsFile(path, format) {
  const hash = meetingsHash();
  for await (const text of READERS[format](path)) hash.add(JSON.parse(text));
  return hash.digest();
}

/** They give the JSON of each meeting. */
const READERS = { ndjson: linesOf, api: itemsOf, parquet: rowsOf };

/** An array has each item in a line of its own, and what is around it in others. */
function* itemsOf(path) {
  for (const line of linesOf(path)) {
    if (line.startsWith('{"id":')) yield line.replace(/,$/, '');
  }
}

async function* rowsOf(path) {
  // Not loaded by whoever only measures what is in memory.
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  const file = path.replaceAll("'", "''");
  const result = await connection.stream(`SELECT to_json(row) FROM read_parquet('${file}') AS row`);
  for await (const rows of result.yieldRows()) yield* rows.map(([text]) => text);
  connection.closeSync();
  instance.closeSync();
}

function canonical({ room, start_time, duration, ongoing, max_participants, participants }) {
  const records = participants.map((record) => [
    record.user_id,
    record.participant_id,
    record.user_name,
    record.join_time,
    record.duration,
  ]);
  return JSON.stringify([room, start_time, duration, ongoing, max_participants, records]);
}

function* linesOf(path) {
  const fd = openSync(path, 'r');
  let piece = Buffer.allocUnsafe(1 << 20);
  let filled = 0;
  for (;;) {
    const count = readSync(fd, piece, filled, piece.length - filled, null);
    if (count === 0) break;
    const end = filled + count;
    let from = 0;
    let newline = piece.indexOf(10, filled);
    while (newline >= 0 && newline < end) {
      yield piece.toString('utf8', from, newline);
      from = newline + 1;
      newline = piece.indexOf(10, from);
    }
    piece.copyWithin(0, from, end);
    filled = end - from;
    if (filled > piece.length / 2) {
      const larger = Buffer.allocUnsafe(piece.length * 2);
      piece.copy(larger, 0, 0, filled);
      piece = larger;
    }
  }
  if (filled > 0) yield piece.toString('utf8', 0, filled);
  closeSync(fd);
}
