import { openSession, type RunLimits } from '../harness/session.js';
import type { Feature } from '../protocol.js';
import { agreedAnswer } from '../vectors/agreed-answer.js';
import type { FuzzCase } from './arbitrary-fuzz-cases.js';
import type { Bucket } from './buckets.js';
import { evaluate, evaluateAfresh } from './evaluate.js';
import type { Find } from './find.js';
import { shrink } from './shrink.js';
import { type Standing, standingOf } from './steadiness.js';

/** How finds are settled. */
export interface Settling {
  readonly command: readonly string[];
  readonly limits: RunLimits;
  readonly supported: ReadonlySet<Feature>;
  /** How long a find may be shrunk, in milliseconds. */
  readonly budgetMs: number;
  readonly stop: AbortSignal;
}

/** Makes a find of failures: asks again in fresh processes, and shrinks the case if it is one of the case alone. */
export async function settleFind(bucket: Bucket, settling: Settling): Promise<Find> {
  const { command, limits, stop } = settling;
  const isOver = () => stop.aborted;
  const standing = await standingOf(command, limits, bucket, isOver);
  if (standing.steadiness !== 'steady' || isOver()) return unshrunk(bucket, standing);
  const { check, drawn } = bucket.probe;
  const small = await shrunk(bucket, settling);
  for (const shows of [small, drawn]) {
    if (isOver()) return unshrunk(bucket, standing);
    const isCrash = bucket.signature === 'crash';
    const outcome = await evaluateAfresh({ command, limits, check, drawn: shows, isCrash, isApart: true });
    if (outcome?.signature !== bucket.signature || outcome.result === null) continue;
    const result = { ...outcome.result, ...doubtsAbout(shows, outcome.result.detail) };
    return { ...unshrunk(bucket, standing), shows, result };
  }
  const told = `${bucket.signature} several times, and then not any more`;
  return unshrunk(bucket, { steadiness: 'flaky', before: [], told });
}

/** Who has not replied by then, in milliseconds, is taken to hang while a case is made smaller. */
const SOON_MS = 500;

async function shrunk(
  { signature, probe }: Bucket,
  { command, limits, supported, budgetMs, stop }: Settling,
): Promise<FuzzCase> {
  const { check } = probe;
  if (signature === 'crash' || signature === 'protocol') {
    // What comes after a reply is heard only where nothing is asked after it.
    const stillFails = async (drawn: FuzzCase) => {
      const outcome = await evaluateAfresh({ command, limits, check, drawn, isCrash: signature === 'crash' });
      return outcome?.signature === signature;
    };
    return shrink(probe, supported, stillFails, budgetMs);
  }
  // It may hang as often as the cases ask for it: that may be what is being shrunk. Who hangs is not waited for long, as
  // the case that comes of it is asked once more with all the time there is.
  const timeoutMs = signature === 'timeout' ? Math.min(limits.timeoutMs, SOON_MS) : limits.timeoutMs;
  const session = openSession(command, { ...limits, timeoutMs, restarts: Number.POSITIVE_INFINITY }, stop);
  try {
    const stillFails = async (candidate: FuzzCase) =>
      (await evaluate(session, check, candidate))?.signature === signature;
    return await shrink(probe, supported, stillFails, budgetMs);
  } finally {
    await session.close();
  }
}

function unshrunk(bucket: Bucket, { steadiness, before, told }: Standing): Find {
  const { signature, count, probe, result, samples } = bucket;
  const detail = [result.detail, told].filter(Boolean).join('; ');
  return {
    check: probe.check.slug,
    demands: probe.check.sentence,
    signature,
    steadiness,
    count,
    shows: probe.drawn,
    before,
    result: detail === '' ? result : { ...result, detail },
    samples,
    drawnFrom: { seed: probe.seed, path: String(probe.path) },
  };
}

/** Where our own two implementations do not agree, the find may be against the wrong one. */
function doubtsAbout({ input }: FuzzCase, detail: string | undefined): { readonly detail?: string } {
  try {
    agreedAnswer(input);
    return {};
  } catch (error) {
    const { message } = error as Error;
    if (!message.includes('do not agree')) return {};
    const doubt = 'our engine and our naive model do not agree on this case: please report it';
    return { detail: [detail, doubt].filter(Boolean).join('; ') };
  }
}
