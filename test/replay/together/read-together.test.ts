import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { livekit } from '../../../src/sources/livekit.js';
import { runs, seed } from '../../support/law.js';
import { replayText } from '../../support/replay-text.js';

const AT = 1_774_363_859;

function webhook(event: string, sid: string, seconds: number, room = 'daily'): string {
  return JSON.stringify({
    event,
    id: `EV_${sid}_${seconds}`,
    createdAt: String(AT + seconds),
    room: { sid: `RM_${room}`, name: room },
    participant: { sid, identity: `user ${sid}` },
  });
}

const webhooks = fc
  .tuple(
    fc.constantFrom(
      'participant_joined',
      'participant_left',
      'room_finished',
      'track_published',
      'room_started',
    ),
    fc.constantFrom('PA_1', 'PA_2', 'PA_3'),
    fc.nat(3000),
  )
  .map(([event, sid, seconds]) => webhook(event, sid, seconds));
const lines = fc.oneof(
  { weight: 4, arbitrary: webhooks },
  fc.constantFrom(
    '',
    ' ',
    'no JSON',
    '\ufeffno JSON',
    '{"event":"participant_joined"}',
    '[]',
    '\u00e9 \u{1f98a}',
    '{"createdAt":1}',
  ),
  fc.constant(
    '{"event":"participant_joined","createdAt":"soon","room":{"name":"r"},"participant":{"sid":"p"}}',
  ),
);
const logs = fc.record({
  lines: fc.array(lines, { maxLength: 30 }),
  ends: fc.constantFrom('\n', '\r\n'),
  endsLast: fc.boolean(),
  bom: fc.boolean(),
  /** which line has a byte that is no UTF-8, if any */
  broken: fc.option(fc.nat(29)),
});

function bytesOf({
  lines,
  ends,
  endsLast,
  bom,
  broken,
}: typeof logs extends fc.Arbitrary<infer Log> ? Log : never) {
  const pieces = lines.flatMap((line, i) => [
    Buffer.from(line),
    ...(broken === i ? [Buffer.of(0xff)] : []),
    Buffer.from(i + 1 < lines.length || endsLast ? ends : ''),
  ]);
  return Buffer.concat([Buffer.from(bom ? '\ufeff' : ''), ...pieces]);
}

describe('a log that several read together comes to what it comes to alone, and the same is said in the same places', () => {
  test(`whatever its lines are; ${runs} runs, RECONVENE_SEED=${seed}`, async () => {
    const check = async (log: Parameters<typeof bytesOf>[0], lateness: number | null) => {
      await replayText(bytesOf(log), { lateness }, livekit);
    };
    await fc.assert(fc.asyncProperty(logs, fc.constantFrom(null, 0, 60_000), check), {
      numRuns: Math.ceil(runs / 4),
      seed,
    });
  });

  test('bad lines among late events, each in its place', async () => {
    const log = [
      webhook('participant_joined', 'PA_1', 600),
      'no JSON',
      webhook('participant_joined', 'PA_2', 0),
      'none either',
      webhook('participant_joined', 'PA_3', 1),
    ];
    const { anomalies } = await replayText(log.join('\n'), { lateness: 0 }, livekit);
    expect(anomalies.map((anomaly) => ('line' in anomaly ? anomaly.line : anomaly.code))).toEqual([
      2,
      'late-event',
      4,
      'late-event',
    ]);
  });

  test('a mark of byte order is none where a log does not begin', async () => {
    const first = `no JSON ${'x'.repeat(300)}`;
    const { badLines } = await replayText(`${first}\n\ufeffno JSON`, {}, livekit);
    expect(badLines.map(({ record }) => record)).toEqual([first, '\ufeffno JSON']);
  });

  test('a visit is closed by its limit, though all that tells the time is in other rooms', async () => {
    const log = [
      webhook('participant_joined', 'PA_1', 0),
      webhook('participant_joined', 'PA_2', 7200, 'weekly'),
    ];
    const repair = { off: new Set<never>(), maxOpen: 3_600_000 };
    const { anomalies } = await replayText(log.join('\n'), { repair }, livekit);
    expect(anomalies).toMatchObject([{ kind: 'max-open', room: 'daily', at: (AT + 3600) * 1000 }]);
  });

  test('times that do not decide the end, as they lie far behind all others', async () => {
    const log = Array.from({ length: 200 }, (_, i) => webhook('participant_joined', `PA_${i}`, i));
    log.push(webhook('participant_joined', 'PA_x', 4e9));
    const { statistics } = await replayText(log.join('\n'), { maxJump: 86_400_000 }, livekit);
    expect(statistics).toMatchObject({ as_of: (AT + 199) * 1000, after_as_of: 1 });
  });
});
