import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.js';

test.each([
  ['--out', ['replay', '-', '--out', '']],
  ['--anomalies', ['replay', '-', '--anomalies=']],
  ['--participants', ['replay', '-', '--format', 'csv', '--out', 'a', '--participants', '']],
  ['--only-room', ['replay', '-', '--only-room', 'den', '--only-room', '']],
  ['--join-value', ['replay', '-', '--join-value', '']],
  ['--rules', ['replay', '-', '--rules', '']],
  ['--mapping', ['inspect', '-', '--mapping', '']],
  ['--out', ['compare', '-', 'theirs.json', '--out', '']],
  ['--write-known-failing', ['conform', '--write-known-failing', '', '--', 'true']],
  ['--finds', ['fuzz', '--finds=', '--', 'true']],
  ['--save-vectors', ['fuzz', '--save-vectors=', '--', 'true']],
  ['--vectors', ['vectors', 'check', '--vectors', '']],
])('an empty value, as of a variable that is not set, is refused: %s of %j', async (option, args) => {
  expect(await runCli(args)).toMatchObject({
    code: 2,
    stdout: '',
    stderr: `reconvene: ${option}: is empty; expected a value\n`,
  });
});
