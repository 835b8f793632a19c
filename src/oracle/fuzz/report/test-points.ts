import { describeDifference } from '../../reports/describe-case.js';
import {
  erredCase,
  failedCase,
  passedCase,
  skippedCase,
  type TestCase,
  writeSuites,
} from '../../reports/write-junit.js';
import { type Point, writePoints } from '../../reports/write-tap.js';
import { writeExample } from '../../timeline/write-example.js';
import type { FuzzReport, ReportedFind, ReportedImplementation } from './fuzz-report.js';

/** The report in TAP 14: a point for each check that nothing was found against, skipped if it came to nothing, and one for each find. */
export function writeFuzzTap(report: FuzzReport): Generator<string> {
  const points = report.implementations.flatMap((subject): Point[] => [
    ...held(report, subject).map((title) => ({ ok: true, title, directive: '', failure: null })),
    ...open(report, subject).map((title) => ({
      ok: true,
      title,
      directive: ` # SKIP ${NOTHING}`,
      failure: null,
    })),
    ...subject.finds.map((find) => ({
      ok: false,
      title: `${subject.title}: ${titleOf(find)}`,
      directive: '',
      failure: find.result,
    })),
    ...faultOf(subject).map((title) => ({ ok: false, title, directive: '', failure: null })),
  ]);
  return writePoints(points);
}

/** The report as JUnit XML: a suite for each implementation. */
export function writeFuzzJunit(report: FuzzReport): Generator<string> {
  const suites = new Map<string, TestCase[]>();
  for (const [i, subject] of report.implementations.entries()) {
    const name = suites.has(subject.title) ? `${subject.title} (${i + 1})` : subject.title;
    suites.set(name, [
      ...held(report, subject).map((title) => passedCase('reconvene.fuzz', title)),
      ...open(report, subject).map((title) => skippedCase('reconvene.fuzz', title, NOTHING)),
      ...subject.finds.map((find) =>
        failedCase('reconvene.fuzz', titleOf(find), messageOf(find), toldOf(find).join('\n')),
      ),
      ...faultOf(subject).map((problem) => erredCase('reconvene.fuzz', 'run', problem)),
    ]);
  }
  return writeSuites(suites);
}

/** Checks that held each time. */
function held(report: FuzzReport, { title, passed, ...subject }: ReportedImplementation): string[] {
  return unbroken(report, subject)
    .filter((check) => passed[check] !== undefined)
    .map((check) => `${title}: ${check} holds (${passed[check]} checks passed)`);
}

/** Checks of which nothing can be said, as they came to nothing each time: to say that they hold would be untrue. */
function open(report: FuzzReport, { title, passed, ...subject }: ReportedImplementation): string[] {
  return unbroken(report, subject)
    .filter((check) => passed[check] === undefined)
    .map((check) => `${title}: ${check}`);
}

/** Checks that nothing was found against; none where not all was asked. */
function unbroken(
  { checks }: FuzzReport,
  { finds, fault }: Pick<ReportedImplementation, 'finds' | 'fault'>,
): readonly string[] {
  return fault !== null ? [] : checks.filter((check) => finds.every((find) => find.check !== check));
}

const NOTHING = 'it came to nothing each time';

function faultOf({ title, fault }: ReportedImplementation): string[] {
  return fault === null ? [] : [`${title}: ${fault.verdict}: ${fault.detail}`];
}

function titleOf({ signature, steadiness, count, file }: ReportedFind): string {
  const kept = file === null ? '' : ` [${file}]`;
  return `${signature}${steadiness === 'steady' ? '' : `, ${steadiness}`} (${count} cases)${kept}`;
}

function messageOf({ clause, sentence, result }: ReportedFind): string {
  return [`${clause}: ${sentence}`, result.detail, result.hint].filter(Boolean).join('; ');
}

function toldOf({ result }: ReportedFind): string[] {
  return result.difference === undefined ? writeExample(result.vector) : describeDifference(result);
}
