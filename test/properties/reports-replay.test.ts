import fc from 'fast-check';
import { describe, test } from 'vitest';
import { reconstruct } from '../../src/engine/reconstruct.js';
import type { ValidEvent } from '../../src/model/event.js';
import type { Meeting } from '../../src/model/meeting.js';
import { logCases } from '../../src/oracle/arbitrary-logs.js';
import { connectionLog, onClock } from '../support/encode/connection-log.js';
import { type Connection, connectionsOf } from '../support/encode/connections.js';
import { mustEqual } from '../support/equal.js';
import { runs, seed } from '../support/law.js';
import { replayText } from '../support/replay-text.js';
import { plainOptions } from '../support/source-fixtures.js';

const share = Math.max(1, Math.ceil(runs / 10));
/** Times that cannot be misread: a day above 12 stands in every report. */
const MOVED = Date.UTC(2026, 0, 25) - 1_767_225_600_000;

interface Fashion {
  readonly order: 'dmy' | 'mdy';
  readonly halves: boolean;
  readonly separator: '/' | '.' | '-';
  readonly encoding: 'utf8' | 'utf16le' | 'utf16be';
  readonly lineEnd: '\n' | '\r\n';
}

const fashions = fc.record<Fashion>({
  order: fc.constantFrom('dmy', 'mdy'),
  halves: fc.boolean(),
  separator: fc.constantFrom('/', '.', '-'),
  encoding: fc.constantFrom('utf8', 'utf16le', 'utf16be'),
  lineEnd: fc.constantFrom('\n', '\r\n'),
});

function timeText(at: number, { order, halves, separator }: Fashion): string {
  const [, year, month, day, hours, clock] = /^(\d+)-(\d+)-(\d+)T(\d+)(:\d+:\d+)/.exec(
    new Date(at).toISOString(),
  )!;
  const hour = Number(hours);
  const date = (order === 'dmy' ? [day, month, year] : [month, day, year]).join(separator);
  return halves
    ? `${date}, ${hour % 12 || 12}${clock}\u202f${hour < 12 ? 'AM' : 'PM'}`
    : `${date} ${hours}${clock}`;
}

function bytesOf(
  rows: readonly (readonly string[])[],
  delimiter: string,
  { encoding, lineEnd }: Fashion,
): Buffer {
  const cell = (text: string) => (/[",\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const text = `\ufeff${rows.map((row) => row.map(cell).join(delimiter) + lineEnd).join('')}`;
  if (encoding === 'utf8') return Buffer.from(text);
  const bytes = Buffer.from(text, 'utf16le');
  return encoding === 'utf16be' ? bytes.swap16() : bytes;
}

type Encode = (log: readonly ValidEvent[], stays: readonly Connection[], fashion: Fashion) => Buffer;

const encoders: Readonly<Record<string, Encode>> = {
  'zoom-csv': (_, stays, fashion) =>
    bytesOf(
      [
        ['Name (Original Name)', 'User Email', 'Join Time', 'Leave Time', 'Duration (Minutes)', 'Guest'],
        ...stays.map(({ user_id, joinedAt, leftAt }) => [
          ...[user_id!, '', timeText(joinedAt, fashion)],
          ...[leftAt === null ? '' : timeText(leftAt, fashion), '1', 'No'],
        ]),
      ],
      ',',
      fashion,
    ),
  'teams-attendance': (_, stays, fashion) =>
    bytesOf(
      [
        ...[
          ['1. Summary'],
          ['Meeting title', 'room'],
          [''],
          ['2. Participants'],
          ['Name', 'First Join'],
          [''],
        ],
        ...[['3. In-Meeting Activities'], ['Name', 'Join Time', 'Leave Time', 'Duration', 'Email', 'Role']],
        ...stays.map(({ user_id, joinedAt, leftAt }) => [
          ...[user_id!, timeText(joinedAt, fashion), leftAt === null ? '' : timeText(leftAt, fashion)],
          ...['1m', '', 'Presenter'],
        ]),
      ],
      '\t',
      fashion,
    ),
  'teams-live-event': (log, _, fashion) =>
    bytesOf(
      [
        ['SessionId', 'ParticipantId', 'FullName', 'UserAgent', 'UtcEventTimestamp', 'Action', 'Role'],
        ...log.map(({ type, participant_id, user_id, at }) => [
          ...[participant_id, user_id!, user_id!, 'x, "y"'],
          ...[timeText(at, { ...fashion, order: 'mdy' }), type === 'join' ? 'Joined' : 'Left', 'Attendee'],
        ]),
      ],
      ',',
      fashion,
    ),
};

const cases = logCases().chain((log) =>
  fc.record({ log: fc.constant(log), fashion: fashions, turn: fc.nat() }),
);

describe(`a log, written as a report in the fashion of some country, replays to its meetings; ${share} runs each, RECONVENE_SEED=${seed}`, () => {
  test.each(Object.keys(encoders))('%s', async (name) => {
    const check = async ({
      log,
      fashion,
      turn,
    }: typeof cases extends fc.Arbitrary<infer Case> ? Case : never) => {
      const near = log.events.filter(({ type, at }) => type !== 'clear' && Math.abs(at) < 5 * 86_400_000);
      if (near.length === 0) return;
      const native = connectionLog(onClock(near, 1000)).map((event) => ({
        ...event,
        room: 'room',
        participant_id: `${event.room}/${event.participant_id}`,
        user_id: `${event.room}/${event.user_id}`,
        at: event.at + MOVED,
      }));
      if (native.length === 0) return;
      const { all } = connectionsOf(native);
      const stays = turn % 2 === 0 ? all : all.toReversed();
      const bytes = encoders[name]!(native, stays, fashion);
      const asOf = Math.max(...native.map(({ at }) => at));
      const options = { rules: log.options, asOf };
      const ran = await replayText(bytes, {
        ...options,
        timezone: 'UTC',
        reading: { ...plainOptions, room: 'room' },
      });
      mustEqual(ran.plan.source.name, name, 'recognised');
      mustEqual(ran.badLines, [], 'all can be read');
      const expected = reconstruct(native, options).meetings;
      mustEqual(
        ran.meetings.map(({ meeting }) => plain(meeting)),
        expected.map(plain),
        'meetings',
      );
    };
    await fc.assert(fc.asyncProperty(cases, check), { numRuns: share, seed });
  });
});

/** Reports have no keys of connections. */
function plain({ participants, ...meeting }: Meeting) {
  return {
    ...meeting,
    participants: participants.map(({ join_time, duration }) => `${join_time} ${duration}`).sort(),
  };
}
