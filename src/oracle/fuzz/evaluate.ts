import type { CaseInput } from '../case.js';
import { describeEnd } from '../harness/greet.js';
import { hints } from '../harness/hints.js';
import { openSession, type Reply, type RunLimits, type Session } from '../harness/session.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import { type Check, judgeReplies, type Outcome, type Prepared } from './check.js';

/** A check of a case, put to somebody who runs already, one question at a time; null if nothing came of it. */
export async function evaluate(session: Session, check: Check, drawn: FuzzCase): Promise<Outcome | null> {
  const prepared = check.prepare(drawn);
  if (prepared === null) return null;
  const replies = await askInTurn(session, prepared.inputs);
  return judge(prepared, inOrder(replies, prepared.inputs));
}

/** What is asked of a fresh process. */
export interface Afresh {
  readonly command: readonly string[];
  readonly limits: RunLimits;
  readonly check: Check;
  readonly drawn: FuzzCase;
  /** cases that are asked first */
  readonly before?: readonly CaseInput[];
  /** Whether a check that asks several questions puts each to a process of its own. */
  readonly isApart?: boolean;
  /** Whether an end with an exit code after the replies counts: where it is a crash that one looks for. */
  readonly isCrash?: boolean;
}

/** The same in a fresh process, of which everything is heard until its end. */
export async function evaluateAfresh(asked: Afresh): Promise<Outcome | null> {
  const { check, drawn, isApart = false } = asked;
  const prepared = check.prepare(drawn);
  if (prepared === null) return null;
  const { inputs } = prepared;
  const groups = isApart ? inputs.map((input) => [input]) : [inputs];
  const replies: Reply[] = [];
  for (const group of groups) replies.push(...(await askAfresh(asked, group)));
  return judge(prepared, replies);
}

async function askAfresh(
  { command, limits, before = [], isCrash = false }: Afresh,
  inputs: readonly CaseInput[],
): Promise<Reply[]> {
  const session = openSession(command, limits);
  await askFirst(session, before);
  const replies = await askInTurn(session, inputs);
  const end = await session.close();
  const last = inputs.length - 1;
  if (isCrash && replies.get(last)?.kind === 'answer' && (end?.code ?? 0) !== 0) {
    const detail = `it ${describeEnd(end!)} after it had replied`;
    replies.set(last, { kind: 'broken', verdict: 'crash', detail, hint: hints.crashedAfter, stderr: [] });
  }
  return inOrder(replies, inputs);
}

/** Asks cases whatever the answers. */
async function askFirst(session: Session, cases: readonly CaseInput[]): Promise<void> {
  let place = 0;
  await session.ask(
    () => (place < cases.length ? { key: place, input: cases[place++]! } : null),
    () => {},
  );
}

/** The replies by place; one that comes late changes what came of its question. */
async function askInTurn(session: Session, inputs: readonly CaseInput[]): Promise<Map<number, Reply>> {
  const replies = new Map<number, Reply>();
  for (const [key, input] of inputs.entries()) {
    let question: { key: number; input: CaseInput } | null = { key, input };
    const next = () => {
      const now = question;
      question = null;
      return now;
    };
    await session.ask(next, (asked, reply) => replies.set(asked, reply));
    if (!replies.has(key)) break;
  }
  return replies;
}

/** As many as came. */
function inOrder(replies: ReadonlyMap<number, Reply>, inputs: readonly CaseInput[]): Reply[] {
  return inputs.flatMap((_, key) => replies.get(key) ?? []);
}

function judge(prepared: Prepared, replies: readonly Reply[]): Outcome | null {
  return replies.length < prepared.inputs.length ? null : judgeReplies(prepared, replies);
}
