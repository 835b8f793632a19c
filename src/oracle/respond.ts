import { createLineReader } from '../formats/read-lines.js';
import { answerCase, type CaseAnswer, isRejected } from './answer-case.js';
import type { CaseInput } from './case.js';
import type { Mutant } from './mutants/mutant.js';
import { answerAsMutant } from './mutants.js';
import { type Implementation, PROTOCOL } from './protocol.js';

/**
 * Answers the line protocol on a pair of streams until `bye` or the end of input: the reference, or a mutant of it.
 * A line that is no request is answered with an error.
 * @param input a stream to read, such as standard input
 * @param output a stream to write, such as standard output
 */
export async function respond(
  input: AsyncIterable<Uint8Array | string>,
  output: { write(text: string): unknown },
  implementation: Implementation,
  mutant: Mutant | null = null,
): Promise<void> {
  const answer = mutant === null ? answerCase : (asked: CaseInput) => answerAsMutant(mutant, asked);
  let isOver = false;
  const lines = createLineReader((text) => {
    if (isOver || text.trim() === '') return;
    const reply = replyTo(text, implementation, answer);
    if (reply === null) isOver = true;
    else output.write(`${JSON.stringify(reply)}\n`);
  });
  for await (const chunk of input) {
    lines.push(Buffer.from(chunk));
    if (isOver) return;
  }
  lines.end();
}

function replyTo(
  text: string,
  implementation: Implementation,
  answer: (input: CaseInput) => CaseAnswer,
): object | null {
  let request: Readonly<Record<string, unknown>>;
  try {
    request = JSON.parse(text) as typeof request;
  } catch (error) {
    return { id: null, error: { reason: `not JSON: ${(error as Error).message}` } };
  }
  const { id = null, cmd } = request ?? {};
  if (cmd === 'bye') return null;
  if (cmd === 'hello') return { id, ok: true, protocol: PROTOCOL, implementation };
  const events = request?.events;
  if (cmd !== 'run' || !Array.isArray(events)) {
    return { id, error: { reason: 'expected cmd "hello", "run" with rules and events, or "bye"' } };
  }
  try {
    const { rules = {} } = request;
    const answered = answer({ ...request, rules, events } as unknown as CaseInput);
    if (isRejected(answered)) return { id, rejected: answered.rejected };
    return { id, meetings: answered.meetings, anomalies: answered.anomalies };
  } catch (error) {
    return { id, error: { reason: (error as Error).message } };
  }
}
