import { describeDifference } from '../../reports/describe-case.js';
import { erredCase, failedCase, passedCase, type TestCase, writeSuites } from '../../reports/write-junit.js';
import { type Point, writePoints } from '../../reports/write-tap.js';
import { writeExample } from '../../timeline/write-example.js';
import type { FuzzReport, ReportedFind, ReportedImplementation } from './fuzz-report.js';

/** The report in TAP 14: a point for each check that nothing was found against, and one for each find. */
export function writeFuzzTap(report: FuzzReport): Generator<string> {
  const points = report.implementations.flatMap((subject): Point[] => [
    ...held(report, subject).map((title) => ({ ok: true, title, directive: '', failure: null })),
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
      ...subject.finds.map((find) =>
        failedCase('reconvene.fuzz', titleOf(find), messageOf(find), toldOf(find).join('\n')),
      ),
      ...faultOf(subject).map((problem) => erredCase('reconvene.fuzz', 'run', problem)),
    ]);
  }
  return writeSuites(suites);
}

/** Checks that nothing was found against; none where not all was asked. */
function held({ checks }: FuzzReport, { title, finds, fault, counts }: ReportedImplementation): string[] {
  if (fault !== null) return [];
  return checks
    .filter((check) => finds.every((find) => find.check !== check))
    .map((check) => `${title}: ${check} holds (${counts.pass} checks passed)`);
}

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
