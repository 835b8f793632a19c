import { decodeBase64, parseForm, parseLogLine } from './text-record.js';

/** What payloads arrive in. */
export type EnvelopeName =
  | 'array'
  | 'text'
  | 'cloudevents'
  | 'eventbridge'
  | 'sns'
  | 'sqs'
  | 'segment'
  | 'pubsub'
  | 'http'
  | 'form';

/** One envelope, opened. */
export interface Opened {
  readonly envelope: EnvelopeName;
  readonly payloads: readonly unknown[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Opens the outermost envelope of a value; null where there is none. What is inside may be an envelope again. Never throws. */
export function openEnvelope(value: unknown): Opened | null {
  if (Array.isArray(value)) return { envelope: 'array', payloads: value };
  if (typeof value === 'string') {
    const text = parseText(value);
    return text === undefined ? null : { envelope: 'text', payloads: [text] };
  }
  if (typeof value !== 'object' || value === null) return null;
  for (const [envelope, open] of ENVELOPES) {
    const payloads = open(value as Fields);
    if (payloads !== null) return { envelope, payloads };
  }
  return null;
}

const ENVELOPES: readonly (readonly [EnvelopeName, (value: Fields) => readonly unknown[] | null])[] = [
  [
    'cloudevents',
    ({ specversion, data, data_base64 }) => {
      if (typeof specversion !== 'string') return null;
      // In a column of a table the one is null where the other is.
      if (data !== undefined && data !== null) return [data];
      return decoded(data_base64) ?? (data === null ? [data] : null);
    },
  ],
  ['eventbridge', (value) => (typeof value['detail-type'] === 'string' ? there(value.detail) : null)],
  ['sns', ({ Type, Message }) => (Type === 'Notification' && typeof Message === 'string' ? [Message] : null)],
  [
    'sqs',
    ({ Records, Messages }) => {
      const messages = list(Records) ?? list(Messages);
      if (messages === null || messages.length === 0) return null;
      const bodies = messages.map((message) => message.body ?? message.Body ?? fields(message.Sns)?.Message);
      return bodies.every((body) => typeof body === 'string') ? bodies : null;
    },
  ],
  [
    'segment',
    ({ type, messageId, properties }) =>
      typeof type === 'string' && typeof messageId === 'string' && fields(properties) !== null
        ? [properties]
        : null,
  ],
  ['pubsub', ({ message }) => decoded(fields(message)?.data)],
  [
    'http',
    ({ headers, body, isBase64Encoded }) => {
      if (fields(headers) === null && !Array.isArray(headers)) return null;
      if (isBase64Encoded === true) return decoded(body);
      if (typeof body !== 'string') return there(body);
      return parseText(body) === undefined ? decoded(body) : [body];
    },
  ],
  ['form', ({ event }) => (typeof event === 'string' && /^\s*[[{]/.test(event) ? [event] : null)],
];

function parseText(text: string): unknown {
  return parseLogLine(text) ?? parseForm(text) ?? undefined;
}

function decoded(value: unknown): readonly unknown[] | null {
  const text = typeof value === 'string' ? decodeBase64(value) : null;
  return text === null ? null : [text];
}

function there(value: unknown): readonly unknown[] | null {
  return typeof value === 'object' && value !== null ? [value] : null;
}

function fields(value: unknown): Fields | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : null;
}

function list(value: unknown): readonly Fields[] | null {
  return Array.isArray(value) && value.every((item) => fields(item) !== null)
    ? (value as readonly Fields[])
    : null;
}
