import { medianOf, ratioOf } from './results.mjs';

/*
 * The figures that are promised, each with a floor, which must hold, and a stretch, which would be good.
 */

/**
 * @typedef {object} Figure
 * @property {string} name
 * @property {string} unit
 * @property {'least' | 'most'} bound whether floor and stretch are the least or the most that is allowed
 * @property {number} floor
 * @property {number | null} stretch
 * @property {number | null} value null if something it needs was not measured
 * @property {'stretch' | 'floor' | 'missed' | 'not available'} reached
 */

/** @returns {Figure[]} */
export function figuresOf(results) {
  const on = (isLog) => (id) => results.find((contender) => contender.id === id, isLog);
  const main = on((log) => log?.isMain);
  const small = on((log) => log?.content === '500000' && !log.isShuffled && log.form === 'native');
  const large = on((log) => log?.events === 20_000_000);
  const shuffled = on((log) => log?.isShuffled);
  const crowd = on((log) => log?.content === 'crowd');
  const library = on((log) => log === null);

  const closed = main('closed');
  return [
    atLeast('against DuckDB SQL with 2 threads: wall, 1 thread', '×', 2.8, 4, [main('duckdb'), closed], wall),
    atLeast('the same: CPU', '×', 4.5, 7, [main('duckdb'), closed], cpu),
    atLeast('the same: wall with --threads auto', '×', 3.5, 5, [main('duckdb'), main('threads')], wall),
    atLeast('against readline + JSON.parse + reducer, 1 thread', '×', 7, 10, [main('reducer'), closed], wall),
    atMost('its time against the C program', '×', 2.4, 1.6, [closed, main('limit')], wall),
    atMost('time with the defaults against it', '×', 1.4, 1.15, [main('defaults'), closed], wall),
    atMost('its peak RSS', 'MB', 100, 75, [closed], megabytes),
    atMost('its peak RSS, 20 M events', 'MB', 100, 75, [large('closed')], megabytes),
    atMost('its peak RSS, 20 M events against 5 M', '×', 1.1, null, [large('closed'), closed], growth),
    atMost(
      'its time, shuffled within 5 s against sorted',
      '×',
      1.25,
      1.1,
      [shuffled('closed'), closed],
      wall,
    ),
    atMost(
      'its time per event, one room of 100,000 against 20,000 rooms',
      '×',
      3,
      1.5,
      [crowd('closed'), small('closed')],
      wall,
    ),
    atLeast('reconstruct, objects', 'M events/s', 3, 5, [library('reconstruct')], rate),
    atLeast(
      'the same against immer per event',
      '×',
      25,
      null,
      [library('immer'), library('reconstruct')],
      wall,
    ),
    atLeast('reconstructColumns, codes to columns', 'M events/s', 8, 15, [library('columns')], rate),
    atLeast('live engine, 1,000 rooms', 'M events/s', 0.7, 1.5, [library('live-1000')], rate),
    atMost(
      'its time per event, 100,000 rooms against 100',
      '×',
      2,
      null,
      [library('live-100000'), library('live-100')],
      wall,
    ),
  ];
}

function atLeast(name, unit, floor, stretch, rows, measure) {
  return figure(name, unit, 'least', floor, stretch, rows, measure);
}

function atMost(name, unit, floor, stretch, rows, measure) {
  return figure(name, unit, 'most', floor, stretch, rows, measure);
}

function figure(name, unit, bound, floor, stretch, rows, measure) {
  const value = rows.includes(undefined) ? null : measure(...rows);
  const reaches = (limit) => limit !== null && (bound === 'least' ? value >= limit : value <= limit);
  const reached =
    value === null ? 'not available' : reaches(stretch) ? 'stretch' : reaches(floor) ? 'floor' : 'missed';
  return { name, unit, bound, floor, stretch, value, reached };
}

function wall(a, b) {
  return ratioOf(a, b, 'wall');
}

function cpu(a, b) {
  return ratioOf(a, b, 'cpu');
}

function growth(a, b) {
  const [more, less] = [medianOf(a, 'rss'), medianOf(b, 'rss')];
  return more === null || less === null ? null : more / less;
}

function megabytes(row) {
  const rss = medianOf(row, 'rss');
  return rss === null ? null : rss / 1e6;
}

function rate(row) {
  return row.events / medianOf(row, 'wall') / 1e6;
}
