import { describe, expect, test } from 'vitest';
import { sources } from '../../src/sources/all-sources.js';
import { compileMapping } from '../../src/sources/mapping/compile-mapping.js';
import { repairKinds } from '../../src/sources/repair/repair.js';
import { join, leave } from '../support/log-lines.js';
import { replayText, type TextOptions } from '../support/replay-text.js';
import { BEGIN, fixtureFolders, fixturesOf, fixtureText, plainOptions } from '../support/source-fixtures.js';

const reading = plainOptions;
const times = ({ meetings }: Awaited<ReturnType<typeof replayText>>) =>
  meetings.map(({ meeting }) => `${meeting.room} ${meeting.duration} ${meeting.max_participants}`);
const codes = ({ anomalies }: Awaited<ReturnType<typeof replayText>>) =>
  anomalies.map((anomaly) => ('kind' in anomaly ? `${anomaly.code} ${anomaly.kind}` : anomaly.code));

const chat = compileMapping({
  ...{ name: 'chat', room: 'channel', user_id: 'nick', type: 'event', time: 'ts' },
  ...{ join: ['join'], leave: ['leave'], rename: ['rename'], new_user_id: 'to' },
});

describe('the generic mapping', () => {
  test('a chat in local time over the end of summer time, with a rename', async () => {
    const ran = await replayText(fixtureText('mapping', 'chat.ndjson'), { timezone: 'Europe/Berlin' }, chat);
    // Ann left at 01:30 in summer time; bobby, who is bob, at 03:10 in winter time.
    expect(ran.statistics).toMatchObject({
      first_at: Date.UTC(2026, 9, 24, 20),
      last_at: Date.UTC(2026, 9, 25, 2, 10),
    });
    expect(ran.statistics).toMatchObject({
      used: 4,
      ignored_by_type: { rename: 1, topic: 1 },
      stray: 0,
      odd_local_times: 0,
    });
    expect(ran.meetings[0]?.meeting.participants.map(({ user_id }) => user_id)).toEqual(['ann', 'bob']);
  });

  test('the hour that comes twice is read by the policy, and reported', async () => {
    const text = ['2026-10-25T02:10:00', '2026-10-25T02:50:00', '2026-03-29T02:30:00']
      .map(
        (ts, i) =>
          `${JSON.stringify({ ts, event: ['join', 'leave', 'topic'][i], channel: '#t', nick: 'a' })}\n`,
      )
      .join('');
    const earlier = await replayText(text, { timezone: 'Europe/Berlin' }, chat);
    expect(earlier.statistics).toMatchObject({ first_at: Date.UTC(2026, 9, 25, 0, 10), odd_local_times: 2 });
    expect(codes(earlier)).toEqual(['odd-local-time repeated', 'odd-local-time repeated']);
    const later = await replayText(text, { timezone: 'Europe/Berlin', repeatedHour: 'later' }, chat);
    expect(later.statistics.first_at).toBe(Date.UTC(2026, 9, 25, 1, 10));
  });

  test('without a time zone local times are invalid, and say so', async () => {
    const { badLines, statistics } = await replayText(fixtureText('mapping', 'chat.ndjson'), {}, chat);
    expect(statistics).toMatchObject({ used: 0, invalid: 5, ignored: 1 });
    expect(badLines[0]?.message).toBe(
      'ts is not as documented; expected a time with an offset from UTC, or a time zone to read local times in',
    );
  });
});

describe('fixtures of presets', () => {
  test.each<[string, string, string[], string[]]>([
    ['100ms', 'meeting.ndjson', ['lesson-7 958 2'], []],
    [
      '100ms',
      'traps.ndjson',
      ['lesson-7 90 1', 'lesson-7 310 2'],
      ['repaired lost-join', 'repaired room-end'],
    ],
    ['agora', 'meeting.ndjson', ['town-hall 899 2'], []],
    ['agora', 'traps.ndjson', ['town-hall 595 2'], ['repaired redelivery', 'repaired lost-join']],
    ['vonage', 'meeting.ndjson', ['2_MX40 719 2'], []],
    [
      'vonage',
      'traps.ndjson',
      ['2_MX40 90 1', '2_MX40 140 1', '2_MX40 100 1'],
      ['repaired lost-join', 'repaired room-end'],
    ],
    ['chime', 'eventbridge.ndjson', ['board 649 2'], []],
    ['chime', 'sns.ndjson', ['board 649 2'], []],
    ['chime', 'sqs.json', ['board 649 2'], []],
    ['chime', 'traps.ndjson', ['board 499 2'], ['repaired replaced', 'repaired drift']],
    ['whereby', 'meeting.ndjson', ['/kitchen 899 2'], []],
    ['whereby', 'older.ndjson', ['/kitchen 100 1', '/kitchen 150 1'], ['invalid-event']],
    ['google-meet', 'page.json', ['abc 899 2'], []],
    ['google-meet', 'sessions.ndjson', ['abc 309 2'], []],
    ['google-meet', 'participants.ndjson', ['abc 299 2'], []],
  ])('%s/%s', async (source, file, expected, anomalies) => {
    const ran = await replayText(fixtureText(source, file));
    expect(ran.plan.source.name).toBe(source);
    expect(times(ran)).toEqual(expected);
    expect(codes(ran)).toEqual(anomalies);
  });

  test('nothing repaired is nothing changed', async () => {
    const ran = await replayText(fixtureText('100ms', 'traps.ndjson'), {
      repair: { off: new Set(repairKinds), maxOpen: null },
    });
    expect(codes(ran)).toEqual(['orphan-leave']);
    expect(ran.statistics).toMatchObject({ repaired: 0, ignored_by_type: { 'room end': 1 } });
  });

  test('bots by option', async () => {
    const ran = await replayText(fixtureText('whereby', 'meeting.ndjson'), {
      reading: { ...reading, bots: true },
    });
    expect(ran.meetings[0]?.meeting.max_participants).toBe(3);
  });

  test('rooms by session', async () => {
    const ran = await replayText(fixtureText('100ms', 'meeting.ndjson'), {
      reading: { ...reading, roomBy: 'session' },
    });
    expect(times(ran)).toEqual(['ses-1 958 2']);
  });
});

