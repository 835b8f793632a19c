import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../../src/engine/compile-rules.js';
import { type LogCase, logCases, ruleOptions } from '../../src/oracle/arbitrary-logs.js';
import {
  type ByteReplay,
  type ByteReplayOptions,
  type MeetingOutput,
  replayBytes,
  runOptionsOf,
  type StartRun,
} from '../../src/replay/bytes/byte-replay.js';
import { createLatePart } from '../../src/replay/bytes/late-part.js';
import { createOwnPart } from '../../src/replay/bytes/own-part.js';
import { type Patience, startParts } from '../../src/replay/bytes/part-replay.js';
import { createStartOrder } from '../../src/replay/bytes/start-order.js';
import type { Input } from '../../src/replay/input.js';
import type { ReplayWatcher } from '../../src/replay/log-account.js';
import type { ReplayOptions } from '../../src/replay/replay-options.js';
import { replay } from '../support/general-replay.js';
import { runs, seed } from '../support/law.js';
import { meetingLine } from '../support/listed-meetings.js';
import { byteTextsOfOneHash } from '../support/same-hash.js';

/** A file as bytes that come in pieces of some size. */
interface BytesCase {
  readonly log: LogCase;
  readonly bytes: Buffer;
  readonly piece: number;
  readonly lateness: number | null;
  readonly order: 'start' | 'closed';
  readonly onlyRoom: string | null;
  readonly asOf: number | null;
  readonly isExact?: boolean;
  readonly explains?: boolean;
  /** ms if not told */
  readonly timeUnit?: ReplayOptions['timeUnit'];
}

