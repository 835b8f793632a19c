import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf, resolve } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, inject, test } from 'vitest';
import {
  accountIn,
  accountOf,
  join,
  leave,
  parseLines,
  readStatistics,
  sumOfParts,
  T,
} from '../support/log-lines.js';
import { freshFolder, replay, runBash, runCli } from '../support/run-cli.js';

const ROOT = resolve('test/fixtures/sources');
const ENVELOPED: Readonly<Record<string, string>> = {
  'native-array.json': 'native',
  'bigbluebutton-form.log': 'bigbluebutton',
  'twilio-http.ndjson': 'twilio',
};
const folders = readdirSync(ROOT).filter((name) => name !== 'near-misses' && name !== 'mapping');
const fixtures = folders.map((folder) => {
  const files = readdirSync(pathOf(ROOT, folder)).map((file) => ({
    path: pathOf(ROOT, folder, file),
    source: folder === 'envelopes' ? (ENVELOPED[file] ?? 'livekit') : folder,
  }));
  return { folder, files };
});
const nearMisses = readdirSync(pathOf(ROOT, 'near-misses'));

const anomalySchema = new Ajv2020({ strict: false }).compile(
  JSON.parse(readFileSync('schemas/anomaly.schema.json', 'utf8')),
);

describe('every fixture, without a flag', () => {
  test.each(fixtures)('$folder', async ({ files }) => {
    const cwd = freshFolder();
    const paths = files.map(({ path }) => path);
    const { code, stdout, stderr } = await replay([...paths, '--stats', 's', '--anomalies', 'a'], { cwd });
    const statistics = readStatistics(pathOf(cwd, 's'));
    const account = accountOf(stderr);
    const told = files.map(({ path, source }) => ({ file: path, source }));
    for (const { path, source } of files) {
      expect(stderr).toMatch(
        new RegExp(`^reconvene: ${path}: read as .*; --source ${source} says so for good$`, 'm'),
      );
    }
    expect(statistics.files).toMatchObject(told);
    expect(accountIn(statistics)).toEqual(account);
    expect(sumOfParts(account)).toBe(account.records_read + account.added);
    expect(sumOf(statistics.ignored_by_type)).toBe(account.ignored);
    expect(sumOf(statistics.repaired_by_kind)).toBe(statistics.repaired);
    const anomalies = parseLines<{ code: string }>(readFileSync(pathOf(cwd, 'a'), 'utf8'));
    for (const anomaly of anomalies) expect(anomalySchema(anomaly), JSON.stringify(anomaly)).toBe(true);
    expect(anomalies.filter((anomaly) => anomaly.code === 'repaired').length).toBe(statistics.repaired);
    expect(code).toBe(0);

    const found = JSON.parse((await runCli(['inspect', ...paths, '--json'])).stdout);
    expect(found.files).toMatchObject(told);
    expect(accountIn(found.statistics)).toEqual(account);
    expect(found.statistics.meetings).toBe(stdout === '' ? 0 : stdout.trimEnd().split('\n').length);
  });

  test('several sources are one log', async () => {
    const [daily, livekit, array] = [
      'daily/meeting.ndjson',
      'livekit/meeting.ndjson',
      'envelopes/native-array.json',
    ].map((path) => pathOf(ROOT, path));
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'own'), join('own', 'p', T) + leave('own', 'p', T + 60_000));
    const { stdout, stderr } = await replay([daily!, 'own', livekit!, array!], { cwd });
    expect(accountOf(stderr)).toMatchObject({ records_read: 8 + 2 + 7 + 2, invalid: 0 });
    const rooms = parseLines<{ room: string }>(stdout).map(({ room }) => room);
    expect(rooms.toSorted()).toEqual(['a', 'clinic', 'own', 'planning']);
  });
});

