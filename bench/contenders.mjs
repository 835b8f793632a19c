import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from './compile.mjs';

/**
 * @typedef {object} Contender a whole program from a log to meetings
 * @property {string} id
 * @property {string} name
 * @property {string | null} missing why it cannot run here
 * @property {(log: object) => boolean} takes
 * @property {(log: object, outPath: string) => string[]} command
 * @property {'ndjson' | 'api' | 'parquet'} [writes] how meetings are written; ndjson unless it is said
 */

/** @returns {Contender[]} */
export function wholePrograms(directory) {
  const limit = join(directory, 'limit');
  const cli = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
  const unbuilt = existsSync(cli) ? null : 'dist is not built';
  const replay = (log, out, ...options) => [
    process.execPath,
    cli,
    'replay',
    log.path,
    '--out',
    out,
    ...options,
  ];
  const closed = (log) => ['--order', 'closed', '--lateness', `${log.lateness}`];
  return [
    {
      id: 'closed',
      name: 'replay --order closed',
      missing: unbuilt,
      takes: () => true,
      command: (log, out) => replay(log, out, ...closed(log)),
    },
    {
      id: 'threads',
      name: 'replay --order closed --threads auto',
      missing: unbuilt,
      takes: (log) => isSorted(log) && isOfEvents(log),
      command: (log, out) => replay(log, out, ...closed(log), '--threads', 'auto'),
    },
    {
      id: 'defaults',
      name: 'replay, defaults',
      missing: unbuilt,
      takes: isOfMiddleSize,
      command: (log, out) => replay(log, out),
    },
    {
      id: 'defaults-threads',
      name: 'replay --threads auto',
      missing: unbuilt,
      takes: (log) => log.form === 'zoom-webhook',
      command: (log, out) => replay(log, out, '--threads', 'auto'),
    },
    ...[['--exact'], ['--format', 'api'], ['--format', 'parquet']].map((options) => ({
      id: options.at(-1),
      name: `replay ${options.join(' ')}`,
      missing: unbuilt,
      takes: (log) => log.isMain,
      command: (log, out) => replay(log, out, ...options),
      writes: options[0] === '--format' ? options[1] : 'ndjson',
    })),
    {
      id: 'limit',
      name: 'C, by hand, 1 thread',
      missing: compile('peers/limit.c', limit) ? null : 'no C compiler',
      takes: isForAll,
      command: (log, out) => [limit, log.path, out],
    },
    {
      id: 'duckdb',
      name: 'DuckDB SQL, 2 threads',
      missing: null,
      takes: isForAll,
      command: (log, out) => [process.execPath, peer('duckdb.mjs'), log.path, out, '2'],
    },
    {
      id: 'reducer',
      name: 'readline + JSON.parse + reducer',
      missing: null,
      takes: (log) => isForAll(log) && isOfMiddleSize(log),
      command: (log, out) => [process.execPath, peer('reducer.mjs'), log.path, out],
    },
    {
      id: 'immer',
      name: 'readline + JSON.parse + immer per event',
      missing: null,
      takes: (log) => log.content === '500000' && isForAll(log), // it would take minutes for more
      command: (log, out) => [process.execPath, peer('immer-per-event.mjs'), log.path, out],
    },
  ];
}

/**
 * @typedef {object} LibraryCase something that `library.mjs` measures in a process of its own
 * @property {string} id
 * @property {string} name
 * @property {string[]} command
 */

/** @returns {LibraryCase[]} */
export function libraryCases() {
  return [
    libraryCase('reconstruct', 'reconstruct, objects', 'reconstruct', 1_000_000, 20_000),
    libraryCase('reconstruct-iso', 'reconstruct, ISO times', 'reconstruct-iso', 1_000_000, 20_000),
    libraryCase(
      'reconstruct-iterator',
      'reconstruct, from an iterator',
      'reconstruct-iterator',
      1_000_000,
      20_000,
    ),
    libraryCase(
      'reconstruct-rooms',
      'reconstruct, a call for each room',
      'reconstruct-rooms',
      1_000_000,
      20_000,
    ),
    libraryCase('columns', 'reconstructColumns, codes to columns', 'columns', 1_000_000, 20_000),
    libraryCase(
      'columns-meetings',
      'reconstructColumns, codes to meeting objects',
      'columns-meetings',
      1_000_000,
      20_000,
    ),
    libraryCase('live-100', 'live engine, 100 rooms', 'live', 1_000_000, 100),
    libraryCase('live-1000', 'live engine, 1,000 rooms', 'live', 1_000_000, 1_000),
    libraryCase('live-100000', 'live engine, 100,000 rooms', 'live', 1_000_000, 100_000),
    libraryCase(
      'live-listed',
      'live engine, 100,000 rooms, ongoing ones listed',
      'live-listed',
      1_000_000,
      100_000,
    ),
    libraryCase('immer', 'reducer with immer per event', 'immer', 100_000, 20_000),
  ];
}

function libraryCase(id, name, what, events, rooms) {
  const script = fileURLToPath(new URL('library.mjs', import.meta.url));
  const command = [process.execPath, '--expose-gc', script, what, `${events}`, `${rooms}`];
  return { id, name, events, rooms, command };
}

function peer(file) {
  return fileURLToPath(new URL(`peers/${file}`, import.meta.url));
}

function isSorted(log) {
  return log.shuffleSeconds === 0;
}

/** Peers read native events whose times are numbers, in order, as they are. */
function isForAll(log) {
  return isSorted(log) && log.form === 'native' && !log.isPacked;
}

/** Others are measured in threads with the defaults, where their reading and their repair are shared. */
function isOfEvents({ form }) {
  return form === 'native' || form === 'iso-times';
}

function isOfMiddleSize(log) {
  return log.events <= 5_000_000;
}
