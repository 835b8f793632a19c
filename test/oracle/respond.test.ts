import { PassThrough, Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../src/oracle/mutants.js';
import { respond } from '../../src/oracle/respond.js';

async function talk(lines: readonly string[], mutant: string | null = null): Promise<unknown[]> {
  const output = new PassThrough();
  const wrong = mutant === null ? null : mutants.find(({ name }) => name === mutant)!;
  await respond(Readable.from(lines.map((line) => Buffer.from(line))), output, { name: 'us' }, wrong);
  output.end();
  const text = (await output.toArray()).join('');
  return text
    .trimEnd()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as unknown);
}

const events = [
  { type: 'join', room: 'r', participant_id: 'a', at: 0 },
  { type: 'leave', room: 'r', participant_id: 'a', at: 60_000 },
  { type: 'leave', room: 'r', participant_id: 'b', at: 70_000 },
];
const run = (id: number, more: object = {}) =>
  `${JSON.stringify({ id, cmd: 'run', rules: {}, events, ...more })}\n`;

describe('respond', () => {
  test('says hello, answers, rejects, and ends at bye', async () => {
    const replies = await talk([
      '{"id":0,"cmd":"hello","protocol":[1]}\n',
      run(1),
      run(2, { rules: { soloStart: -1 } }),
      '{"id":3,"cmd":"bye"}\n',
      run(4),
    ]);
    expect(replies).toEqual([
      { id: 0, ok: true, protocol: 1, implementation: { name: 'us' } },
      {
        id: 1,
        meetings: [expect.objectContaining({ room: 'r', start_time: 0, duration: 60 })],
        anomalies: [{ code: 'orphan-leave', type: 'leave', room: 'r', participant_id: 'b', at: 70_000 }],
      },
      { id: 2, rejected: { reason: expect.stringContaining('soloStart') } },
    ]);
  });

  test('lines may come in pieces, and the last without an end', async () => {
    const [first, second] = [run(1), run(2).trimEnd()];
    const replies = await talk([first.slice(0, 20), first.slice(20) + second.slice(0, 9), second.slice(9)]);
    expect(replies).toHaveLength(2);
  });

  test('answers what is no request with an error', async () => {
    const replies = await talk([
      'no\n',
      '[]\n',
      '7\n',
      'null\n',
      '{"id":5,"cmd":"dance"}\n',
      run(6, { as_of: 'now' }),
      run(7, { rules: 3 }),
    ]);
    expect(replies).toHaveLength(7);
    for (const reply of replies) expect(Object.keys(reply as object).sort()).not.toContain('meetings');
  });

  test('as a mutant is wrong', async () => {
    expect(await talk([run(1)], 'solo-never')).toEqual([
      { id: 1, meetings: [], anomalies: [expect.anything()] },
    ]);
  });
});
