// reconvene conform -- node harness.mjs
import { createInterface } from 'node:readline';

/** Your implementation. Throw a RangeError for rules that are not allowed. */
function meetingsOf(rules, asOf, events) {
  return [];
}

function answer({ rules, as_of, events }) {
  try {
    return { meetings: meetingsOf(rules, as_of, events) };
  } catch (error) {
    return error instanceof RangeError ? { rejected: { reason: error.message } } : { error: { reason: String(error) } };
  }
}

const hello = { ok: true, protocol: 1, implementation: { name: 'mine', language: 'JavaScript' } };
for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line);
  if (request.cmd === 'bye') break;
  console.log(JSON.stringify({ id: request.id, ...(request.cmd === 'run' ? answer(request) : hello) }));
}
