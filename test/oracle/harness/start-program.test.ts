import { expect, test } from 'vitest';
import { startProgram } from '../../../src/oracle/harness/start-program.js';

/** As a machine does that has much else to do. */
function stall(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}

test('what a program wrote before it ended is heard, however late', async () => {
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