/** Around lengths that records of visits and rooms can hold, which are counted in bytes. */
const length = fc.oneof(fc.constantFrom(59, 60, 61, 62, 63, 64, 65, 127, 128), fc.nat(140));
const hostileText = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'Ann',
      '',
      'Zoë',
      '李雷 🦊',
      'a"b\\c/d',
      'tab\there',
      '\u0000\u001f\u007f',
      '\u2028\u2029\ufeff',
      '\ud800',
      '\ufffd',
    ),
  },
  { weight: 1, arbitrary: length.map((bytes) => 'x'.repeat(bytes)) },
);
/** Names as they may stand in a line, good and bad. */
const escapedNames = [
  '\\/\\u00e9\\uD83E\\uDD8A\\ud83e\\u0041\\udd8a',
  '\\u0000\\u001F\\n\\u000a\\u000b\\u0022\\u005c\\u2028',
  '\\ud83e',
  '\\ud83e\\ud83e\\udd8a',
  '\\ud83ex\\udd8a\\u',
  '\\u12',
  '\\u12x4',
  '\\x',
  'tab\there',
  '\\',
  '\\\\\\"',
];
const hostileLine = fc.constantFrom(
  '',
  '   ',
  '\u00a0',
  'null',
  '[]',
  '{}',
  '"join"',
  '{"type":"join","room":"a","participant_id":"x","at":1e3}',
  '{"type":"join","room":"a","participant_id":"x","at":-0}',
  '{"type":"join","room":"a","participant_id":"x","at":00}',
  '{"type":"join","room":"a","participant_id":"x","at":-}',
  '{"type":"join","room":"a","participant_id":"x","at":1.5}',
  '{"type":"join","room":"a","participant_id":"x","at":1234567890123456789}',
  '{"type":"join","room":"a","participant_id":"x","at":8640000000000001}',
  '{"type":"join","room":"a","participant_id":"x","at":"1970-01-01T00:00:09Z"}',
  '{"type":"join","room":"a","participant_id":"x","at":"1970-01-01T00:00:09.0005+00:00"}',
  '{"type":"join","room":"a","participant_id":"x","at":"1970-01-01T00:00:09"}',
  '{"type":"join","room":"a","participant_id":"x","at":"1970-01-01T00:00:09Z',
  '{"type":"join","room":"a","participant_id":"x","at":"1970-01-01T00:00:\\u0030\\u0039Z"}',
  '{"type":"join","room":"a","participant_id":"x","at":"9"}',
  `{"type":"join","room":"a","participant_id":"x","at":"${'9'.repeat(300)}"}`,
  `{"type":"join","room":"a","participant_id":"x","at":0.${'0'.repeat(300)}1}`,
  ...[
    '1.',
    '.5',
    '1e',
    '1E+3',
    '-1e-3',
    '1e400',
    '0x9',
    '01.5',
    '1.5.5',
    '+1',
    '1.5 ',
    'NaN',
    'Infinity',
    '',
  ].map((at) => `{"type":"join","room":"a","participant_id":"x","at":${at}}`),
  ...['1774339200', '1774339200.25', '1774339200000000', '1774339200000000000'].map(
    (at) => `{"type":"join","room":"a","participant_id":"x","at":${at},"user_name":null}`,
  ),
  '{"type":"join","room":"a","participant_id":"x","at":true}',
  '{"type":"join","room":"a","participant_id":"x"}',
  '{"type":"join","room":"","participant_id":"x","at":5}',
  '{"type":"join","room":"a","participant_id":"","at":5}',
  '{"type":"hold","room":"a","participant_id":"x","at":5}',
  '{"type":"joyn","room":"a","participant_id":"x","at":5}',
  '{"type":"join","type":"leave","room":"a","participant_id":"x","at":5}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"at":6}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"user_name":7}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"user_id":nul}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"device":{"os":"x"}}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"tags":[]}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"at" :6}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"\\u0061t":6}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"user_names":"\\ud83e","user_name":"Ann"}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"room_id":7,"typ":0,"":true}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"k"}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"k":}',
  '{"type":"join","room":"a","participant_id":"x","at":5,"k',
  '{"k":"\\x","type":"join","room":"a","participant_id":"x","at":5}',
  '{"k":"tab\there","type":"join","room":"a","participant_id":"x","at":5}',
  `{"k":${'1'.repeat(100)},"type":"join","room":"a","participant_id":"x","at":5}`,
  ...['01', 'nul', 'nullx', 'true', '-1.5e+3', '-', '"a', '1 ', "'a'"].map(
    (value) => `{"k":${value},"type":"join","room":"a","participant_id":"x","at":5}`,
  ),
  '{"type":"join","room":"a","participant_id":"x","at":5,}',
  '{"type":"join","room":"a","participant_id":"x","at":5}}',
  '{"type":"join","room":"a","participant_id":"x","at":5} ',
  ' {"type":"join","room":"a","participant_id":"x","at":5}',
  '{"type":"join","room":"a","participant_id":"x","at":5',
  '{"type":"join","room":"a","participant_id":"x","at":5}\u0000',
  '{"type":"join","room":"\\u0061","participant_id":"\\u0078","at":5}',
  '{"type":"join","room":"a\u0001","participant_id":"x","at":5}',
  '{"type":"join","room":"a","participant_id":"\\ud83e\\udd8a","at":5}',
  '{"type":"join","room":"a","participant_id":"\\ud83e","at":5}',
  '{"__proto__":{"type":"join"},"type":"join","room":"__proto__","participant_id":"constructor","at":5}',
  '{"type":"clear","room":"a","at":5,"participant_id":"x"}',
  '{"type":"clear","room":"a","at":5,"participant_id":7,"user_name":7}',
  ...escapedNames.flatMap((name) => [
    `{"type":"join","room":"a","participant_id":"x","at":5,"user_name":"${name}","user_id":"\\n"}`,
    `{"type":"join","room":"${name}","participant_id":"x","at":5,"user_name":"\\/"}`,
    `{"type":"leave","room":"\\u0061","participant_id":"${name}","at":5}`,
    `{"type":"clear","room":"${name}","at":5,"participant_id":"\\ud83e"}`,
  ]),
);
const brokenBytes = fc.constantFrom(
  Buffer.from([0xff]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.concat([Buffer.from('{"type":"join","room":"a\xc3","participant_id":"x","at":5}', 'latin1')]),
);

const style = fc.record({
  keys: fc.shuffledSubarray(['type', 'room', 'participant_id', 'at', 'user_id', 'user_name'] as const, {
    minLength: 6,
  }),
  gap: fc.constantFrom('', '', ' ', '  '),
  escapes: fc.constantFrom('none', 'names', 'all'),
  time: fc.constantFrom('whole', 'whole', 'fraction', 'exponent', 'text'),
  omitNulls: fc.boolean(),
  other: fc.constantFrom('', '', '"user_agent":"\\u0041 \\"b\\"",', '"n":-1.5e3,"ok":false,'),
  ending: fc.constantFrom('\n', '\n', '\n', '\r\n'),
});
type Style = typeof style extends fc.Arbitrary<infer Drawn> ? Drawn : never;

function lineOf(event: LogCase['events'][number], written: Style): string {
  const { keys, gap, escapes, time, omitNulls, other, ending } = written;
  const parts: string[] = [];
  for (const key of keys) {
    const value = event[key];
    if (value === null && omitNulls) continue;
    if (key === 'participant_id' && event.type === 'clear') continue;
    let text = JSON.stringify(value);
    if (typeof value === 'number') text = TIMES[time](value);
    const isEscaped = escapes === 'all' || (escapes === 'names' && key !== 'type');
    if (isEscaped && typeof value === 'string' && value !== '') {
      text = `"\\u${value.charCodeAt(0).toString(16).padStart(4, '0')}${JSON.stringify(value.slice(1)).slice(1)}`;
    }
    parts.push(`${JSON.stringify(key)}:${gap}${text}`);
  }
  return `{${other}${parts.join(`,${gap}`)}}${ending}`;
}

/** Ways of writing a time in whole milliseconds. */
const TIMES: Record<Style['time'], (at: number) => string> = {
  whole: String,
  fraction: (at) => `${at}.25`,
  exponent: (at) => `${at}00e-2`,
  text: (at) => `"${new Date(at).toISOString()}"`,
};

/** What makes all rooms or all ids of a log longer. */
const pad = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  { weight: 1, arbitrary: length.map((bytes) => '-'.repeat(bytes)) },
);

