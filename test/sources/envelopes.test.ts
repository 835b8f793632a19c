import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sources } from '../../src/sources/all-sources.js';
import { detectSource } from '../../src/sources/detect.js';
import { openEnvelope } from '../../src/sources/envelopes.js';
import { livekit } from '../../src/sources/livekit.js';
import { readRecord } from '../../src/sources/read-record.js';
import { fixturesOf, payloadsOf, plainOptions } from '../support/source-fixtures.js';

const inner = { event: 'x', n: 1 };
const text = JSON.stringify(inner);
const base64 = Buffer.from(text).toString('base64');

describe('an envelope is opened', () => {
  test.each<[string, unknown, unknown[]]>([
    ['array', [inner, 7], [inner, 7]],
    ['cloudevents', { specversion: '1.0', id: '1', data: inner }, [inner]],
    ['cloudevents', { specversion: '1.0', id: '1', data: text }, [text]],
    ['cloudevents', { specversion: '1.0', id: '1', data_base64: base64 }, [text]],
    ['cloudevents', { specversion: '1.0', id: '1', data: null, data_base64: base64 }, [text]],
    ['cloudevents', { specversion: '1.0', id: '1', data: inner, data_base64: null }, [inner]],
    ['cloudevents', { specversion: '1.0', id: '1', data: null }, [null]],
    ['eventbridge', { 'detail-type': 'd', source: 's', detail: inner }, [inner]],
    ['sns', { Type: 'Notification', Message: text }, [text]],
    ['sqs', { Records: [{ body: text }, { body: text }] }, [text, text]],
    ['sqs', { Messages: [{ Body: text }] }, [text]],
    ['sqs', { Records: [{ Sns: { Message: text } }] }, [text]],
    ['segment', { type: 'track', messageId: 'm', properties: inner }, [inner]],
    ['pubsub', { message: { data: base64 }, subscription: 's' }, [text]],
    ['http', { headers: {}, body: inner }, [inner]],
    ['http', { headers: [], body: text }, [text]],
    ['http', { headers: {}, body: base64, isBase64Encoded: true }, [text]],
    ['http', { headers: {}, body: base64 }, [text]],
    ['http', { headers: {}, body: 'a=1&b=2' }, ['a=1&b=2']],
    ['form', { domain: 'd', event: `[${text}]` }, [`[${text}]`]],
    ['text', text, [inner]],
    ['text', `2026-01-01 INFO [worker] got ${text}`, [inner]],
    ['text', 'a=1&b=x%20y+z&c=%5B1%5D', [{ a: '1', b: 'x y z', c: '[1]' }]],
  ])('%s: %j', (envelope, value, payloads) => {
    expect(openEnvelope(value)).toEqual({ envelope, payloads });
  });

  test.each<[string, unknown]>([
    ['an object of its own', inner],
    ['prose', 'the meeting was at nine'],
    ['a number as text', '7'],
    ['broken JSON', '{"a":'],
    ['a broken form', 'a=%'],
    ['a body without headers', { body: inner }],
    ['a message that is no base64', { message: { data: '%%' } }],
    ['nothing', null],
    ['a cloud event without data', { specversion: '1.0', id: '1' }],
    ['records without bodies', { Records: [{ body: text }, {}] }],
  ])('%s is none', (_, value) => {
    expect(openEnvelope(value)).toBeNull();
  });

  test('a key may be called anything', () => {
    const { payloads } = openEnvelope('__proto__=1&constructor=2')!;
    expect(Object.entries(payloads[0] as object)).toEqual([
      ['__proto__', '1'],
      ['constructor', '2'],
    ]);
  });
});

describe('whatever is inside is found', () => {
  const payload = payloadsOf('livekit', 'meeting.ndjson')[1];
  const facts = livekit.read(payload, plainOptions);
  const wrapped = fc
    .array(fc.nat(8), { maxLength: 4 })
    .map((layers) => layers.reduce<unknown>((value, layer) => wrap(value, layer), payload));

  test('in any envelopes within envelopes', () => {
    fc.assert(
      fc.property(wrapped, (value) => {
        expect(detectSource([value], sources).source?.name).toBe('livekit');
        expect(readRecord(value, livekit, plainOptions).facts).toEqual(facts);
      }),
      { numRuns: 300 },
    );
  });

  test('not below the sixteenth', () => {
    const deep = Array.from({ length: 17 }).reduce<unknown>((value) => [value], payload);
    expect(readRecord(deep, livekit, plainOptions).facts).toMatchObject([
      { kind: 'invalid', reason: 'not-recognised' },
    ]);
  });
});

function wrap(value: unknown, layer: number): unknown {
  const asText = JSON.stringify(value);
  const encoded = Buffer.from(asText).toString('base64');
  // Texts are a layer of their own, so that the simple ones come most.
  switch (layer) {
    case 0:
      return { specversion: '1.0', data: value };
    case 1:
      return { 'detail-type': 'd', detail: typeof value === 'object' ? value : [value] };
    case 2:
      return { headers: {}, body: typeof value === 'object' ? value : [value] };
    case 3:
      return {
        type: 'track',
        messageId: 'm',
        properties:
          typeof value === 'object' && !Array.isArray(value) ? value : { headers: {}, body: [value] },
      };
    case 4:
      return [value];
    case 5:
      return `12:00 INFO ${JSON.stringify([value])}`;
    case 6:
      return { message: { data: encoded } };
    case 7:
      return { Type: 'Notification', Message: asText };
    default:
      return { headers: {}, body: encoded, isBase64Encoded: true };
  }
}

describe('detection', () => {
  const fixtures = sources.flatMap(({ name, isOfOneMeeting }) =>
    name === 'native' || isOfOneMeeting ? [] : fixturesOf(name).map((file) => ({ name, file })),
  );

  test.each(fixtures)('$name/$file is of $name', ({ name, file }) => {
    const { source, candidates } = detectSource(payloadsOf(name, file), sources);
    expect(source?.name).toBe(name);
    expect(candidates.filter(({ sure }) => sure > 0).map((candidate) => candidate.source.name)).toEqual([
      name,
    ]);
  });

  test.each(fixturesOf('near-misses').filter((file) => /\.(ndjson|json|log)$/.test(file)))(
    '%s is of nobody',
    (file) => {
      expect(detectSource(payloadsOf('near-misses', file), sources)).toMatchObject({
        source: null,
        candidates: [],
      });
    },
  );

  test('the surest wins, and equals are refused', () => {
    const [a, b] = ['daily', 'twilio'].map((name) => payloadsOf(name, fixturesOf(name)[0]!)[1]);
    expect(detectSource([a, a, b], sources).source?.name).toBe('daily');
    expect(detectSource([a, b], sources)).toMatchObject({ source: null, looked: 2 });
  });
});
