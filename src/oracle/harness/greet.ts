import { PROTOCOL } from '../protocol.js';
import { type Conversation, type Limits, startConversation } from './converse.js';
import { hints, type LineProblem, lineProblems } from './hints.js';
import { beginning, type Hello, readHello, readLine } from './read-reply.js';
import type { ProgramEnd } from './start-program.js';

/** Why an implementation could not be talked to at all. */
export interface Fault {
  readonly verdict: 'crash' | 'timeout' | 'protocol' | 'not-started';
  readonly detail: string;
  readonly hint: string | null;
  readonly stderr: readonly string[];
}

export interface Greeting extends Hello {
  readonly conversation: Conversation;
}

/** How long something that has been told to end may take, in milliseconds. */
export const GRACE_MS = 500;

/** Starts an implementation and exchanges hellos. */
export async function greet(command: readonly string[], limits: Limits): Promise<Greeting | Fault> {
  const conversation = startConversation(command);
  const { program, say } = conversation;
  const line = await say((id) => ({ id, cmd: 'hello', protocol: [PROTOCOL] }), limits.startTimeoutMs);
  if (line === null) return silence(conversation, command, limits);
  const read = readLine(line);
  const problem = 'problem' in read ? read.problem : read.id !== 0 ? 'unknown-id' : null;
  const hello = 'fields' in read && problem === null ? readHello(read.fields) : null;
  if (hello !== null && typeof hello !== 'string') return { ...hello, conversation };
  program.kill();
  await program.ended;
  return broken(problem ?? (hello as LineProblem), beginning(line, 200), program.lastWords());
}

export function isFault(greeting: Greeting | Fault): greeting is Fault {
  return 'verdict' in greeting;
}

/** How a program ended, in words. */
export function describeEnd({ code, signal }: ProgramEnd): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

async function silence(
  { program, lateReplies }: Conversation,
  command: readonly string[],
  limits: Limits,
): Promise<Fault> {
  const end = await Promise.race([program.ended, Promise.resolve(null)]);
  if (end === null) {
    const begun = program.unfinished().length > 0;
    const late = await lateReplies(GRACE_MS);
    const hint = late > 0 ? hints.answersOnlyAtEnd : begun ? hints.partial : hints.readsToEnd;
    const detail = `no reply to hello within ${limits.startTimeoutMs / 1000} s`;
    return { verdict: 'timeout', detail, hint, stderr: program.lastWords() };
  }
  if (end.refusal !== null) {
    return { verdict: 'not-started', detail: `${command[0]}: ${end.refusal}`, hint: null, stderr: [] };
  }
  const hint = end.code === 0 ? 'it ended without a reply; is it a program for --one-shot?' : null;
  return {
    verdict: 'crash',
    detail: `${describeEnd(end)} before hello was answered`,
    hint,
    stderr: program.lastWords(),
  };
}

function broken(problem: LineProblem, line: string, stderr: readonly string[]): Fault {
  const [detail, hint] = lineProblems[problem];
  return { verdict: 'protocol', detail: `${detail}: ${line}`, hint, stderr };
}
