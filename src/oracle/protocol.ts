import type { StrayEvent } from '../model/anomaly.js';
import type { Meeting } from '../model/meeting.js';
import type { CaseInput } from './case.js';

/*
 * The line protocol `reconvene/1`: one JSON object a line, UTF-8, LF. `schemas/protocol.schema.json` says the same to
 * machines, docs/oracle.md to people. In requests `id` and `cmd` come first, in this order.
 */

/** The version of the protocol that is spoken here. */
export const PROTOCOL = 1;

/** What an implementation is told, line by line. */
export type Request =
  | { readonly id: number; readonly cmd: 'hello'; readonly protocol: readonly number[] }
  | ({ readonly id: number; readonly cmd: 'run' } & CaseInput)
  | { readonly id: number; readonly cmd: 'bye' };

/** Who answers. */
export interface Implementation {
  readonly name: string;
  readonly version?: string;
  readonly language?: string;
}

/** What an implementation says to `hello`. */
export interface HelloReply {
  readonly id: number;
  readonly ok: true;
  readonly protocol: number;
  readonly implementation: Implementation;
  /** Features that cases may need and that it does not have; see `features`. */
  readonly unsupported?: readonly string[];
}

/** What an implementation says to `run`: one of these, exactly one a request. */
export type RunReply =
  | { readonly id: number; readonly meetings: readonly Meeting[]; readonly anomalies?: readonly StrayEvent[] }
  | { readonly id: number; readonly rejected: { readonly reason?: string } }
  | { readonly id: number; readonly skip: { readonly reason?: string } }
  | { readonly id: number; readonly error: { readonly reason?: string } };

/** What an implementation may say that it does not support. */
export const features = [
  'clear',
  'as_of',
  'reject',
  'joinThreshold',
  'shortVisits',
  'soloStart',
  'aloneReset',
  'resetBoundary',
  'granularity',
  'rounding',
] as const;

export type Feature = (typeof features)[number];
