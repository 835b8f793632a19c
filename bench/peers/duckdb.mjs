// The whole job in SQL, as an analyst could write it who knows window functions.
//   node bench/peers/duckdb.mjs LOG OUT [THREADS]
//
// In any order of events, for clean logs such as `synthetic-log.mjs` makes: in each room a participant joins and leaves
// in turn; no clears, repeats, strays or empty visits; ids in ASCII. One more case is left out, which takes two resets
// in a row with a hand-over at the very instant of the first and of the second.
import { DuckDBInstance } from '@duckdb/node-api';

const [logPath, outPath, threads = '2'] = process.argv.slice(2);

const statements = [
  // Visits. Touching ones of one participant are a reconnect, which is no change of who is there.
  `CREATE TEMP TABLE pairs AS
    SELECT room, participant_id, "at" AS joined, lead("at") OVER own AS left_at,
      lag("at", 2) OVER own AS joined_before, lag("at") OVER own AS left_before,
      lead("at", 2) OVER own AS joined_after, lead("at", 3) OVER own AS left_after,
      user_id, user_name, lead(user_id) OVER own AS late_user_id, lead(user_name) OVER own AS late_user_name
    FROM read_json(${literal(logPath)}, format = 'newline_delimited', columns = {type: 'VARCHAR', room: 'VARCHAR',
      participant_id: 'VARCHAR', "at": 'BIGINT', user_id: 'VARCHAR', user_name: 'VARCHAR'})
    WINDOW own AS (PARTITION BY room, participant_id ORDER BY "at", type = 'join')
    QUALIFY type = 'join'`,

  `SET VARIABLE as_of = (SELECT max(coalesce(left_at, joined)) FROM pairs)`,

  // An open visit too young to be admitted: what is from there on is not decided.
  `CREATE TEMP TABLE frontiers AS
    SELECT room, min(joined) AS frontier FROM pairs
    WHERE left_at IS NULL AND getvariable('as_of') - joined < 10000
    GROUP BY room`,

  `CREATE TEMP VIEW visits AS
    SELECT *,
      coalesce(left_before = joined AND left_before - joined_before >= 10000, false) AS touches_before,
      coalesce(joined_after = left_at AND coalesce(left_after, getvariable('as_of')) - joined_after >= 10000,
        false) AS touches_after
    FROM pairs
    WHERE coalesce(left_at, getvariable('as_of')) - joined >= 10000`,

  // Who is there: how many from each moment on at which that changes.
  `CREATE TEMP TABLE presence AS
    WITH changes AS (
      SELECT room, joined AS moment, 1 AS change FROM visits WHERE NOT touches_before
      UNION ALL
      SELECT room, left_at, -1 FROM visits WHERE left_at IS NOT NULL AND NOT touches_after
    ), moments AS (
      SELECT room, moment, sum(change)::INTEGER AS change, count(*) FILTER (change < 0) AS leavers
      FROM changes LEFT JOIN frontiers USING (room)
      WHERE frontier IS NULL OR moment < frontier
      GROUP BY room, moment
    )
    SELECT room, moment, change, sum(change) OVER by_time::INTEGER AS present,
      lead(moment) OVER by_time AS next_moment, lead(change) OVER by_time AS next_change,
      lead(leavers) OVER by_time AS next_leavers, lag(moment) OVER by_time AS moment_before
    FROM moments
    WINDOW by_time AS (PARTITION BY room ORDER BY moment)`,

  // Sessions: an island of presence begins its first when someone was alone for 30 s, or stayed until the second came,
  // or when two came together; each ten minutes alone after company end one and begin the next. While company only
  // grows or shrinks, nothing of this happens.
  `CREATE TEMP TABLE sessions AS
    WITH turns AS (
      SELECT presence.*,
        coalesce(next_moment, least(getvariable('as_of'), coalesce(frontier - 1, getvariable('as_of')))) - moment
          AS length,
        count(*) FILTER (present = 0)
          OVER (PARTITION BY room ORDER BY moment ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS island
      FROM presence LEFT JOIN frontiers USING (room)
      WHERE present <= 1 OR present - change <= 1
    ), starts AS (
      SELECT room, island, min(moment) AS first_start FROM turns
      WHERE present >= 2 OR (present = 1 AND (length >= 30000 OR (next_change >= 1 AND next_leavers = 0)))
      GROUP BY room, island
    ), resets AS (
      SELECT turns.*, first_start,
        present = 1 AND moment > first_start AND length >= 600000
          AND NOT coalesce(change = 0 AND moment_before > first_start AND moment_before + 600000 = moment, false)
          AS is_reset
      FROM turns JOIN starts USING (room, island)
    ), numbered AS (
      SELECT *, count(*) FILTER (is_reset)
        OVER (PARTITION BY room, island ORDER BY moment ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS number
      FROM resets
    ), parts AS (
      SELECT room, island, number, any_value(first_start) AS first_start,
        max(moment + 600000) FILTER (is_reset) AS reset_at, max(moment) FILTER (present = 0) AS empty_at
      FROM numbered
      GROUP BY room, island, number
      UNION ALL -- left alone, reset, and nothing since
      SELECT room, island, number + 1, first_start, NULL, NULL FROM numbered WHERE is_reset AND next_moment IS NULL
    ), bounded AS (
      SELECT room, coalesce(reset_at, empty_at) AS end_at,
        coalesce(lag(reset_at) OVER (PARTITION BY room, island ORDER BY number), first_start) AS start_at
      FROM parts
    )
    SELECT row_number() OVER () AS session, * FROM bounded WHERE end_at IS NULL OR start_at < end_at`,

  `CREATE TEMP TABLE crowds AS
    SELECT session, max(present) AS max_participants
    FROM presence ASOF JOIN sessions ON presence.room = sessions.room AND moment >= start_at
    WHERE present >= 2
    GROUP BY session`,

  `COPY (
    WITH records AS (
      SELECT session, participant_id, greatest(joined, start_at) AS begin_at,
        coalesce(least(left_at, end_at), getvariable('as_of')) AS until_at,
        coalesce(user_id, CASE WHEN left_at <= coalesce(end_at, left_at) THEN late_user_id END) AS user_id,
        coalesce(user_name, CASE WHEN left_at <= coalesce(end_at, left_at) THEN late_user_name END) AS user_name
      FROM visits JOIN sessions USING (room)
      WHERE (end_at IS NULL OR joined < end_at) AND (left_at IS NULL OR left_at > start_at)
    ), lists AS (
      SELECT session,
        list_sort(list({ -- faster than an ORDER BY within the list
          begin_at: begin_at, participant_id: participant_id, user_id: user_id, user_name: user_name,
          join_time: begin_at // 1000 // 15 * 15, duration: until_at // 1000 - begin_at // 1000
        })) AS participants
      FROM records
      GROUP BY session
    ), hashed AS (
      SELECT *, sha1(unhex('7c2f4f0e6d1b4a0e9a572f1f6d3f9b61') || encode(room || chr(10) || start_at)) AS hex
      FROM lists JOIN sessions USING (session) LEFT JOIN crowds USING (session)
    )
    SELECT
      hex[1:8] || '-' || hex[9:12] || '-5' || hex[14:16] || '-' ||
        substr('89ab', ('0x' || hex[17])::INTEGER % 4 + 1, 1) || hex[18:20] || '-' || hex[21:32] AS id,
      room,
      start_at // 1000 // 15 * 15 AS start_time,
      coalesce(end_at, getvariable('as_of')) // 1000 - start_at // 1000 AS duration,
      end_at IS NULL AS ongoing,
      coalesce(max_participants, 1) AS max_participants,
      list_transform(participants, lambda r: {
        user_id: r.user_id, participant_id: r.participant_id, user_name: r.user_name, join_time: r.join_time,
        duration: r.duration
      }) AS participants
    FROM hashed
  ) TO ${literal(outPath)} (FORMAT json)`,
];

const instance = await DuckDBInstance.create(':memory:', { threads, preserve_insertion_order: 'false' });
const connection = await instance.connect();
for (const statement of statements) await connection.run(statement);
connection.closeSync();

function literal(text) {
  return `'${text.replaceAll("'", "''")}'`;
}
