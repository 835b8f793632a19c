import type { ForeignMeeting } from './foreign-meeting.js';

/** What is wrong with all times of a list. */
export interface Correction {
  /** what their times were multiplied by to be seconds: 0.001 for milliseconds */
  readonly timeFactor: number;
  /** the same of durations */
  readonly durationFactor: number;
  /** how many seconds later than ours their times are, 0 for none */
  readonly offset: number;
  /** how exactly times and durations are known after that, in seconds; 0: as they should be */
  readonly timeStep: number;
  readonly durationStep: number;
  /** so many of a sample fit with it, and so many without */
  readonly fitting: number;
  readonly fittingBefore: number;
  readonly sample: number;
}

/** Takes back what is wrong with all times. */
export function corrected(
  theirs: readonly ForeignMeeting[],
  { timeFactor, durationFactor, offset }: Pick<Correction, 'timeFactor' | 'durationFactor' | 'offset'>,
): ForeignMeeting[] {
  const time = (told: number) => rounded(told * timeFactor - offset);
  const length = (told: number) => rounded(told * durationFactor);
  return theirs.map((meeting) => ({
    ...meeting,
    start_time: time(meeting.start_time),
    duration: length(meeting.duration),
    participants:
      meeting.participants?.map((record) => ({
        ...record,
        join_time: time(record.join_time),
        duration: length(record.duration),
      })) ?? null,
  }));
}

/** A factor leaves digits behind that no clock has told. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}