function sumOf(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

describe('a file of another kind', () => {
  test.each(nearMisses)('%s is refused, and nothing is written', async (file) => {
    const cwd = freshFolder();
    const args = [pathOf(ROOT, 'near-misses', file), '--out', 'out', '--stats', 'stats'];
    const { code, stdout, stderr } = await replay(args, { cwd });
    expect(stderr).toMatch(
      /^reconvene: .*: no source recognises it \(.* looked at; it begins .*\); expected a log of native, daily, .*--mapping FILE or --room-field/,
    );
    expect({ code, stdout, left: readdirSync(cwd) }).toEqual({ code: 3, stdout: '', left: [] });
  });

  test('a mixture of two is refused with both', async () => {
    const [a, b] = ['daily', 'livekit'].map(
      (name) => readFileSync(pathOf(ROOT, name, 'meeting.ndjson'), 'utf8').split('\n')[1],
    );
    const { code, stderr } = await replay([], { stdin: `${a}\n${b}\n` });
    expect(stderr).toContain('<stdin>: it may be daily or livekit (2 records looked at; ');
    expect(code).toBe(3);
  });
});

describe('native events', () => {
  const log = join('a', 'p', T) + leave('a', 'p', T + 60_000);

  test('are told of by nothing, also after bad lines', async () => {
    const { stderr, code } = await replay([], { stdin: `not JSON\n{"foo":1}\n${log}` });
    expect(stderr).not.toContain('read as');
    expect(accountOf(stderr)).toMatchObject({ records_read: 4, used: 2, invalid: 2 });
    expect(code).toBe(0);
  });

  test('as a list, on standard input, in pieces', async () => {
    const list = JSON.stringify(
      log
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)),
      null,
      1,
    );
    for (const args of ['', '--source native']) {
      const cwd = freshFolder();
      writeFileSync(pathOf(cwd, 'list.json'), list);
      const file = args === '' ? '-' : 'list.json';
      const { stdout, code } = await runBash(
        `(head -c 20 list.json; sleep 0.2; tail -c +21 list.json) | $R replay ${args} ${file}`,
        { cwd },
      );
      expect(JSON.parse(stdout)).toMatchObject({ room: 'a', duration: 60 });
      expect(code).toBe(0);
    }
  });

  test('--max-open and --max-jump hold for them, too', async () => {
    const far = join('a', 'q', T + 400 * 86_400_000);
    const warned = await replay([], { stdin: log.repeat(9) + far });
    expect(warned.stderr).toMatch(
      /reconvene: the latest times, from 2027-\S+ on, are 399 days behind all others and decide --as-of; --max-jump/,
    );
    const { stdout, stderr } = await replay(['--max-jump', '86400', '--max-open', '30'], {
      stdin: join('a', 'r', T - 90_000) + log.repeat(9) + far,
    });
    expect(stderr).not.toContain('behind all others');
    expect(accountOf(stderr)).toMatchObject({ after_as_of: 1, added: 1, stray: 0 });
    expect(parseLines(stdout)).toMatchObject([{ duration: 30 }, { duration: 60 }]);
  });

  test.each([
    ['--lateness', ['0']],
    ['--grouped', []],
  ])('--max-jump looks at the whole log, which %s does not wait for', async (stream, value) => {
    const minute = Array.from({ length: 20 }, (_, i) => join('a', `p${i}`, T + i * 3000)).join('');
    const stdin = minute + join('a', 'far', T + 100_000_000);
    const { code, stdout, stderr } = await replay(['--max-jump', '86400', stream, ...value], { stdin });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(new RegExp(`^reconvene: ${stream}: .*--max-jump`));

    const far = minute + join('a', 'far', T + 400 * 86_400_000);
    const warned = await replay([stream, ...value], { stdin: far });
    expect(warned.stderr).toContain(`; --max-jump SECONDS, without ${stream}, leaves such times out`);
  });
});