const cases: fc.Arbitrary<BytesCase> = fc
  .record({
    log: logCases(),
    styles: fc.array(style, { minLength: 1, maxLength: 4 }),
    names: fc.array(hostileText, { minLength: 1, maxLength: 5 }),
    pads: fc.record({ room: pad, id: pad }),
    noise: fc.array(fc.record({ place: fc.nat(30), line: fc.oneof(hostileLine, brokenBytes) }), {
      maxLength: 4,
    }),
    swaps: fc.array(fc.nat(30), { maxLength: 3 }),
    bom: fc.boolean(),
    endsInNewline: fc.boolean(),
    piece: fc.constantFrom(1, 7, 64, 200, 500, 1000, 1 << 16),
    lateness: fc.constantFrom(null, null, 0, 1, 10_000, 600_000),
    order: fc.constantFrom('start' as const, 'closed' as const),
    onlyRoom: fc.constantFrom(null, null, null, 'a'),
    asOf: fc.boolean(),
    isExact: fc.boolean(),
    explains: fc.boolean(),
    timeUnit: fc.constantFrom('ms' as const, 'ms' as const, 'auto' as const, 's' as const, 'ns' as const),
  })
  .map(({ log, styles, names, pads, noise, swaps, bom, endsInNewline, asOf, ...how }) => {
    const events = log.events.map((event, i) => {
      const padded = { ...event, room: event.room + (how.onlyRoom === null ? pads.room : '') };
      if (event.type === 'clear') return padded;
      const who = { ...padded, participant_id: event.participant_id + pads.id };
      if (i % 3 === 0) return { ...who, user_name: names[i % names.length]! };
      return i % 7 === 0 ? { ...who, user_id: names[i % names.length]! } : who;
    });
    for (const place of swaps) {
      const other = events[place + 1];
      if (other === undefined) continue;
      events[place + 1] = events[place]!;
      events[place] = other;
    }
    const lines: Buffer[] = events.map((event, i) => Buffer.from(lineOf(event, styles[i % styles.length]!)));
    for (const { place, line } of noise) {
      lines.splice(place % (lines.length + 1), 0, Buffer.concat([Buffer.from(line), Buffer.from('\n')]));
    }
    let bytes = Buffer.concat([bom ? Buffer.from([0xef, 0xbb, 0xbf]) : Buffer.alloc(0), ...lines]);
    if (!endsInNewline) bytes = bytes.subarray(0, bytes.length - 1);
    return { ...how, log, bytes, asOf: asOf ? log.asOf : null };
  });

