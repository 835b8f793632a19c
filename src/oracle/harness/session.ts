import type { Answer } from '../case.js';
import type { Limits, Question } from './converse.js';
import { describeEnd, type Fault, GRACE_MS, type Greeting, greet, isFault } from './greet.js';
import { hints, lineProblems } from './hints.js';
import type { Hello } from './read-reply.js';
import type { ProgramEnd } from './start-program.js';

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

export interface RunLimits extends Limits {
  /** How often an implementation may crash or hang before one gives it up; infinite: it is not given up for that. */
  readonly restarts: number;
}

/** So many crashes that no case explains, or hangs in a row with no reply between them, are the end. */
const ENOUGH = 3;
/** So many crashes in a row with no reply between them are: they come quickly, and cases alike stand together. */
const MANY = 8;
/** So long one watches whether a program ends after a reply, in milliseconds. */
const WATCH_MS = 100;

/** An implementation that runs on and answers line by line, however often it has to be started again. */
export interface Session {
  /**
   * Puts questions until there are none. A crash or a hang concerns the case that caused it: the others are asked again
   * in a fresh process. What was wrong with no case in particular is given back, null for nothing.
   *
   * @param next the next question for who said hello, null for no more
   * @param told is told each reply; a key may be told of more than once, and the last word stands
   */
  readonly ask: <Key>(next: (hello: Hello) => Question<Key> | null, told: Told<Key>) => Promise<Fault | null>;
  /** What was said to hello, null as long as nothing was. */
  readonly hello: () => Hello | null;
  /** Whether it has failed too often, so that nothing is asked any more. */
  readonly isGivenUp: () => boolean;
  /** Says goodbye; how the program ended, null if none was running. */
  readonly close: () => Promise<ProgramEnd | null>;
}

/** Who is told what came of a case. */
export type Told<Key> = (key: Key, reply: Reply) => void;

/** Opens a session; the program is started when it is first asked. `stop` ends the program and the asking at once. */
export function openSession(command: readonly string[], limits: RunLimits, stop?: AbortSignal): Session {
  let greeting: Greeting | null = null;
  let hello: Hello | null = null;
  let isGivenUp = false;
  let incidents = 0;
  let barren = 0;
  let unexplained = 0;
  const kill = () => greeting?.conversation.program.kill();
  stop?.addEventListener('abort', kill);

  async function askAll<Key>(
    next: (hello: Hello) => Question<Key> | null,
    told: Told<Key>,
  ): Promise<Fault | null> {
    let again: readonly Question<Key>[] = [];
    let fault: Fault | null = null;
    for (;;) {
      if (isGivenUp || stop?.aborted) return fault;
      const greeted: Greeting | Fault = greeting ?? (await greet(command, limits));
      if (isFault(greeted)) {
        isGivenUp = true;
        return greeted;
      }
      greeting = greeted;
      hello ??= greeted;
      const first = hello;
      const settled = new Set<Key>();
      const tell: Told<Key> = (key, reply) => {
        settled.add(key);
        told(key, reply);
      };
      let place = 0;
      const pull = () => again[place++] ?? next(first);
      const trouble = await ask(greeted, pull, limits, tell);
      if (trouble === null || stop?.aborted) return fault;
      greeting = null;
      barren = settled.size > (trouble.isExplained ? 1 : 0) ? 0 : barren + 1;
      const isExplained = trouble.isExplained || (await isolate(command, trouble.suspects, limits, tell));
      if (!isExplained) {
        fault = trouble.fault;
        unexplained++;
      }
      again = [...trouble.waiting, ...again.slice(place)].filter(({ key }) => !settled.has(key));
      incidents++;
      const isBarren = barren >= (trouble.fault.verdict === 'timeout' ? ENOUGH : MANY);
      const isEnough = isBarren || unexplained >= ENOUGH || incidents > limits.restarts;
      isGivenUp = trouble.isHopeless || (isEnough && Number.isFinite(limits.restarts));
      if (!isGivenUp) continue;
      // Whoever has answered everything by then is not given up for it.
      const left = again[0] ?? next(first);
      if (left === null) return fault;
      const { detail, ...rest } = trouble.fault;
      return { ...rest, detail: `given up, as it ${detail}` };
    }
  }

  return {
    ask: askAll,
    hello: () => hello,
    isGivenUp: () => isGivenUp,
    async close() {
      stop?.removeEventListener('abort', kill);
      const end = (await greeting?.conversation.bye(GRACE_MS)) ?? null;
      greeting = null;
      return end;
    },
  };
}

/** How a round broke off. */
interface Trouble<Key> {
  readonly fault: Fault;
  /** Whether a case has been found to have caused it. */
  readonly isExplained: boolean;
  /** Cases that may have. */
  readonly suspects: readonly Question<Key>[];
  /** Cases without a reply, the oldest first. */
  readonly waiting: readonly Question<Key>[];
  /** Whether there is no point in going on. */
  readonly isHopeless: boolean;
}

/** Asks one round of questions; null if all went well. */
async function ask<Key>(
  { conversation }: Greeting,
  next: () => Question<Key> | null,
  limits: Limits,
  told: Told<Key>,
): Promise<Trouble<Key> | null> {
  const { program } = conversation;
  const round = await conversation.round(next, limits, {
    answered: (key, answer) => told(key, { kind: 'answer', answer }),
    broken(key, problem, line) {
      const [detail, hint] = lineProblems[problem];
      told(key, broken('protocol', line === '' ? detail : `${detail}: ${line}`, hint, []));
    },
  });
  const { kind, waiting, last, end, isCut } = round;
  if (kind === 'done') return null;
  const stderr = program.lastWords();
  if (kind === 'ended' && end !== null) {
    const detail = `${describeEnd(end)} while ${waiting.length} of its requests waited`;
    const hint = end.code === 0 ? hints.exitedEarly : null;
    const suspects = [...(last === null ? [] : [last]), ...waiting.slice(0, 1)];
    return {
      fault: { verdict: 'crash', detail, hint, stderr },
      isExplained: isCut,
      suspects,
      waiting,
      isHopeless: false,
    };
  }
  const begun = program.unfinished().length > 0;
  const late = await conversation.lateReplies(GRACE_MS);
  const hint = late > 0 ? hints.answersOnlyAtEnd : begun ? hints.partial : hints.silent;
  const detail = `did not reply within ${limits.timeoutMs / 1000} s`;
  for (const { key } of late > 0 ? waiting : waiting.slice(0, 1)) {
    told(key, broken('timeout', `no reply within ${limits.timeoutMs / 1000} s`, hint, stderr));
  }
  return {
    fault: { verdict: 'timeout', detail, hint, stderr },
    isExplained: true,
    suspects: [],
    waiting,
    isHopeless: late > 0,
  };
}

/** Asks each suspect alone in a fresh process; whether one of them breaks it there, too. */
async function isolate<Key>(
  command: readonly string[],
  suspects: readonly Question<Key>[],
  limits: Limits,
  told: Told<Key>,
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
    told(suspect.key, broken('crash', verdict.detail, verdict.hint, stderr));
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