describe('forms of files', () => {
  const lines = join('a', 'p', BEGIN) + leave('a', 'p', BEGIN + 60_000);
  const records = lines
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);

  test.each<[string, string, string, number]>([
    ['lines', lines, 'lines', 2],
    ['an array on one line', JSON.stringify(records), 'document', 2],
    ['an array over several', JSON.stringify(records, null, 2), 'document', 2],
    ['an array with a BOM', `\ufeff${JSON.stringify(records)}\n`, 'document', 2],
    ['arrays, line by line', `${JSON.stringify(records)}\n${JSON.stringify(records)}\n`, 'lines', 2],
    ['one object over several lines', JSON.stringify({ headers: {}, body: records }, null, 1), 'document', 1],
    ['an object on one line', JSON.stringify({ headers: {}, body: records }), 'lines', 1],
    ['lines of a log', lines.replaceAll('{', 'INFO {'), 'lines', 2],
  ])('%s', async (_, text, form, recordsRead) => {
    const ran = await replayText(text);
    expect([ran.plan.form, ran.statistics.records_read]).toEqual([form, recordsRead]);
    expect(times(ran)).toEqual(['a 60 1']);
    const { used, repeated, added } = ran.statistics;
    expect(used + repeated).toBe(recordsRead + added);
  });
});

describe('the default as-of', () => {
  const wrong = BEGIN + 400 * 86_400_000;
  const log = Array.from({ length: 20 }, (_, i) => join('a', `p${i}`, BEGIN + i * 1000)).join('');
  const options = (maxJump: number | null): TextOptions => ({ maxJump });

  test('one stamp far in the future is told, and left out where that is asked for', async () => {
    const plain = await replayText(log + join('a', 'late', wrong), options(null));
    expect(plain.statistics).toMatchObject({
      as_of: wrong,
      jump: { from: BEGIN + 19_000, to: wrong },
      after_as_of: 0,
    });
    const tamed = await replayText(log + join('a', 'late', wrong), options(86_400_000));
    expect(tamed.statistics).toMatchObject({ as_of: BEGIN + 19_000, after_as_of: 1, used: 20 });
  });

  test('a holiday is no jump', async () => {
    const again = log.replaceAll('"a"', '"b"').replaceAll(`${BEGIN}`.slice(0, 6), `${wrong}`.slice(0, 6));
    const ran = await replayText(log + again, options(86_400_000));
    expect(ran.statistics).toMatchObject({ jump: null, after_as_of: 0 });
  });

  test('--max-open counts to it', async () => {
    const ran = await replayText(join('a', 'p', BEGIN) + join('a', 'q', BEGIN + 7_200_000), {
      repair: { off: new Set(), maxOpen: 3_600_000 },
    });
    expect(codes(ran)).toEqual(['repaired max-open']);
    expect(ran.statistics).toMatchObject({ records_read: 2, added: 1, used: 3 });
    expect(times(ran)).toEqual(['a 3600 1']);
  });

  test('--max-open counts to it in every room, whichever the last event is of', async () => {
    const rooms = Array.from({ length: 20 }, (_, i) => `room ${i}`);
    const text = rooms.map((room, i) => join(room, 'p', BEGIN + i)).join('');
    const ran = await replayText(text + join('another', 'q', BEGIN + 7_200_000), {
      repair: { off: new Set(), maxOpen: 3_600_000 },
    });
    expect(times(ran)).toEqual(rooms.map((room) => `${room} 3600 1`));
    const repaired = ran.anomalies.map((anomaly) => 'at' in anomaly && anomaly.at);
    expect(repaired).toEqual(rooms.map((_, i) => BEGIN + i + 3_600_000));
  });
});