describe('a mapping', () => {
  const chat = pathOf(ROOT, 'mapping', 'chat.ndjson');
  const flags = [
    ...['--room-field', 'channel', '--user-field', 'nick', '--type-field', 'event', '--time-field', 'ts'],
    ...[
      '--join-value',
      'join',
      '--leave-value',
      'leave',
      '--rename-value',
      'rename',
      '--new-user-field',
      'to',
    ],
    ...['--timezone', 'Europe/Berlin'],
  ];
  const mapping = {
    ...{ name: 'chat', room: 'channel', user_id: 'nick', type: 'event', time: 'ts', join: ['join'] },
    ...{ leave: ['leave'], rename: ['rename'], new_user_id: 'to' },
  };

  test('in flags or in a file', async () => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'chat.json'), JSON.stringify(mapping));
    const inFlags = await replay([chat, ...flags], { cwd });
    const inFile = await replay([chat, '--mapping', 'chat.json', '--timezone', 'Europe/Berlin'], { cwd });
    expect(inFile).toEqual(inFlags);
    expect(accountOf(inFlags.stderr)).toMatchObject({ records_read: 6, used: 4, ignored: 2 });
    // Left alone by ann, bob is in a meeting of his own.
    expect(parseLines(inFlags.stdout)).toMatchObject([
      { room: '#tea', max_participants: 2 },
      { max_participants: 1 },
    ]);
  });

  test('a preset can be taken out, changed and used', async () => {
    const cwd = freshFolder();
    const path = pathOf(ROOT, 'whereby', 'meeting.ndjson');
    const plain = await replay([path], { cwd });
    const ran = await runBash(`$R sources whereby > m.json && $R replay ${path} --mapping m.json`, { cwd });
    expect(ran.stdout).toBe(plain.stdout);
  });

  test('inspect shows what would be read', async () => {
    const { code, stdout, stderr } = await runCli(['inspect', chat, ...flags]);
    expect(stdout.split('\n').slice(0, 9)).toEqual([
      `${chat}: read as records as the flags say, as asked`,
      '6 records read = 4 used + 0 repeated + 0 stray + 0 late + 0 after_as_of + 2 ignored + 0 invalid; 2 meetings',
      'said          join 2, leave 2, rename 1',
      'ignored       rename 1, topic 1',
      'times         2026-10-24T20:00:00.000Z to 2026-10-25T02:10:00.000Z',
      'rooms         1: #tea',
      'participants  2, with 3 user ids',
      'anomalies     none',
      'first events',
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  test('inspect tells the same of native events in any order', async () => {
    const lines = [
      '{"type":"join","room":"b","participant_id":"p1","at":1774363859000,"user_id":"u1"}',
      '{"type":"join","room":"a","participant_id":"p1","at":1774363860000}',
      '{"type":"leave","room":"b","participant_id":"p1","at":1774363870000,"user_id":"u1"}',
      '{"type":"clear","room":"a","at":1774363880000}',
      '{"type":"leave","room":"a","participant_id":"p2","at":1774363890000}',
      '{"type":"left","room":"a","participant_id":"p2","at":1774363890000}',
    ];
    const shown = [
      '6 records read = 4 used + 0 repeated + 1 stray + 0 late + 0 after_as_of + 0 ignored + 1 invalid; 0 meetings',
      'said          join 2, leave 2, clear 1, invalid 1',
      'ignored       none',
      'times         2026-03-24T14:50:59.000Z to 2026-03-24T14:51:30.000Z',
      'rooms         2: b, a',
      'participants  3, with 1 user ids',
      'anomalies     invalid-event unknown-type 1, orphan-leave 1',
      'first events',
      '  {"type":"join","room":"b","participant_id":"p1","at":1774363859000,"user_id":"u1","user_name":null}',
      '  {"type":"join","room":"a","participant_id":"p1","at":1774363860000,"user_id":null,"user_name":null}',
    ];
    for (const log of [lines, lines.toReversed()]) {
      const { code, stdout } = await runCli(['inspect', '-'], { stdin: `${log.join('\n')}\n` });
      expect(stdout.split('\n').slice(1, 11)).toEqual(shown);
      expect(code).toBe(0);
    }
  });

  test('inspect says of nothing that it is nothing', async () => {
    const { code, stdout } = await runCli(['inspect', '-']);
    expect(stdout).toMatch(/^<stdin>: read as native events, as there is nothing in it\n0 records read /);
    expect(code).toBe(0);
  });

  test('the hour that comes twice is told', async () => {
    const stdin = ['02:10', '02:50']
      .map((time, i) => `{"t":"2026-10-25 ${time}","e":"${'io'[i]}","u":"a"}\n`)
      .join('');
    const args = [
      '--room-value',
      'x',
      '--user-field',
      'u',
      '--type-field',
      'e',
      '--join-value',
      'i',
      '--leave-value',
      'o',
      '--time-field',
      't',
    ];
    const { stdout, stderr } = await replay(
      [...args, '--timezone', 'Europe/Berlin', '--repeated-hour', 'later'],
      { stdin },
    );
    expect(stderr.split('\n')[0]).toBe(
      'reconvene: <stdin>:1: local time 2026-10-25 02:10 is in the hour that comes twice in autumn, and is read as the later one (--repeated-hour); so are 1 more',
    );
    expect(JSON.parse(stdout)).toMatchObject({
      room: 'x',
      start_time: Date.UTC(2026, 9, 25, 1, 10) / 1000,
      duration: 2400,
    });
  });

  test.each<[string, string[], string]>([
    [
      'a source that is none',
      ['--source', 'skype'],
      '--source skype: no such source; expected auto or one of native, daily',
    ],
    [
      'two ways at once',
      ['--source', 'daily', '--mapping', 'm.json'],
      '--source and --mapping: expected only one of them',
    ],
    [
      'flags that say too little',
      ['--user-field', 'u'],
      '--room-field: is missing; expected a path, or --room-value for a constant\n',
    ],
    [
      'flags that do not say who',
      ['--room-field', 'r'],
      '--participant-field: is missing; expected the key of a connection, or else --user-field or --name-field\n',
    ],
    ['a path that is none', ['--room-field', 'a..b', '--user-field', 'u'], '--room-field: a key is empty'],
    [
      'a path that is none, with the name of a key in it',
      ['--room-field', 'user_id[x', '--user-field', 'u'],
      '--room-field: "user_id[x" is no key',
    ],
    [
      'flags that mean nothing without another',
      ['--room-field', 'r', '--user-field', 'u', '--clear-value', 'end'],
      '--clear-value: has no meaning without --type-field\n',
    ],
    ['a mapping that is no JSON', ['--mapping', 'broken.json'], '--mapping broken.json: is not JSON: '],
    [
      'a mapping that is none',
      ['--mapping', 'm.json'],
      '--mapping m.json: rooms: no such key in a mapping; expected one of ',
    ],
    [
      'a zone that is none',
      ['--timezone', 'Mars/Olympus'],
      'Expected an IANA time zone such as Europe/Berlin.',
    ],
    ['a length that is none', ['--max-open', '-5'], 'Expected seconds > 0'],
    ['a repair that is none', ['--no-repair', 'everything'], 'Expected all, or some of lost-join, drift'],
    [
      'a pattern that is none',
      ['--room-field', 'r', '--user-field', 'u', '--type-field', 't', '--join-value', '/(/'],
      '--join-value: Invalid regular expression',
    ],
  ])('%s is a usage error', async (_, args, message) => {
    const cwd = freshFolder();
    writeFileSync(pathOf(cwd, 'broken.json'), '{');
    writeFileSync(pathOf(cwd, 'm.json'), '{"rooms":"x"}');
    const { code, stdout, stderr } = await replay([chat, ...args], { cwd });
    expect(stderr).toContain(message);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  });

  test('a mapping that is not there cannot be read', async () => {
    expect(await replay([chat, '--mapping', 'nowhere.json'])).toMatchObject({
      code: 3,
      stderr: 'reconvene: --mapping nowhere.json: no such file or directory\n',
    });
  });
});

describe('sources', () => {
  test('are listed, for people and as JSON', async () => {
    const { code, stdout } = await runCli(['sources']);
    expect(stdout).toMatch(/^native {9}native events\n/);
    expect(code).toBe(0);
    const listed = JSON.parse((await runCli(['sources', '--json'])).stdout) as {
      name: string;
      mapping: object | null;
    }[];
    expect(listed.map(({ name }) => name)).toEqual(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    );
    expect(listed.filter(({ mapping }) => mapping !== null).length).toBe(6);
    expect((await runCli(['sources', 'skype'])).code).toBe(2);
  });

  test('reconvene/sources reads a log in one call', async () => {
    const script = `
      import { reconstruct } from 'reconvene';
      import { presets, readEvents, sources } from 'reconvene/sources';
      const log = [
        { type: 'room.client.joined', id: '1', createdAt: '2026-02-10T13:00:00.000Z', data: { roomName: '/x', participantId: 'p' } },
        { type: 'room.client.left', id: '2', createdAt: '2026-02-10T13:01:00.000Z', data: { roomName: '/x', participantId: 'p' } },
        { type: 'room.session.ended', id: '3', createdAt: '2026-02-10T13:01:00.000Z', data: { roomName: '/x' } },
      ];
      const { events, source, ignored } = readEvents(log);
      const { meetings } = reconstruct(events);
      console.log(JSON.stringify([source.name, ignored, meetings.map(({ duration }) => duration), sources.length, presets.length]));
    `;
    const cwd = inject('packed');
    const { stdout } = await runBash(
      `node --input-type=module -e "$SCRIPT"`.replace('"$SCRIPT"', `'${script.replaceAll("'", '"')}'`),
      { cwd },
    );
    expect(JSON.parse(stdout)).toEqual(['whereby', { 'room.session.ended': 1 }, [60], 19, 6]);
  });
});

describe('a long log of a platform', () => {
  const MINUTE = 60_000;
  const FIELDS = [
    '--room-field',
    'place',
    '--user-field',
    'who',
    '--type-field',
    'what',
    '--time-field',
    'ts',
  ];
  const VALUES = ['--join-value', 'in', '--leave-value', 'out'];
  const lines = Array.from({ length: 8000 }, (_, i) => {
    const place = `hall ${Math.floor(i / 2) % 9}`;
    const record = { what: i % 2 === 0 ? 'in' : 'out', place, who: `p${i >> 1}`, ts: T + (i * MINUTE) / 2 };
    return `${JSON.stringify(record)}\n`;
  });

  test.each([[[]], [['--threads', '2']]])('with --lateness goes out while it comes: %j', async (args) => {
    const ran = await replay(['-', ...FIELDS, ...VALUES, '--lateness', '5', '--order', 'closed', ...args], {
      whileRunning(child) {
        for (const line of lines) child.stdin.write(line);
        child.stdout.once('data', () => child.stdin.end());
      },
    });
    expect(ran.code).toBe(0);
    const whole = await replay(['-', ...FIELDS, ...VALUES, '--order', 'closed'], { stdin: lines.join('') });
    expect(ran.stdout).toBe(whole.stdout);
    expect(ran.stderr).toBe(whole.stderr);
    expect(parseLines(whole.stdout).length).toBeGreaterThan(1000);
  });

  test('out of order, in little memory, gives the same bytes', async () => {
    const stdin = lines.toReversed().join('');
    const plenty = await replay(['-', ...FIELDS, ...VALUES], { stdin });
    const little = await replay(['-', ...FIELDS, ...VALUES, '--memory', '1M'], { stdin });
    expect(plenty).toMatchObject({ code: 0 });
    expect(little).toEqual(plenty);
    const inOrder = await replay(['-', ...FIELDS, ...VALUES], { stdin: lines.join('') });
    expect(plenty.stdout).toBe(inOrder.stdout);
  });

  test('or a table of native events, or native events that are redacted, give the same bytes in any order', async () => {
    const events = Array.from({ length: 4000 }, (_, i) => {
      const [room, id] = [`hall ${Math.floor(i / 2) % 9}`, `p${i >> 1}`];
      return { type: i % 2 === 0 ? 'join' : 'leave', room, participant_id: id, at: T + (i * MINUTE) / 2 };
    });
    const cwd = freshFolder();
    for (const [name, told] of [
      ['sorted', events],
      ['reversed', events.toReversed()],
    ] as const) {
      const rows = told.map((event) => `${Object.values(event).join(',')}\n`);
      writeFileSync(pathOf(cwd, `${name}.csv`), `type,room,participant_id,at\n${rows.join('')}`);
      writeFileSync(pathOf(cwd, name), told.map((event) => `${JSON.stringify(event)}\n`).join(''));
    }
    const plain = await replay(['sorted'], { cwd });
    expect(parseLines(plain.stdout).length).toBeGreaterThan(1000);
    for (const args of [
      ['sorted.csv'],
      ['reversed.csv'],
      ['reversed.csv', '--format', 'ndjson', '--out', 'o'],
    ]) {
      const ran = await replay(args, { cwd });
      expect(ran.code).toBe(0);
      const written = args.includes('--out') ? readFileSync(pathOf(cwd, 'o'), 'utf8') : ran.stdout;
      expect(written === plain.stdout, args.join(' ')).toBe(true);
      // Nothing of what is read twice is told twice.
      expect(ran.stderr.split('\n').length).toBe(3);
    }
    const redacted = await Promise.all(
      ['sorted', 'reversed'].map((name) => replay([name, '--redact', '--redact-key', 'k'], { cwd })),
    );
    expect(redacted[0]).toEqual(redacted[1]);
    expect(redacted[0]!.stdout).not.toContain('"p1"');
    expect(redacted[0]!.stdout.length).toBeGreaterThan(plain.stdout.length);
  });

  test('in local times tells of an odd one once, though it is read again as it is out of order', async () => {
    const cwd = freshFolder();
    const rows = ['02:10:00', '03:30:00', '00:30:00'].map((time, i) => `join,a,p${i},2026-10-25T${time}\n`);
    writeFileSync(pathOf(cwd, 'log.csv'), `type,room,participant_id,at\n${rows.join('')}`);
    const ran = await replay(['log.csv', '--timezone', 'Europe/Berlin', '--stats', 's'], { cwd });
    expect(ran.stderr).toMatch(
      /log\.csv:2: local time 2026-10-25T02:10:00 is in the hour .*\(--repeated-hour\)$/m,
    );
    expect(readStatistics(pathOf(cwd, 's'))).toMatchObject({ odd_local_times: 1, used: 3 });
  });

  test('in groups is refused, as it may have to be repaired; a table of native events is not', async () => {
    const refused = await replay(['-', ...FIELDS, ...VALUES, '--grouped'], { stdin: lines.join('') });
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('--grouped: expected native events');
    const rows = ['lab,p3,join,541', 'daily,p1,join,0', 'daily,p1,leave,600'].map((row) => {
      const [room, id, type, second] = row.split(',');
      return `${type},${room},${id},${T + 1000 * Number(second)}\n`;
    });
    const table = await replay(['-', '--grouped'], {
      stdin: `type,room,participant_id,at\n${rows.join('')}`,
    });
    expect(table.code).toBe(0);
    expect(parseLines<{ room: string }>(table.stdout).map(({ room }) => room)).toEqual(['daily', 'lab']);
  });
});
