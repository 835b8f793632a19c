import { checkFlag, checkOptions, checkSeconds, checkWhole } from '../engine/check-options.js';
import type { Meeting } from '../model/meeting.js';
import type { RuleOptions } from '../model/rule-options.js';
import { defineRules, documentedRules } from '../rules/options.js';
import { answerCase, type CaseAnswer, isRejected } from './answer-case.js';
import type { Answer } from './case.js';
import { checkCommand } from './harness/check-command.js';
import { confirmFailures } from './harness/confirm-failures.js';
import type { Fault } from './harness/greet.js';
import { runCases } from './harness/run-cases.js';
import { runOneShot } from './harness/run-one-shot.js';
import type { RunLimits } from './harness/session.js';
import { canonicalMeetings } from './judge/canonical.js';
import type { Judgement } from './judge/judge-answer.js';
import { type Judged, judge } from './judge/judged.js';
import { signatureOf, type Trace } from './judge/signature.js';
import type { Implementation } from './protocol.js';
import { featuresNeeded } from './vectors/features-needed.js';
import { checkVectorList } from './vectors/read-vectors.js';
import type { Vector } from './vectors/vector.js';

/** What became of one vector. */
export interface CaseResult extends Judgement {
  readonly vector: Vector;
  /** What makes failures the same; for anything else the verdict. */
  readonly signature: string;
  /** What was answered, null where nothing was that could be read. */
  readonly answer: Answer | null;
  /** The decisions behind the right meetings, in canonical order. */
  readonly trace: Trace;
  /** The last words on standard error, where they may tell why. */
  readonly stderr: readonly string[];
}

/** What became of all of them, in the order of the vectors. */
export interface Conformance {
  readonly implementation: Implementation | null;
  readonly results: readonly CaseResult[];
  /** What was wrong with the implementation as a whole; null for nothing. */
  readonly fault: Fault | null;
}

/** How to run; lengths in seconds. */
export interface ConformOptions {
  /** How long a reply may take; 5 by default. */
  readonly timeout?: number;
  /** How long the first one may take, the program's start included; 15 by default. */
  readonly startTimeout?: number;
  /** How many requests may wait at a time; 32 by default. */
  readonly window?: number;
  /** How many crashes and hangs are borne; 20 by default. */
  readonly restarts?: number;
  /** A process for each case, which reads one request and writes one reply. */
  readonly oneShot?: boolean;
}

/**
 * Puts vectors to an implementation in any language and judges what it answers.
 *
 * @param command a program and its arguments, as they are
 * @param vectors cases with their right answers
 * @throws TypeError for a command or vectors that are none, or an unknown option; RangeError for an option that is not allowed
 */
export async function conform(
  command: readonly string[],
  vectors: readonly Vector[],
  options: ConformOptions = {},
): Promise<Conformance> {
  checkCommand('conform', command);
  checkVectorList('conform', vectors);
  checkOptions('conform', options, [...limitNames, 'oneShot']);
  checkFlag('oneShot', options.oneShot);
  const limits = limitsOf(options);
  const questions = vectors.map((vector) => ({ key: vector, input: vector }));
  const run = options.oneShot
    ? await runOneShot(command, questions, limits)
    : await runCases(command, questions, limits, ({ key }, { unsupported }) =>
        featuresNeeded(key).every((feature) => !unsupported.has(feature)),
      );
  const judged = new Map<Vector, Judged>();
  for (const vector of vectors) {
    const reply = run.replies.get(vector);
    const lacks = featuresNeeded(vector).filter((feature) => run.hello?.unsupported.has(feature));
    if (reply !== undefined) judged.set(vector, judge(vector, reply));
    else if (lacks.length > 0)
      judged.set(vector, still('unsupported', `it says it has no ${lacks.join(', ')}`));
    else judged.set(vector, still('unasked', run.fault?.detail ?? ''));
  }
  if (!options.oneShot && run.fault === null) await confirmFailures(command, judged, limits);
  return {
    implementation: run.hello?.implementation ?? null,
    results: vectors.map((vector) => resultOf(vector, judged.get(vector)!)),
    fault: run.fault,
  };
}

/** A result of an answer that came without a process. */
export function resultOf(vector: Vector, { judgement, answer, stderr }: Judged): CaseResult {
  const right = answerCase(vector);
  const trace = traceOf(right);
  const signature = signatureOf(judgement, trace, rulesBehind(vector, right));
  return { ...judgement, vector, signature, answer, trace, stderr };
}

/** The rules of a vector, the documented ones where its own are not allowed. */
export function rulesOf(vector: Vector): RuleOptions {
  return rulesBehind(vector, answerCase(vector));
}

function rulesBehind(vector: Vector, right: CaseAnswer): RuleOptions {
  return isRejected(right) ? documentedRules : defineRules(vector.rules);
}

function traceOf(right: CaseAnswer): Trace {
  if (isRejected(right)) return [];
  // In the order in which answers are compared: listed starts may be equal where exact ones are not.
  const meetings = canonicalMeetings(right.meetings) as Meeting[];
  return meetings.map(({ id }) => right.explanations[id]!);
}

function still(verdict: 'unsupported' | 'unasked', detail: string): Judged {
  return { judgement: { verdict, detail }, answer: null, stderr: [] };
}

/** The options that are limits. */
export const limitNames = ['timeout', 'startTimeout', 'window', 'restarts'] as const;

/** The longest that a timer runs, in seconds: one that is longer is over at once. */
export const LONGEST_TIMER = (2 ** 31 - 1) / 1000;

/**
 * The limits that options ask for.
 * @throws RangeError for one that is not allowed
 */
export function limitsOf(options: ConformOptions): RunLimits {
  const { timeout = 5, startTimeout = 15, window = 32, restarts = 20 } = options;
  checkSeconds('timeout', timeout, LONGEST_TIMER);
  checkSeconds('startTimeout', startTimeout, LONGEST_TIMER);
  checkWhole('window', window, 1);
  checkWhole('restarts', restarts, 0);
  return {
    window,
    windowBytes: 1024 * 1024,
    timeoutMs: timeout * 1000,
    startTimeoutMs: startTimeout * 1000,
    restarts,
  };
}
