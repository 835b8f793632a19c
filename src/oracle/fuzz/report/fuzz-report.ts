import { clauseSentences } from '../../clause-sentences.js';
import { rulesOf } from '../../conform.js';
import { clauseOf } from '../../judge/signature.js';
import { type Likeness, looksLike } from '../../looks-like.js';
import type { Find } from '../find.js';
import type { FuzzedImplementation, FuzzRun } from '../fuzz.js';

/** A run of the fuzzer as it is told: what stands in every report, whatever its form. */
export interface FuzzReport extends Omit<FuzzRun, 'implementations'> {
  readonly implementations: readonly ReportedImplementation[];
}

export interface ReportedImplementation extends Omit<FuzzedImplementation, 'finds'> {
  /** how it calls itself, else the command */
  readonly title: string;
  readonly finds: readonly ReportedFind[];
}

export interface ReportedFind extends Find {
  /** what is broken: a clause or a law */
  readonly clause: string;
  readonly sentence: string;
  /** where the counterexample is kept, null for nowhere */
  readonly file: string | null;
  /** who else fails with this signature */
  readonly alsoIn: readonly string[];
  readonly likenesses: readonly Likeness[];
}

/** Puts a report together. `fileOf`: where the counterexample of a find is kept. */
export function fuzzReportOf(run: FuzzRun, fileOf: (find: Find) => string | null = () => null): FuzzReport {
  const titled = run.implementations.map((subject) => ({ subject, title: titleOf(subject) }));
  const implementations = titled.map(({ subject, title }) => ({
    ...subject,
    title,
    finds: subject.finds.map((find) => {
      const others = titled.filter(
        (other) =>
          other.subject !== subject &&
          other.subject.finds.some(({ signature }) => signature === find.signature),
      );
      return { ...find, ...brokenBy(find), file: fileOf(find), alsoIn: others.map((other) => other.title) };
    }),
  }));
  return { ...run, implementations };
}

function titleOf({ command, implementation }: FuzzedImplementation): string {
  if (implementation === null) return command.join(' ');
  return [implementation.name, implementation.version].filter(Boolean).join(' ');
}

function brokenBy(find: Find): Pick<ReportedFind, 'clause' | 'sentence' | 'likenesses'> {
  const { check, demands, result, steadiness, samples } = find;
  if (check !== 'reference') return { clause: `law ${check}`, sentence: demands, likenesses: [] };
  const likenesses = steadiness === 'steady' ? looksLike([result, ...samples]) : [];
  const { difference, vector, trace } = result;
  if (difference === undefined) return { clause: check, sentence: demands, likenesses };
  const clause = clauseOf(difference, trace, rulesOf(vector));
  return { clause, sentence: clauseSentences[clause] ?? '', likenesses };
}
