import { isUtf8 } from 'node:buffer';
import type { Answer } from '../case.js';
import { type Feature, features, type Implementation, PROTOCOL } from '../protocol.js';
import type { LineProblem } from './hints.js';

/** A line that was read as far as its id. */
export type Line =
  | { readonly id: number; readonly fields: Readonly<Record<string, unknown>> }
  /** `id`: the request that it seems to speak of, null for none */
  | { readonly problem: LineProblem; readonly id: number | null };

/** Reads a line of standard output. */
export function readLine(bytes: Uint8Array): Line {
  if (bytes.length > 0 && bytes[bytes.length - 1] === 0x0d) return problem('crlf', idIn(bytes));
  if (!isUtf8(bytes)) return problem('not-utf-8', idIn(bytes));
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return problem('bom', idIn(bytes));
  let value: unknown;
  try {
    value = JSON.parse(beginning(bytes));
  } catch {
    return problem('not-json', null);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return problem('not-an-object', null);
  const fields = value as Readonly<Record<string, unknown>>;
  const { id } = fields;
  if (typeof id === 'number') return { id, fields };
  if (typeof id === 'string' && /^\d+$/.test(id)) return problem('id-as-text', Number(id));
  return problem('no-id', null);
}

/** The text of so many bytes of a line, or of all. */
export function beginning(
  { buffer, byteOffset, length }: Uint8Array,
  most = length,
  encoding: 'utf8' | 'latin1' = 'utf8',
): string {
  return Buffer.from(buffer, byteOffset, length).toString(encoding, 0, most);
}

/** Reads what was said to `run`. */
export function readAnswer(fields: Readonly<Record<string, unknown>>): Answer | LineProblem {
  const kinds = ['meetings', 'rejected', 'skip', 'error'].filter((kind) => (fields[kind] ?? null) !== null);
  if (kinds.length === 0) return 'no-answer';
  if (kinds.length > 1) return 'several-answers';
  const { meetings, anomalies } = fields;
  const [kind] = kinds as ['meetings' | 'rejected' | 'skip' | 'error'];
  if (kind !== 'meetings') return { kind, reason: reasonIn(fields[kind]) };
  if (!Array.isArray(meetings)) return 'meetings-not-a-list';
  if ((anomalies ?? null) === null) return { kind, meetings };
  return Array.isArray(anomalies) ? { kind, meetings, anomalies } : 'anomalies-not-a-list';
}

/** What an implementation said of itself. */
export interface Hello {
  readonly implementation: Implementation;
  readonly unsupported: ReadonlySet<Feature>;
}

/** Reads what was said to `hello`. */
export function readHello(fields: Readonly<Record<string, unknown>>): Hello | LineProblem {
  const { ok, protocol, implementation, unsupported = [] } = fields;
  if (ok !== true || protocol !== PROTOCOL) return 'not-ok';
  const who = readImplementation(implementation);
  if (who === null) return 'not-ok';
  if (!Array.isArray(unsupported) || !unsupported.every((item) => features.includes(item)))
    return 'unknown-feature';
  return { implementation: who, unsupported: new Set(unsupported) };
}

/** Who answers: texts, as they stand in every report. Null for anything else; a version that is null is none. */
function readImplementation(value: unknown): Implementation | null {
  const { name, version, language } = (value ?? {}) as Readonly<Record<string, unknown>>;
  const isTextOrNone = (field: unknown) => field == null || typeof field === 'string';
  if (typeof name !== 'string' || !isTextOrNone(version) || !isTextOrNone(language)) return null;
  return {
    name,
    ...(typeof version === 'string' ? { version } : {}),
    ...(typeof language === 'string' ? { language } : {}),
  };
}

function problem(code: LineProblem, id: number | null): Line {
  return { problem: code, id };
}

/** The id in a line that cannot be read as it should. */
function idIn(bytes: Uint8Array): number | null {
  const found = /"id"\s*:\s*(\d+)/.exec(beginning(bytes, 10_000, 'latin1'));
  return found === null ? null : Number(found[1]);
}

function reasonIn(value: unknown): string {
  if (typeof value === 'string') return value;
  const { reason } = (value ?? {}) as { reason?: unknown };
  return typeof reason === 'string' ? reason : '';
}