describe(`the byte path is the general path, RECONVENE_SEED=${seed}`, () => {
  test('the same meetings, anomalies, account and messages, to the byte', async () => {
    let proved = 0;
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const general = await throughMemory(drawn);
        const bytes = await throughBytes(drawn);
        if (bytes === null) {
          expect(drawn.lateness).toBeNull();
          return;
        }
        proved++;
        expect(bytes.meetings).toBe(general.meetings);
        expect(bytes).toEqual(general);
      }),
      { numRuns: runs, seed },
    );
    // A hopeful reading that is always given up would prove nothing.
    expect(proved).toBeGreaterThan(runs / 4);
  });

  test('meetings that are all decided at the end, after many visits of a room', async () => {
    const long = logCases(ruleOptions, { minLength: 150, maxLength: 500 });
    await fc.assert(
      fc.asyncProperty(long, async (log) => {
        const bytes = asLines(log.events);
        const told = {
          bytes,
          piece: 1 << 16,
          onlyRoom: null,
          asOf: null,
          order: 'closed',
          explains: true,
        } as const;
        const drawn: BytesCase = { ...told, log, lateness: 2 ** 45 };
        expect(await throughBytes(drawn)).toEqual(await throughMemory(drawn));
      }),
      { numRuns: Math.ceil(runs / 5), seed },
    );
  });

  // Found by the law: the watermark of a whole batch, moved on before its events were taken, came between the two.
  test('a leave and a join at one instant, with later events close behind, and a lateness', async () => {
    const at = (second: number, type: Event['type']): Event => {
      return { type, room: 'a', participant_id: 'x', at: second * 1000, user_id: null, user_name: null };
    };
    const events = [at(0, 'join'), at(10, 'leave'), at(10, 'join'), at(30, 'leave'), at(30, 'leave')];
    // Behind a BOM the first line is none of the usual shape, and so comes before the batch.
    const bytes = Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), asLines(events)]);
    const told = { bytes, piece: 1000, lateness: 1, onlyRoom: null, asOf: null } as const;
    const drawn: BytesCase = {
      ...told,
      log: { options: compileRules().options, events, asOf: 0 },
      order: 'start',
    };
    const replayed = await throughBytes(drawn);
    expect(replayed).toEqual(await throughMemory(drawn));
    expect(replayed!.statistics).toMatchObject({ repeated: 1, stray: 0, meetings: 1 });
  });

  // A length that stood for no name: the leave's took its place.
  test('a name of 63 bytes, and another when leaving', async () => {
    const who = { room: 'a', participant_id: 'x' };
    const names = { user_id: `${'é'.repeat(31)}u`, user_name: 'n'.repeat(63) };
    const events: Event[] = [
      { type: 'join', ...who, at: 0, ...names },
      { type: 'leave', ...who, at: 60_000, user_id: 'other', user_name: 'Other' },
    ];
    const told = { bytes: asLines(events), piece: 1000, lateness: null, onlyRoom: null, asOf: null } as const;
    const log = { options: compileRules().options, events, asOf: 0 };
    const { meetings } = (await throughBytes({ ...told, log, order: 'start' }))!;
    expect(JSON.parse(meetings).participants).toMatchObject([names]);
  });
});

/** A hurried replay asks all parts at every turn how far they are. */
const PATIENCES: readonly (Patience | undefined)[] = [undefined, { meetings: 0, batches: -1 }];