describe('--lateness', () => {
  const log = fixtureText('100ms', 'traps.ndjson').trim().split('\n');

  test.each([0, 5000])('of %i ms: what repair closes as time goes by is not late', async (lateness) => {
    const text = [0, 4_000_000, 8_000_000].map((at, i) => join('a', `p${i}`, BEGIN + at)).join('');
    const ran = await replayText(text, { lateness, repair: { off: new Set(), maxOpen: 3_600_000 } });
    expect(ran.statistics).toMatchObject({ used: 5, late: 0, stray: 0, added: 2 });
    expect(times(ran)).toEqual(['a 3600 1', 'a 3600 1']);
  });

  test('what repair would close behind the watermark, of a visit that came late itself, is late, too', async () => {
    const text =
      join('a', 'p', BEGIN + 8_000_000) + join('a', 'q', BEGIN) + join('a', 'r', BEGIN + 8_001_000);
    const ran = await replayText(text, { lateness: 0, repair: { off: new Set(), maxOpen: 3_600_000 } });
    expect(ran.statistics).toMatchObject({ used: 2, late: 2, stray: 0, added: 1 });
  });

  test('large enough, a log is repaired as it comes just as at once', async () => {
    const live = await replayText(`${log.toReversed().join('\n')}\n`, { lateness: 3_600_000 });
    expect(times(live)).toEqual(times(await replayText(`${log.join('\n')}\n`)));
    expect(live.statistics.unrepaired).toBe(0);
  });

  test('what could only be given back behind the watermark is told', async () => {
    const text = [log[2], log[1]].join('\n');
    const ran = await replayText(`${log[2]}\n${log[6]}\n${log[1]}\n${text}\n`, { lateness: 0 });
    expect(ran.statistics.late).toBeGreaterThan(0);
    const { records_read, added, used, repeated, stray, late, after_as_of, ignored, invalid } =
      ran.statistics;
    expect(used + repeated + stray + late + after_as_of + ignored + invalid).toBe(records_read + added);
  });

  test('a recovered join behind the watermark', async () => {
    const told = (id: string, at: number, joined: number) =>
      `${JSON.stringify({ type: 'out', room: 'r', id, at: BEGIN + at, since: BEGIN + joined })}\n`;
    const source = compileMapping({
      ...{ name: 'x', room: 'room', participant_id: 'id', type: 'type', time: 'at', join_time: 'since' },
      ...{ join: ['in'], leave: ['out'] },
    });
    const ran = await replayText(
      told('a', 600_000, 0) + told('b', 601_000, 590_000) + told('c', 602_000, 601_500),
      { lateness: 0 },
      source,
    );
    expect(codes(ran)).toEqual([
      'repaired lost-join',
      'unrepaired lost-join',
      'repaired lost-join',
      'orphan-leave',
    ]);
    expect(ran.statistics).toMatchObject({ repaired: 2, unrepaired: 1, stray: 1 });
  });
});

describe('the account of every fixture', () => {
  const folders = fixtureFolders.filter((folder) => folder !== 'near-misses' && folder !== 'mapping');
  const fixtures = folders.flatMap((folder) => fixturesOf(folder).map((file) => ({ folder, file })));

  test.each(fixtures)('$folder/$file', async ({ folder, file }) => {
    for (const lateness of [null, 60_000]) {
      const ran = await replayText(fixtureText(folder, file), { lateness });
      const { records_read, added, used, repeated, stray, late, after_as_of, ignored, invalid } =
        ran.statistics;
      expect(used + repeated + stray + late + after_as_of + ignored + invalid).toBe(records_read + added);
      expect(Math.min(used, added)).toBeGreaterThanOrEqual(0);
      const sum = (counts: object) =>
        Object.values(counts).reduce((all: number, count: number) => all + count, 0);
      expect(sum(ran.statistics.ignored_by_type)).toBe(ignored);
      expect(sum(ran.statistics.repaired_by_kind)).toBe(ran.statistics.repaired);
      expect(ran.badLines.length).toBe(invalid);
      if (folder !== 'envelopes') expect(ran.plan.source.name).toBe(folder);
    }
  });
});

test('every source can be asked for by name, and refuses what is not its own', async () => {
  for (const source of sources) {
    const { statistics, badLines } = await replayText('{"foo":1}\nnot JSON\n[]\n', {}, source);
    const { records_read, added, ignored, invalid, used } = statistics;
    expect([source.name, used]).toEqual([source.name, 0]);
    expect(ignored + invalid).toBe(records_read + added);
    expect(badLines.length).toBe(invalid);
  }
});
