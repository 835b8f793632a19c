import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join as pathOf } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { join, leave, randomFrom, T } from '../support/log-lines.js';
import { freshFolder, type Ran, replay } from '../support/run-cli.js';

/** Some 4 MB of LiveKit webhooks, more than one thread takes at once, with what can be wrong in a log. */
function webhooks(count: number): string {
  const random = randomFrom(5);
  const lines: string[] = [];
  for (let i = 0; i < count; i++) {
    const seconds = Math.floor(T / 1000) + Math.floor(i / 3) - random(3);
    const sid = `PA_${random(300)}`;
    const kind = random(40);
    const event = kind < 20 ? 'participant_joined' : kind < 38 ? 'participant_left' : 'track_published';
    const participant = { sid, identity: `user ${random(90)}`, name: kind === 7 ? 'Zoë "李雷"' : 'Ann' };
    const room = { sid: `RM_${random(40)}`, name: `room ${random(40)}` };
    lines.push(
      `${JSON.stringify({ event, id: `EV_${i}`, createdAt: String(seconds), room, participant })}\n`,
    );
    if (kind === 39)
      lines.push('not one of them\n', `{"event":"participant_joined","createdAt":"${seconds}"}\n`);
  }
  return lines.join('');
}

const text = webhooks(20_000);
/** Tables of events in local time, some of it in the hour that autumn repeats. */
const chat = Array.from({ length: 30_000 }, (_, i) => {
  const [minute, second] = [Math.floor(i / 60) % 60, i % 60].map((part) => String(part).padStart(2, '0'));
  const ts = `2026-10-25T0${1 + (Math.floor(i / 3600) % 4)}:${minute}:${second}`;
  return `${JSON.stringify({ ts, event: i % 2 === 0 ? 'join' : 'leave', room: `#${i % 7}`, user: `u${i % 50}` })}\n`;
}).join('');
const asChat = [
  ...['--room-field', 'room', '--user-field', 'user', '--type-field', 'event', '--time-field', 'ts'],
  ...['--join-value', 'join', '--leave-value', 'leave', '--timezone', 'Europe/Berlin'],
];

interface Left extends Ran {
  readonly files: Readonly<Record<string, string>>;
}

/** Runs `replay` on files, and says what it has left. */
async function run(
  inputs: Readonly<Record<string, string | Buffer>>,
  args: readonly string[],
): Promise<Left> {
  const cwd = freshFolder();
  for (const [name, content] of Object.entries(inputs)) writeFileSync(pathOf(cwd, name), content);
  const outputs = ['--out', 'out', '--anomalies', 'bad', '--stats', 'stats'];
  const ran = await replay([...Object.keys(inputs), ...outputs, ...args], { cwd });
  const left = readdirSync(cwd).filter((name) => !Object.hasOwn(inputs, name));
  return {
    ...ran,
    files: Object.fromEntries(left.map((name) => [name, readFileSync(pathOf(cwd, name), 'utf8')])),
  };
}

/** A table of native events in time order, with cells over several lines and rows that are none. */
const rows = Array.from({ length: 20_000 }, (_, i) => {
  const random = randomFrom(i);
  const name = ['Ann', '"Lee, Bob"', '"two\nlines"', 'back\\slash'][random(4)];
  return `${random(2) === 0 ? 'join' : 'leave'},room ${random(30)},p${random(9)},${T + 500 * i},${name}\n${random(99) === 0 ? 'odd\n' : ''}`;
});
const tableOfEvents = `type,room,participant_id,at,user_name\n${rows.join('')}`;

const native = [join('room 1', 'n', T), leave('room 1', 'n', T + 60_000)].join('');
const table = `type,room,participant_id,at\njoin,room 2,t,${T}\nleave,room 2,t,${T + 90_000}\n`;

describe('the logs of platforms in threads give the same, and say the same, for any number', () => {
  test.each<[string, Readonly<Record<string, string | Buffer>>, string[], number]>([
    ['webhooks', { log: text }, [], 0],
    ['as a stream', { log: text }, ['--lateness', '2', '--order', 'closed'], 0],
    ['what is repaired only if asked for', { log: text }, ['--max-open', '600', '--max-jump', '86400'], 0],
    ['some rooms, until a time', { log: text }, ['--only-room', 'room 7', '--as-of', String(T + 2e6)], 0],
    ['facts in temporary files', { log: text }, ['--memory', '1M'], 0],
    ['local times', { log: chat }, asChat, 0],
    ['a table of events', { log: tableOfEvents }, [], 0],
    ['a table of events as a stream', { log: tableOfEvents }, ['--lateness', '1', '--order', 'closed'], 0],
    ['a table of events, redacted', { log: tableOfEvents }, ['--redact', '--redact-key', 'k'], 0],
    ['gzip', { 'log.gz': gzipSync(text) }, [], 0],
    ['gzip that is cut', { 'log.gz': gzipSync(text).subarray(0, 100_000) }, [], 3],
    ['several files', { a: text, b: native, c: table, d: webhooks(300), e: '' }, [], 0],
    [
      'lines that none is one of',
      { log: text, other: 'nothing\nof it\n'.repeat(50) },
      ['--source', 'livekit'],
      0,
    ],
    ['redacted', { log: text }, ['--redact', '--redact-key', 'k'], 0],
    ['with --strict', { log: text }, ['--strict'], 1],
  ])('%s', async (_, inputs, args, code) => {
    const one = await run(inputs, args);
    expect(one.code).toBe(code);
    expect(Object.keys(one.files).sort()).toEqual(['bad', 'out', 'stats']);
    expect(one.files.out!.length).toBeGreaterThan(1000);
    expect(await run(inputs, [...args, '--threads', '3'])).toEqual(one);
  });

  test.each(['2', 'auto'])('%s', async (threads) => {
    expect(await run({ log: text }, ['--threads', threads])).toEqual(await run({ log: text }, []));
  });

  test('on standard input', async () => {
    const one = await replay([], { stdin: text });
    expect(one.code).toBe(0);
    expect(await replay(['--threads', '3'], { stdin: text })).toEqual(one);
  });
});