describe(`parts of the rooms are the general path, RECONVENE_SEED=${seed}`, () => {
  test.each([[[1]], [[0.5, 0.5]], [[0.1, 0.6, 0.3]]])('in parts of %j', async (shares) => {
    await fc.assert(
      fc.asyncProperty(
        cases,
        fc.constantFrom(...PATIENCES),
        fc.constantFrom<ByteReplayOptions['arrival']>('time', 'any'),
        async (drawn, patience, arrival) => {
          const told = await throughParts(drawn, shares, patience, arrival);
          if (told === null) expect(drawn.lateness).toBeNull();
          else expect(told).toEqual(await throughMemory(drawn));
        },
      ),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  });

  test('texts that are longer than what is handed over at once', async () => {
    const events = [1, 2, 3, 4].map((second): Event => {
      const who = { room: `r${second % 2}`, participant_id: 'x'.repeat(1000 * second), user_id: null };
      return { type: 'join', ...who, user_name: 'long '.repeat(30_000 * second), at: second * 1000 };
    });
    const log = { options: compileRules().options, events, asOf: 0 };
    const told = { bytes: asLines(events), piece: 1 << 20, lateness: 0, onlyRoom: null, asOf: null };
    const drawn: BytesCase = { ...told, log, order: 'closed' };
    expect(await throughParts(drawn, [0.5, 0.5])).toEqual(await throughMemory({ ...drawn, order: 'closed' }));
  });
});

describe(`sorting is the general path, RECONVENE_SEED=${seed}`, () => {
  test.each([
    ['in memory', 1 << 20],
    ['in temporary files', 300],
  ])('%s', async (_, memory) => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const unhurried = { ...drawn, lateness: null };
        const sorted = await throughBytes(unhurried, { arrival: 'any', memory });
        expect(sorted).toEqual(await throughMemory(unhurried));
      }),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  });
});

describe(`groups, RECONVENE_SEED=${seed}`, () => {
  const GROUPED = { arrival: 'grouped', memory: 0 } as const;

  test('rooms one after the other give the same meetings and strays as the log', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        const events = inGroups(drawn.log.events);
        const written = { bytes: asLines(events), lateness: null, timeUnit: 'ms' } as const;
        const grouped: BytesCase = { ...drawn, ...written, order: 'closed' };
        const general = await throughMemory(grouped);
        const told = (await throughBytes(grouped, GROUPED))!;
        expect(linesOf(told)).toEqual(linesOf(general));
        expect(told.anomalies).toEqual(general.anomalies);
        expect(told.statistics).toEqual(general.statistics);
      }),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  });

  test('what goes back in time, or to a room whose group has ended, is late; the rest counts', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async (drawn) => {
        // A repeat is an event of its own.
        const events = drawn.log.events.map((event) => ({ ...event }));
        const written = { bytes: asLines(events), lateness: null, timeUnit: 'ms' } as const;
        const mixed: BytesCase = { ...drawn, ...written, asOf: null };
        const told = (await throughBytes({ ...mixed, onlyRoom: null }, GROUPED))!;
        const late = lateInGroups(events);
        const kept = events.filter((event) => !late.has(event));
        const last = Math.max(...events.map(({ at }) => at));
        const rest = { ...mixed, bytes: asLines(kept), onlyRoom: null, asOf: last };
        const general = await throughMemory({ ...rest, order: 'closed' });
        expect(linesOf(told)).toEqual(linesOf(general));
        expect((told.statistics as { late: number }).late).toBe(late.size);
      }),
      { numRuns: Math.ceil(runs / 2), seed },
    );
  });
});

type Event = LogCase['events'][number];

function inGroups(events: readonly Event[]): Event[] {
  const rooms = [...new Set(events.map(({ room }) => room))];
  const sorted = events.toSorted((a, b) => a.at - b.at);
  return rooms.flatMap((room) => sorted.filter((event) => event.room === room));
}

/** What comes too late where the events of a room are to stand together. */
function lateInGroups(events: readonly Event[]): Set<Event> {
  const late = new Set<Event>();
  const ended = new Set<string>();
  let room: string | null = null;
  let last = 0;
  for (const event of events) {
    if (event.room !== room) {
      if (room !== null) ended.add(room);
      room = event.room;
      last = Number.NEGATIVE_INFINITY;
    }
    if (ended.has(event.room) || event.at < last) late.add(event);
    else last = event.at;
  }
  return late;
}

