import type { Answer, CaseInput } from '../case.js';
import { inputOf } from '../vectors/vector.js';
import { setDeadline } from './deadline.js';
import type { LineProblem } from './hints.js';
import { beginning, readAnswer, readLine } from './read-reply.js';
import { type Program, type ProgramEnd, startProgram } from './start-program.js';

/** What limits a conversation. */
export interface Limits {
  /** How many requests may wait for their replies, and how many bytes of them. */
  readonly window: number;
  readonly windowBytes: number;
  /** How long the oldest request may wait, and how long the first word may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly startTimeoutMs: number;
}

/** A case on its way, with the name by which the caller knows it. */
export interface Question<Key> {
  readonly key: Key;
  readonly input: CaseInput;
}

/** Who is told what comes of questions. A key may be told of more than once: the last word stands. */
export interface Listener<Key> {
  readonly answered: (key: Key, answer: Answer) => void;
  readonly broken: (key: Key, problem: LineProblem, line: string) => void;
}

/** How a round of questions ended, and those that were left without a reply, the oldest first. */
export interface RoundEnd<Key> {
  readonly kind: 'done' | 'ended' | 'hung';
  readonly waiting: readonly Question<Key>[];
  /** The last question that had a reply, null if none had. */
  readonly last: Question<Key> | null;
  readonly end: ProgramEnd | null;
  /** Whether it was ended here, as what it wrote could not be borne. */
  readonly isCut: boolean;
}

/** A program with which one talks in lines. */
export interface Conversation {
  readonly program: Program;
  /** Says one thing and waits for the line that comes back; null if none does in time. */
  readonly say: (message: (id: number) => object, timeoutMs: number) => Promise<Uint8Array | null>;
  /** Puts questions, as many at a time as the window allows. */
  readonly round: <Key>(
    next: () => Question<Key> | null,
    limits: Limits,
    listener: Listener<Key>,
  ) => Promise<RoundEnd<Key>>;
  /** Closes its input and counts the replies that come late; ends it. */
  readonly lateReplies: (graceMs: number) => Promise<number>;
  /** Says goodbye, and ends it if it does not go. Second replies still count. */
  readonly bye: (graceMs: number) => Promise<ProgramEnd>;
}

/** How often one looks whether the oldest request has waited too long, in milliseconds. */
const LOOK_MS = 20;
/** What is shown of a line that is wrong. */
const SHOWN = 200;
/** So many lines that are no replies are too many. */
const MOST_GARBAGE = 10_000;

export function startConversation(command: readonly string[]): Conversation {
  let onLine: (line: Uint8Array | null) => void = () => {};
  const program = startProgram(command, (line) => onLine(line));
  let nextId = 0;
  let isOver = false;
  // One listener, not one for each round: rounds are many, and each would be kept until the end.
  let end: ProgramEnd | null = null;
  let onEnd: (end: ProgramEnd) => void = () => {};
  void program.ended.then((how) => {
    end = how;
    onEnd(how);
  });

  async function say(message: (id: number) => object, timeoutMs: number): Promise<Uint8Array | null> {
    const id = nextId++;
    return new Promise((resolve) => {
      const cancel = setDeadline(timeoutMs, () => resolve(null));
      const done = (line: Uint8Array | null) => {
        cancel();
        resolve(line);
      };
      onLine = done;
      void program.ended.then(() => done(null));
      program.write(`${JSON.stringify(message(id))}\n`);
    });
  }

  function round<Key>(
    next: () => Question<Key> | null,
    limits: Limits,
    listener: Listener<Key>,
  ): Promise<RoundEnd<Key>> {
    const waiting = new Map<number, { question: Question<Key>; bytes: number }>();
    const settled = new Map<number, Question<Key>>();
    /** blamed for a line that was not theirs to answer for: their own reply may still come */
    const blamed = new Set<number>();
    let bytes = 0;
    let garbage = 0;
    let isCut = false;
    let last: Question<Key> | null = null;
    let isExhausted = false;
    let oldestSince = performance.now();

    return new Promise((resolve) => {
      const isLate = () => waiting.size > 0 && performance.now() - oldestSince > limits.timeoutMs;
      let cancel: (() => void) | null = null;
      const timer = setInterval(() => {
        if (!isLate()) return;
        // Not anew while it is looked at: one that never stops writing would keep us from the end of it.
        cancel ??= setDeadline(0, () => {
          cancel = null;
          if (isLate()) finish('hung', null);
        });
      }, LOOK_MS);
      onEnd = (how) => finish('ended', how);
      onLine = take;
      fill();
      if (end !== null) finish('ended', end);

      function fill(): void {
        while (
          !isExhausted &&
          waiting.size < limits.window &&
          (waiting.size === 0 || bytes < limits.windowBytes)
        ) {
          const question = next();
          if (question === null) isExhausted = true;
          else ask(question);
        }
        if (isExhausted && waiting.size === 0) finish('done', null);
      }

      function ask(question: Question<Key>): void {
        const id = nextId++;
        const text = `${JSON.stringify({ id, cmd: 'run', ...inputOf(question.input) })}\n`;
        if (waiting.size === 0) oldestSince = performance.now();
        waiting.set(id, { question, bytes: text.length });
        bytes += text.length;
        program.write(text);
      }

      function take(line: Uint8Array | null): void {
        const read = line === null ? ({ problem: 'too-long', id: null } as const) : readLine(line);
        const shown = line === null ? '' : beginning(line, SHOWN);
        if ('problem' in read && isOver) return;
        if ('problem' in read) {
          blame(read.id, read.problem, shown);
          return;
        }
        const asked = waiting.get(read.id);
        if (asked === undefined) {
          if (blamed.delete(read.id) || (isOver && !settled.has(read.id))) return;
          blame(read.id, settled.has(read.id) ? 'second-reply' : 'unknown-id', shown);
          return;
        }
        settle(read.id);
        const answer = readAnswer(read.fields);
        if (typeof answer === 'string') listener.broken(asked.question.key, answer, shown);
        else listener.answered(asked.question.key, answer);
        fill();
      }

      /** A line that is no reply is held against the request it names, else against the oldest that waits. */
      function blame(id: number | null, problem: LineProblem, line: string): void {
        const named = id !== null && (waiting.has(id) || settled.has(id)) ? id : null;
        const oldest = waiting.keys().next().value ?? [...settled.keys()].at(-1) ?? null;
        const guilty = named ?? oldest;
        if (guilty !== null) {
          const question = waiting.get(guilty)?.question ?? settled.get(guilty)!;
          if (waiting.has(guilty)) {
            if (named === null) blamed.add(guilty);
            settle(guilty);
          }
          listener.broken(question.key, problem, line);
        }
        isCut = problem === 'too-long' || ++garbage > MOST_GARBAGE;
        if (isCut) program.kill();
        else fill();
      }

      function settle(id: number): void {
        const { question, bytes: size } = waiting.get(id)!;
        if (waiting.keys().next().value === id) oldestSince = performance.now();
        waiting.delete(id);
        settled.set(id, question);
        bytes -= size;
        last = question;
      }

      function finish(kind: RoundEnd<Key>['kind'], how: ProgramEnd | null): void {
        clearInterval(timer);
        cancel?.();
        const left = [...waiting.values()].map(({ question }) => question);
        resolve({ kind, waiting: left, last, end: how, isCut });
      }
    });
  }

  async function lateReplies(graceMs: number): Promise<number> {
    let count = 0;
    onLine = (line) => {
      if (line !== null && 'fields' in readLine(line)) count++;
    };
    program.closeInput();
    const timer = setTimeout(program.kill, graceMs);
    await program.ended;
    clearTimeout(timer);
    return count;
  }

  function bye(graceMs: number): Promise<ProgramEnd> {
    isOver = true;
    program.write(`${JSON.stringify({ id: nextId++, cmd: 'bye' })}\n`);
    program.closeInput();
    const timer = setTimeout(program.kill, graceMs);
    return program.ended.finally(() => clearTimeout(timer));
  }

  return { program, say, round, lateReplies, bye };
}
