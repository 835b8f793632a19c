/** One table of exit codes for all verbs. */
export const ExitCode = {
  /** as asked; also when whoever reads our output has had enough */
  ok: 0,
  /** differences were found, or with --strict something was not used */
  differences: 1,
  /** the command line, a rule or an option is not allowed */
  usage: 2,
  /** something could not be read, started or written */
  io: 3,
  /** a fault of ours */
  internal: 4,
  /** nothing was run */
  nothing: 5,
  /** the terminal was closed */
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** Ends a verb with a message for the user and an exit code. */
export class Failure extends Error {
  constructor(
    message: string,
    readonly code: number,
  ) {
    super(message);
  }
}
