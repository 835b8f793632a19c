// Measures one use of the library on events in memory, in a process of its own. Prints one line of JSON.
//   node --expose-gc bench/library.mjs CASE EVENTS ROOMS [check]
//
// CASE is one of `cases` below. Every run gets events parsed anew, as a run before has left the hashes of its texts behind.
// The first is not counted. With `check` its meetings are compared with those of the plain reducer.
//
// `live` is each event pushed and the watermark advanced; `live-listed` goes on to list the meetings that are ongoing then.
// `columns` is columns in and columns out: all that is in a meeting but its id, in canonical order, names as codes.
// `columns-meetings` goes on to meeting objects, with ids and texts. Both take codes for all texts.
import * as library from '../dist/index.js';
import { FORMS } from './event-lines.mjs';
import { meetingsHash } from './meetings-hash.mjs';
import { createImmerReduction } from './peers/immer-reduction.mjs';
import { createPlainReduction } from './peers/plain-reduction.mjs';
import { syntheticLog } from './synthetic-log.mjs';

const RUNS = 3;

/**
 * Each takes events as a generator, and gives a function to measure, which gives meetings, or what `meetingsOf` makes
 * meetings of.
 */
const cases = {
  reconstruct(parsed) {
    const events = [...parsed];
    return () => library.reconstruct(events).meetings;
  },

  'reconstruct-iso'(parsed) {
    const events = Array.from(parsed, (event) => ({ ...event, at: new Date(event.at).toISOString() }));
    return () => library.reconstruct(events).meetings;
  },

  'reconstruct-iterator'(parsed) {
    const events = [...parsed];
    return () => library.reconstruct(events.values()).meetings;
  },

  'reconstruct-rooms'(parsed) {
    const rooms = new Map();
    let asOf = 0;
    for (const event of parsed) {
      const events = rooms.get(event.room);
      if (events === undefined) rooms.set(event.room, [event]);
      else events.push(event);
      asOf = event.at;
    }
    return () => {
      const meetings = [];
      for (const events of rooms.values()) {
        for (const meeting of library.reconstruct(events, { asOf }).meetings) meetings.push(meeting);
      }
      return meetings;
    };
  },

  columns(parsed, count) {
    const columns = columnsOf(parsed, count);
    return () => library.reconstructColumns(columns).columns;
  },

  'columns-meetings'(parsed, count) {
    const columns = columnsOf(parsed, count);
    return () => library.reconstructColumns(columns).meetings;
  },

  live(parsed) {
    const events = [...parsed];
    return () => runLive(events);
  },

  'live-listed'(parsed) {
    const events = [...parsed];
    return () => meetingsOf(runLive(events));
  },

  immer(parsed) {
    const events = [...parsed];
    return () => runReduction(createImmerReduction, events);
  },

  plain(parsed) {
    const events = [...parsed];
    return () => runReduction(createPlainReduction, events);
  },
};

function runReduction(createReduction, events) {
  const meetings = [];
  const reduction = createReduction((meeting) => meetings.push(meeting));
  for (const event of events) reduction.take(event);
  reduction.finish();
  return meetings;
}

/** Each event is pushed when it happens; then all before it is known to be complete. */
function runLive(events) {
  const meetings = [];
  const engine = library.createEngine();
  for (const event of events) {
    engine.push(event);
    for (const meeting of engine.advance(event.at - 1).closed) meetings.push(meeting);
  }
  for (const meeting of engine.advance(events.at(-1).at).closed) meetings.push(meeting);
  return { closed: meetings, engine };
}

function columnsOf(parsed, count) {
  const rooms = coded(count);
  const participants = coded(count);
  const userIds = coded(count);
  const userNames = coded(count);
  const type = new Uint8Array(count);
  const at = new Float64Array(count);
  let i = 0;
  for (const event of parsed) {
    type[i] = event.type === 'join' ? 0 : 1;
    at[i] = event.at;
    rooms.set(i, event.room);
    participants.set(i, event.participant_id);
    userIds.set(i, event.user_id ?? null);
    userNames.set(i, event.user_name ?? null);
    i++;
  }
  const [room, participant] = [rooms.column, participants.column];
  return { type, at, room, participant, userId: userIds.column, userName: userNames.column };
}

function coded(count) {
  const column = { codes: new Int32Array(count).fill(-1), dictionary: [] };
  const known = new Map();
  function set(i, text) {
    if (text === null) return;
    let code = known.get(text);
    if (code === undefined) {
      code = column.dictionary.push(text) - 1;
      known.set(text, code);
    }
    column.codes[i] = code;
  }
  return { column, set };
}

/** Meetings that are in columns, as objects, or those that have closed and those that go on, for comparison. */
function meetingsOf(result) {
  if (Array.isArray(result)) return result;
  if ('engine' in result) return result.closed.concat(result.engine.meetings());
  const { count, room, startTime, duration, ongoing, maxParticipants, recordsFrom, records } = result;
  const textAt = ({ codes, dictionary }, i) => (codes[i] < 0 ? null : dictionary[codes[i]]);
  return Array.from({ length: count }, (_, i) => ({
    room: textAt(room, i),
    start_time: startTime[i],
    duration: duration[i],
    ongoing: ongoing[i] === 1,
    max_participants: maxParticipants[i],
    participants: Array.from({ length: recordsFrom[i + 1] - recordsFrom[i] }, (_, k) => {
      const record = recordsFrom[i] + k;
      return {
        user_id: textAt(records.userId, record),
        participant_id: textAt(records.participant, record),
        user_name: textAt(records.userName, record),
        join_time: records.joinTime[record],
        duration: records.duration[record],
      };
    }),
  }));
}

function isThere(what) {
  return !what.startsWith('columns') || 'reconstructColumns' in library;
}

/** Outside of the heap, so that nothing but what is measured is there for the garbage collector. */
function logBytes(events, rooms) {
  const pieces = [];
  let piece = '';
  for (const event of syntheticLog({ events, rooms })) {
    piece += FORMS.native.line(event);
    if (piece.length < 1 << 20) continue;
    pieces.push(Buffer.from(piece));
    piece = '';
  }
  return Buffer.concat([...pieces, Buffer.from(piece)]);
}

function* parse(bytes) {
  for (let from = 0; from < bytes.length; ) {
    const end = bytes.indexOf(10, from);
    yield JSON.parse(bytes.toString('utf8', from, end));
    from = end + 1;
  }
}

function hashOf(meetings) {
  const hash = meetingsHash();
  for (const meeting of meetings) hash.add(meeting);
  return hash.digest();
}

function main() {
  const [what, ...rest] = process.argv.slice(2);
  const [events, rooms] = rest.map(Number);
  if (!isThere(what)) {
    process.stderr.write('the library has no reconstructColumns\n');
    process.exitCode = 2;
    return;
  }
  const bytes = logBytes(events, rooms);
  const meetings = meetingsOf(cases[what](parse(bytes), events)());
  const hashes =
    rest[2] === 'check'
      ? { hash: hashOf(meetings), expected: hashOf(cases.plain(parse(bytes), events)()) }
      : null;
  const seconds = [];
  for (let run = 0; run < RUNS; run++) {
    const measured = cases[what](parse(bytes), events);
    globalThis.gc?.();
    const begin = performance.now();
    measured();
    seconds.push((performance.now() - begin) / 1000);
  }
  process.stdout.write(`${JSON.stringify({ seconds, ...hashes })}\n`);
}

main();
