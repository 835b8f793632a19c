import type { CaseInput } from '../case.js';
import { openSession, type Reply, type RunLimits, type Session } from '../harness/session.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import { type Check, judgeReplies, type Outcome } from './check.js';

/** A check of a case, put to somebody who runs already, one question at a time; null if nothing came of it. */
export async function evaluate(session: Session, check: Check, drawn: FuzzCase): Promise<Outcome | null> {
  const prepared = check.prepare(drawn);
  if (prepared === null) return null;
  const replies = await askInTurn(session, prepared.inputs);
  return replies === null ? null : judgeReplies(prepared, replies);
}

/** The same in a fresh process, after it has been asked other cases. */
export async function evaluateAfresh(
  command: readonly string[],
  limits: RunLimits,
  check: Check,
  drawn: FuzzCase,
  before: readonly CaseInput[] = [],
): Promise<Outcome | null> {
  const session = openSession(command, limits);
  try {
    let place = 0;
    const next = () => (place < before.length ? { key: place, input: before[place++]! } : null);
    await session.ask(next, () => {});
    return await evaluate(session, check, drawn);
  } finally {
    await session.close();
  }
}

async function askInTurn(session: Session, inputs: readonly CaseInput[]): Promise<Reply[] | null> {
  const replies = new Map<number, Reply>();
  for (const [key, input] of inputs.entries()) {
    let question: { key: number; input: CaseInput } | null = { key, input };
    const next = () => {
      const now = question;
      question = null;
      return now;
    };
    await session.ask(next, (asked, reply) => replies.set(asked, reply));
    if (!replies.has(key)) return null;
  }
  return inputs.map((_, key) => replies.get(key)!);
}
