import type { Answer } from '../case.js';
import type { Limits, Question } from './converse.js';
import { describeEnd, type Fault, GRACE_MS, type Greeting, greet, isFault } from './greet.js';
import { hints, lineProblems } from './hints.js';
import type { Hello } from './read-reply.js';

/** What came of putting a case to an implementation. */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | {
      readonly kind: 'broken';
      readonly verdict: 'crash' | 'timeout' | 'protocol';
      readonly detail: string;
      readonly hint: string;
      readonly stderr: readonly string[];
    };

/** What came of a run. Cases that are not among the replies were not asked. */
export interface Run<Key> {
  readonly hello: Hello | null;
  readonly replies: ReadonlyMap<Key, Reply>;
  /** What ended the run before all were asked, or was wrong with no case in particular; null for nothing. */
  readonly fault: Fault | null;
}

export interface RunLimits extends Limits {
  /** How often an implementation may crash or hang before one gives it up. */
  readonly restarts: number;
}

/** So many crashes that no case explains, or hangs in a row with no reply between them, are the end. */
const ENOUGH = 3;
/** So many crashes in a row with no reply between them are: they come quickly, and cases alike stand together. */
const MANY = 8;
/** Where to go on after a crash: cases that are alike stand together, so elsewhere. The golden section spreads best. */
const ELSEWHERE = 0.382;
/** So long one watches whether a program ends after a reply, in milliseconds. */
const WATCH_MS = 100;

/**
 * Puts cases to an implementation that runs on and answers line by line. A crash or a hang concerns the case that
 * caused it: the others are asked again in a fresh process. However the run goes, what was answered is kept.
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
  let queue: readonly Question<Key>[] = questions;
  let hello: Hello | null = null;
  let fault: Fault | null = null;
  let incidents = 0;
  let barren = 0;
  let unexplained = 0;

  for (;;) {
    const greeting = await greet(command, limits);
    if (isFault(greeting)) return { hello, replies, fault: greeting };
    if (hello === null) queue = queue.filter((question) => isWanted(question, greeting));
    hello = greeting;
    const before = replies.size;
    const trouble = await ask(greeting, queue, limits, replies);
    if (trouble === null) return { hello, replies, fault };
    barren = replies.size > before + (trouble.isExplained ? 1 : 0) ? 0 : barren + 1;
    const isExplained = trouble.isExplained || (await isolate(command, trouble.suspects, limits, replies));
    if (!isExplained) {
      fault = trouble.fault;
      unexplained++;
    }
    const left = queue.filter(({ key }) => !replies.has(key));
    const place = Math.floor(left.length * ELSEWHERE);
    queue = [...left.slice(place), ...left.slice(0, place)];
    if (queue.length === 0) return { hello, replies, fault };
    incidents++;
    const isBarren = barren >= (trouble.fault.verdict === 'timeout' ? ENOUGH : MANY);
    if (trouble.isHopeless || isBarren || unexplained >= ENOUGH || incidents > limits.restarts) {
      const { detail, ...rest } = trouble.fault;
      return { hello, replies, fault: { ...rest, detail: `given up, as it ${detail}` } };
    }
  }
}

/** How a round broke off. */
interface Trouble<Key> {
  readonly fault: Fault;
  /** Whether a case has been found to have caused it. */
  readonly isExplained: boolean;
  /** Cases that may have. */
  readonly suspects: readonly Question<Key>[];
  /** Whether there is no point in going on. */
  readonly isHopeless: boolean;
}

/** Asks one round of questions; null if all went well. */
async function ask<Key>(
  { conversation }: Greeting,
  questions: readonly Question<Key>[],
  limits: Limits,
  replies: Map<Key, Reply>,
): Promise<Trouble<Key> | null> {
  const { program } = conversation;
  let place = 0;
  const round = await conversation.round(() => questions[place++] ?? null, limits, {
    answered: (key, answer) => replies.set(key, { kind: 'answer', answer }),
    broken(key, problem, line) {
      const [detail, hint] = lineProblems[problem];
      replies.set(key, broken('protocol', line === '' ? detail : `${detail}: ${line}`, hint, []));
    },
  });
  const { kind, waiting, last, end, isCut } = round;
  if (kind === 'done') {
    await conversation.bye(GRACE_MS);
    return null;
  }
  const stderr = program.lastWords();
  if (kind === 'ended' && end !== null) {
    const detail = `${describeEnd(end)} while ${waiting.length} of its requests waited`;
    const hint = end.code === 0 ? hints.exitedEarly : null;
    const suspects = [...(last === null ? [] : [last]), ...waiting.slice(0, 1)];
    return {
      fault: { verdict: 'crash', detail, hint, stderr },
      isExplained: isCut,
      suspects,
      isHopeless: false,
    };
  }
  const begun = program.unfinished() !== '';
  const late = await conversation.lateReplies(GRACE_MS);
  const hint = late > 0 ? hints.answersOnlyAtEnd : begun ? hints.partial : hints.silent;
  const detail = `did not reply within ${limits.timeoutMs / 1000} s`;
  for (const { key } of late > 0 ? waiting : waiting.slice(0, 1)) {
    replies.set(key, broken('timeout', `no reply within ${limits.timeoutMs / 1000} s`, hint, stderr));
  }
  return {
    fault: { verdict: 'timeout', detail, hint, stderr },
    isExplained: true,
    suspects: [],
    isHopeless: late > 0,
  };
}

/** Asks each suspect alone in a fresh process; whether one of them breaks it there, too. */
async function isolate<Key>(
  command: readonly string[],
  suspects: readonly Question<Key>[],
  limits: Limits,
  replies: Map<Key, Reply>,
): Promise<boolean> {
  let isExplained = false;
  for (const suspect of suspects) {
    const greeting = await greet(command, limits);
    if (isFault(greeting)) return false;
    const { conversation } = greeting;
    const verdict = await breaksAlone(greeting, suspect, limits);
    const stderr = conversation.program.lastWords();
    if (verdict === null) continue;
    isExplained = true;
    replies.set(suspect.key, broken('crash', verdict.detail, verdict.hint, stderr));
  }
  return isExplained;
}

async function breaksAlone<Key>(
  { conversation }: Greeting,
  suspect: Question<Key>,
  limits: Limits,
): Promise<{ detail: string; hint: string } | null> {
  let question: Question<Key> | null = suspect;
  const next = () => {
    const now = question;
    question = null;
    return now;
  };
  const { kind, end } = await conversation.round(next, limits, { answered() {}, broken() {} });
  if (kind === 'hung') {
    conversation.program.kill();
    return null;
  }
  if (kind === 'ended') return { detail: `it ${describeEnd(end!)} before it replied`, hint: hints.crashed };
  const watched = new Promise<null>((resolve) => setTimeout(resolve, WATCH_MS, null));
  const after = await Promise.race([conversation.program.ended, watched]);
  if (after === null) await conversation.bye(GRACE_MS);
  if (after === null || after.code === 0) return null;
  return { detail: `it ${describeEnd(after)} after it had replied`, hint: hints.crashedAfter };
}

function broken(
  verdict: 'crash' | 'timeout' | 'protocol',
  detail: string,
  hint: string,
  stderr: readonly string[],
): Reply {
  return { kind: 'broken', verdict, detail, hint, stderr };
}