function asLines(events: readonly Event[]): Buffer {
  return Buffer.from(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
}

function linesOf({ meetings }: Told): string[] {
  return meetings.split('\n').sort();
}

interface Told {
  readonly meetings: string;
  readonly anomalies: unknown;
  readonly statistics: unknown;
  readonly messages: readonly string[];
}

async function throughMemory(drawn: BytesCase): Promise<Told> {
  const messages: string[] = [];
  const { meetings, anomalies, statistics } = await replay([input(drawn)], options(drawn), watcher(messages));
  const text = meetings.map((listed) => meetingLine(listed, drawn.isExact === true)).join('');
  return { meetings: text, anomalies, statistics, messages };
}

const IN_TIME = { arrival: 'time', memory: 0 } as const;

async function throughBytes(
  drawn: BytesCase,
  how: Pick<ByteReplayOptions, 'arrival' | 'memory'> = IN_TIME,
): Promise<Told | null> {
  const byteOptions = { ...options(drawn), ...how, holdsMeetings: false };
  return told((watch, output) => replayBytes([input(drawn)], byteOptions, watch, output));
}

async function throughParts(
  drawn: BytesCase,
  shares: readonly number[],
  patience?: Patience,
  arrival: ByteReplayOptions['arrival'] = 'time',
): Promise<Told | null> {
  const how = { ...options(drawn), arrival, memory: 1 << 20, holdsMeetings: false };
  const own = () => createOwnPart(how.rules, runOptionsOf(how, false));
  const parts = [...shares.slice(1).map(() => createLatePart(own, own)), own()];
  const never = () => Promise.reject(new Error('waits for what cannot come'));
  const start: StartRun = (account, options, _, output) =>
    startParts(account, options, parts, shares, never, output, patience);
  return told((watch, output) => replayBytes([input(drawn)], how, watch, output, start));
}

/** Gathers what a replay tells. */
async function told(
  replayIt: (watch: ReplayWatcher, output: MeetingOutput) => Promise<ByteReplay | null>,
): Promise<Told | null> {
  const messages: string[] = [];
  const pieces: Buffer[] = [];
  const output: MeetingOutput = {
    take: (_, bytes, from, to) => void pieces.push(Buffer.from(bytes.slice(from, to))),
    flush: async () => {},
  };
  const result = await replayIt(watcher(messages), output);
  return result && { meetings: Buffer.concat(pieces).toString('utf8'), ...result, messages };
}

function input({ bytes, piece }: BytesCase): Input {
  return {
    name: 'log',
    size: bytes.length,
    path: null,
    identity: null,
    isRepeatable: true,
    async *chunks() {
      // Whoever reads a chunk may write into it.
      for (let i = 0; i < bytes.length; i += piece) yield Buffer.from(bytes.subarray(i, i + piece));
    },
    close: async () => {},
  };
}

function options({
  log,
  lateness,
  order,
  onlyRoom,
  asOf,
  isExact,
  explains,
  timeUnit = 'ms',
}: BytesCase): ReplayOptions {
  return {
    rules: compileRules(log.options),
    asOf,
    lateness,
    order,
    timeUnit,
    onlyRooms: new Set(onlyRoom === null ? [] : [onlyRoom]),
    explains: explains === true,
    isExact: isExact === true,
    keepAnomalies: true,
  };
}

function watcher(messages: string[]) {
  return {
    onBadLine: (bad: { line: number; message: string }) => void messages.push(`${bad.line}: ${bad.message}`),
    onTimeUnit: (_: string, unit: string, line: number) => void messages.push(`${unit} ${line}`),
    onBytes: () => {},
  };
}

/*
 * Whoever knows how bytes are hashed can make up any number of texts of one hash. They are told apart nonetheless, and it takes no
 * time that grows with their square.
 */
describe('texts of one hash', () => {
  const texts = byteTextsOfOneHash(1 << 12);
  const event = (type: Event['type'], room: string, participant_id: string, at: number): Event => {
    return { type, room, participant_id, at, user_id: null, user_name: `${type} ${participant_id}` };
  };
  const replayed = (events: readonly Event[]): BytesCase => {
    const log = { options: compileRules().options, events, asOf: 0 };
    const told = { bytes: asLines(events), piece: 1 << 16, onlyRoom: null, asOf: null } as const;
    return { ...told, log, lateness: 0, order: 'closed' };
  };

  test('participants', async () => {
    const every = (n: number, type: Event['type'], at: number) =>
      texts.filter((_, i) => i % n === 0).map((id, i) => event(type, 'r', id, at + i));
    const drawn = replayed([
      ...every(1, 'join', 0),
      ...every(5, 'join', 100_000),
      ...every(3, 'leave', 200_000).flatMap((leave) => [leave, { ...leave, type: 'join' as const }]),
      ...every(6, 'leave', 300_000),
      ...every(1, 'leave', 400_000),
    ]);
    const told = await throughBytes(drawn);
    expect(told).toEqual(await throughMemory(drawn));
    expect(told!.statistics).toMatchObject({ meetings: 1, stray: 820 + 683 });
  });

  test('rooms, which are used again when their meetings are long over', async () => {
    const meetings = (rooms: readonly string[], from: number) => [
      ...rooms.map((room, i) => event('join', room, 'p', from + i)),
      ...rooms.map((room, i) => event('leave', room, 'p', from + 60_000 + i)),
    ];
    const half = texts.length / 2;
    const drawn = replayed(
      [texts.slice(0, half), texts.slice(half), texts].flatMap((rooms, i) => meetings(rooms, i * 3_600_000)),
    );
    const told = await throughBytes(drawn);
    expect(told).toEqual(await throughMemory(drawn));
    expect(told!.statistics).toMatchObject({ meetings: 2 * texts.length });
  });

  test('rooms one after the other, of which one comes again', async () => {
    const meetings = texts.flatMap((room) => [
      event('join', room, 'p', 0),
      event('leave', room, 'p', 60_000),
    ]);
    const again = texts.slice(-2).map((room) => event('join', room, 'p', 120_000));
    const drawn: BytesCase = { ...replayed([...meetings, ...again.toReversed()]), lateness: null };
    const told = await throughBytes(drawn, { arrival: 'grouped', memory: 0 });
    expect(told!.statistics).toMatchObject({ meetings: texts.length, late: 1 });
  });
});

describe('the order of starts', () => {
  const keys = Array.from({ length: 300 }, (_, i) => ({
    start: (i * 7919) % 301,
    room: `room-${i % 3}`,
    decidedAt: i,
  }));
  const textOf = ({ room, start }: { room: string; start: number }) => `${room}:${start};`;

  /** What goes out of all that comes, where each meeting has so many bytes. */
  function listed(memory: number, size: number): string[] {
    const out: string[] = [];
    const order = createStartOrder((key, bytes, from, to) => {
      expect(to - from).toBe(size);
      out.push(`${key.start} ${Buffer.from(bytes.slice(from, to)).toString().trim()}`);
    }, memory);
    for (const [i, key] of keys.entries()) {
      order.add(key, Buffer.from(textOf(key).padEnd(size)), 0, size);
      if (i % 97 === 96) Array.from(order.release(20));
    }
    Array.from(order.release(1000));
    order.discard();
    return out;
  }

  test.each([
    ['each meeting', 0, 20],
    ['some meetings, while others wait in memory,', 1 << 20, 100_000],
  ])('is the same when little memory sends %s to temporary files', (_, memory, size) => {
    const all = listed(memory, size);
    expect(all).toEqual(listed(1 << 30, size));
    expect([...all].sort()).toEqual(keys.map((key) => `${key.start} ${textOf(key)}`).sort());
    const released = all.slice(all.findIndex((line) => line.startsWith('20 ')));
    expect(released.map((line) => Number.parseInt(line, 10))).toEqual(
      keys
        .map(({ start }) => start)
        .filter((start) => start >= 20)
        .sort((a, b) => a - b),
    );
  });

  test.each([
    ['memory', 1 << 30],
    ['temporary files', 1 << 20],
  ])('pauses while much goes out of %s, so that it need not be held again', (_, memory) => {
    const size = 100_000;
    let handedOn = 0;
    const order = createStartOrder(() => {
      handedOn += size;
    }, memory);
    for (const key of keys) order.add(key, Buffer.alloc(size, 'x'), 0, size);
    let last = 0;
    for (const _ of order.release(1000)) {
      expect(handedOn - last).toBeLessThan(1 << 20);
      last = handedOn;
    }
    expect(handedOn - last).toBeLessThan(1 << 20);
    expect(handedOn).toBe(keys.length * size);
    order.discard();
  });
});
