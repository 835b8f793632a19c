import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import type { Meeting } from '../../src/model/meeting.js';
import { allUsed, parseLines } from '../support/log-lines.js';
import { replay } from '../support/run-cli.js';

/** The meetings of the documented sample response, oldest first, records by join time; ids are the page's own. */
const documented = [
  {
    room: 'my-room',
    start_time: 1773860661,
    duration: 304,
    ongoing: false,
    max_participants: 2,
    participants: [
      {
        user_id: 'cccccccc-0000-0000-0000-000000000001',
        participant_id: 'cccccccc-0000-0000-0000-000000000001',
        user_name: 'Pipecat Bot',
        join_time: 1773860661,
        duration: 296,
      },
      {
        user_id: null,
        participant_id: 'bbbbbbbb-0000-0000-0000-000000000004',
        user_name: null,
        join_time: 1773860662,
        duration: 303,
      },
    ],
  },
  {
    room: 'my-room',
    start_time: 1774283912,
    duration: 187,
    ongoing: false,
    max_participants: 2,
    participants: [
      {
        user_id: null,
        participant_id: 'bbbbbbbb-0000-0000-0000-000000000003',
        user_name: 'Bob',
        join_time: 1774283912,
        duration: 179,
      },
      {
        user_id: null,
        participant_id: 'bbbbbbbb-0000-0000-0000-000000000002',
        user_name: 'Alice',
        join_time: 1774283925,
        duration: 174,
      },
    ],
  },
  {
    room: 'my-room',
    start_time: 1774363859,
    duration: 600,
    ongoing: false,
    max_participants: 1,
    participants: [
      {
        user_id: null,
        participant_id: 'bbbbbbbb-0000-0000-0000-000000000001',
        user_name: 'Alice',
        join_time: 1774363859,
        duration: 600,
      },
    ],
  },
];

const sample = resolve('examples/sample.ndjson');

function withoutId({ id: _, ...rest }: Meeting): Omit<Meeting, 'id'> {
  return rest;
}

test('the sample log gives the documented meetings', async () => {
  const { code, stdout, stderr } = await replay([sample, '--rule', 'granularity=1']);
  expect(parseLines<Meeting>(stdout).map(withoutId)).toEqual(documented);
  expect(stderr).toBe(`${allUsed(10, 3)}\n`);
  expect(code).toBe(0);
});

test('as the documented listing, newest first', async () => {
  const { stdout } = await replay([sample, '--rule', 'granularity=1', '--format', 'api']);
  const { total_count, data } = JSON.parse(stdout) as { total_count: number; data: Meeting[] };
  expect(total_count).toBe(3);
  expect(data.map(withoutId)).toEqual(documented.toReversed());
});

test('fields come in the documented order', async () => {
  const { stdout } = await replay([], { stdin: readFileSync(sample) });
  for (const meeting of parseLines<Meeting>(stdout)) {
    expect(Object.keys(meeting)).toEqual(['id', ...Object.keys(documented[0]!)]);
    for (const record of meeting.participants) {
      expect(Object.keys(record)).toEqual(Object.keys(documented[0]!.participants[0]!));
    }
  }
});
