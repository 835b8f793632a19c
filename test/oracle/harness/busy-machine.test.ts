import { expect, test } from 'vitest';
import { startConversation } from '../../../src/oracle/harness/converse.js';
import { runOneShot } from '../../../src/oracle/harness/run-one-shot.js';
import { startProgram } from '../../../src/oracle/harness/start-program.js';

/* What a program does in time counts, however late it is looked at, as on a machine that has much else to do. */

const limits = { window: 8, windowBytes: 65_536, timeoutMs: 500, startTimeoutMs: 500, restarts: 0 };
const question = { key: 'one', input: { rules: {}, events: [] } };

function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('what it wrote before it ended is heard', async () => {
  const heard: string[] = [];
  startProgram(['sh', '-c', 'echo first'], () => {
    setImmediate(() => stall(500));
    stall(800);
  });
  // Its end is found together with that of the first, before anybody has looked at what it wrote; then much time goes by.
  const second = startProgram(['sh', '-c', 'sleep 0.5; echo second'], (line) => heard.push(String(line)));
  stall(300);
  expect(await second.ended).toEqual({ code: 0, signal: null, refusal: null });
  expect(heard).toEqual(['second']);
});

test('a first word is heard', async () => {
  const { say, bye } = startConversation(['sh', '-c', 'read request; echo here']);
  const word = say((id) => ({ id }), limits.startTimeoutMs);
  stall(1500);
  expect(String(await word)).toBe('here');
  await bye(500);
});

test('a reply is one', async () => {
  const { round, bye } = startConversation(['sh', '-c', `read request; echo '{"id":0,"meetings":[]}'; cat`]);
  const questions = [question];
  const answers: unknown[] = [];
  const end = round(() => questions.pop() ?? null, limits, {
    answered: (key, answer) => void answers.push([key, answer]),
    broken: (...problem) => void answers.push(problem),
  });
  stall(1500);
  expect(await end).toMatchObject({ kind: 'done', waiting: [] });
  expect(answers).toEqual([['one', { kind: 'meetings', meetings: [] }]]);
  await bye(500);
});

test('a program for one case has answered', async () => {
  const program = ['sh', '-c', `cat > /dev/null; sleep 0.2; echo '{"meetings":[]}'`];
  const run = runOneShot(program, [question], limits);
  setTimeout(() => stall(1500), 100);
  const { replies, fault } = await run;
  expect(fault).toBeNull();
  expect([...replies]).toEqual([['one', { kind: 'answer', answer: { kind: 'meetings', meetings: [] } }]]);
});
