import type { Question } from './converse.js';
import type { Fault } from './greet.js';
import type { Hello } from './read-reply.js';
import { openSession, type Reply, type RunLimits } from './session.js';

/** What came of a run. Cases that are not among the replies were not asked. */
export interface Run<Key> {
  readonly hello: Hello | null;
  readonly replies: ReadonlyMap<Key, Reply>;
  /** What ended the run before all were asked, or was wrong with no case in particular; null for nothing. */
  readonly fault: Fault | null;
}

/**
 * Puts cases to an implementation that runs on and answers line by line. However the run goes, what was answered is
 * kept.
 *
 * @param isWanted which cases can be put to an implementation that has said hello
 */
export async function runCases<Key>(
  command: readonly string[],
  questions: readonly Question<Key>[],
  limits: RunLimits,
  isWanted: (question: Question<Key>, hello: Hello) => boolean = () => true,
): Promise<Run<Key>> {
  const replies = new Map<Key, Reply>();
  const session = openSession(command, limits);
  let place = 0;
  const next = (hello: Hello) => {
    while (place < questions.length) {
      const question = questions[place++]!;
      if (isWanted(question, hello)) return question;
    }
    return null;
  };
  const fault = await session.ask(next, (key, reply) => replies.set(key, reply));
  await session.close();
  return { hello: session.hello(), replies, fault };
}
