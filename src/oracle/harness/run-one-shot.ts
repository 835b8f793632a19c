import { isUtf8 } from 'node:buffer';
import { PROTOCOL } from '../protocol.js';
import { inputOf } from '../vectors/vector.js';
import type { Question } from './converse.js';
import { setDeadline } from './deadline.js';
import { describeEnd, type Fault } from './greet.js';
import { hints, type LineProblem, lineProblems } from './hints.js';
import { readAnswer } from './read-reply.js';
import type { Run } from './run-cases.js';
import type { Reply, RunLimits } from './session.js';
import { startProgram } from './start-program.js';

/** A reply is no longer than this, in bytes and in lines, should it be written in several. */
const LONGEST_OUTPUT = 16 * 1024 * 1024;
const MOST_LINES = 100_000;
const LINE_FEED = Buffer.from('\n');

/** So many processes run side by side. */
const ABREAST = 4;

/** Puts each case to a process of its own: the request on its standard input, the reply on its standard output. */
export async function runOneShot<Key>(
  command: readonly string[],
  questions: readonly Question<Key>[],
  limits: RunLimits,
): Promise<Run<Key>> {
  const replies = new Map<Key, Reply>();
  let fault: Fault | null = null;
  let endless = 0;
  let place = 0;
  async function work(): Promise<void> {
    while (fault === null && place < questions.length) {
      const { key, input } = questions[place++]!;
      const reply = await askOnce(command, place, input, limits);
      if ('refusal' in reply) {
        fault = { verdict: 'not-started', detail: `${command[0]}: ${reply.refusal}`, hint: null, stderr: [] };
        return;
      }
      replies.set(key, reply);
      if (reply.kind === 'broken' && hadNoEnd(reply) && ++endless > limits.restarts) {
        fault = { ...reply, detail: `given up after ${endless} of them hung, or wrote without an end` };
      }
    }
  }
  await Promise.all(Array.from({ length: ABREAST }, work));
  const hello = {
    implementation: { name: command.join(' ') },
    unsupported: new Set<never>(),
    protocol: PROTOCOL,
  };
  return { hello, replies, fault };
}

/** What takes long each time, and is not to be waited for with all cases. */
function hadNoEnd({ verdict, detail }: Extract<Reply, { kind: 'broken' }>): boolean {
  return verdict === 'timeout' || detail === NO_END;
}

const NO_END = 'its output has no end';

async function askOnce(
  command: readonly string[],
  id: number,
  input: Question<unknown>['input'],
  { timeoutMs }: RunLimits,
): Promise<Reply | { readonly refusal: string }> {
  const lines: Buffer[] = [];
  let length = 0;
  let isEndless = false;
  const program = startProgram(command, (line) => {
    length += (line?.length ?? 0) + 1;
    isEndless ||= line === null || length > LONGEST_OUTPUT || lines.length > MOST_LINES;
    if (isEndless) program.kill();
    else lines.push(Buffer.from(line!));
  });
  program.write(`${JSON.stringify({ id, cmd: 'run', ...inputOf(input) })}\n`);
  program.closeInput();
  let isLate = false;
  const cancel = setDeadline(timeoutMs, () => {
    isLate = true;
    program.kill();
  });
  const end = await program.ended;
  cancel();
  if (end.refusal !== null) return { refusal: end.refusal };
  const stderr = program.lastWords();
  const broken = (verdict: 'crash' | 'timeout' | 'protocol', detail: string, hint: string): Reply => {
    return { kind: 'broken', verdict, detail, hint, stderr };
  };
  if (isLate) return broken('timeout', `no end within ${timeoutMs / 1000} s`, hints.silent);
  if (isEndless) return broken('protocol', NO_END, 'write one reply, and nothing else');
  const bytes = Buffer.concat([...lines.flatMap((line) => [line, LINE_FEED]), program.unfinished()]);
  const text = bytes.toString('utf8').trim();
  if (text === '')
    return broken('crash', `it ${describeEnd(end)} and wrote nothing`, 'write the reply to standard output');
  if (end.code !== 0) return broken('crash', `it ${describeEnd(end)}`, hints.crashed);
  const answer = isUtf8(bytes) ? readWhole(text) : 'not-utf-8';
  if (typeof answer !== 'string') return { kind: 'answer', answer };
  const [detail, hint] = lineProblems[answer];
  return broken('protocol', `${detail}: ${text.slice(0, 200)}`, hint);
}

function readWhole(text: string): ReturnType<typeof readAnswer> | LineProblem {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'not-an-object';
    return readAnswer(value as Readonly<Record<string, unknown>>);
  } catch {
    return 'not-json';
  }
}
