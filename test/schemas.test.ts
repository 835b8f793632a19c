import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type AnySchemaObject } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEngine, type PresenceEvent, type Reconstruction, reconstruct } from '../src/index.js';
import type { InvalidReason } from '../src/model/anomaly.js';
import { answerCase, isRejected } from '../src/oracle/answer-case.js';
import { logCases } from '../src/oracle/arbitrary-logs.js';
import { loadVectors } from '../src/oracle/vectors/load-vectors.js';
import { readVectors } from '../src/oracle/vectors/read-vectors.js';
import { inputOf } from '../src/oracle/vectors/vector.js';
import { isEvent, readEvent } from '../src/rules/event.js';
import { defineMapping } from '../src/sources/mapping/define-mapping.js';
import { presets } from '../src/sources/presets.js';
import { repairKinds } from '../src/sources/repair/repair.js';
import { examples } from './properties/spec-examples.js';
import { seed } from './support/law.js';

const names = [
  'event',
  'meeting',
  'anomaly',
  'explanation',
  'mapping',
  'vectors',
  'protocol',
  'comparison',
] as const;
type Name = (typeof names)[number];

const schemas = names.map((name): AnySchemaObject => JSON.parse(readFileSync(pathOf(name), 'utf8')));
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, schemas });

function pathOf(name: Name): string {
  return `schemas/${name}.schema.json`;
}

/** What is wrong with a value, as it would be after a trip through a file; null: nothing. */
function problems(name: Name, value: unknown): string | null {
  const validate = ajv.getSchema(`reconvene/${name}.schema.json`)!;
  return validate(JSON.parse(JSON.stringify(value))) ? null : ajv.errorsText(validate.errors);
}

function accept(name: Name, values: readonly unknown[]): void {
  for (const value of values) {
    const found = problems(name, value);
    if (found !== null) throw new Error(`${name}: ${found}\n${JSON.stringify(value, null, 2)}`);
  }
}

function acceptAll({ meetings, anomalies, explanations = {} }: Reconstruction): void {
  accept('meeting', meetings);
  accept('anomaly', anomalies);
  accept('explanation', Object.values(explanations));
  accept(
    'meeting',
    meetings.map((meeting) => ({ ...meeting, explanation: explanations[meeting.id] })),
  );
}

/** Bad values, each made from a good one by what it changes; undefined takes a field out. */
function refuse(name: Name, good: object, changes: readonly object[]): void {
  expect(problems(name, good)).toBeNull();
  for (const change of changes) {
    expect(problems(name, { ...good, ...change }), JSON.stringify(change)).not.toBeNull();
  }
}

describe('the schemas themselves', () => {
  test.each(names)('%s: every field has a title and says what it is', (name) => {
    const fields = { all: new Set<string>(), told: new Set<string>() };
    collectFields(schemas[names.indexOf(name)]!, fields);
    expect([...fields.told].sort()).toEqual([...fields.all].sort());
  });

  test('ids are relative, so that nobody looks for them on a site', () => {
    expect(schemas.map(({ $id }) => $id)).toEqual(names.map((name) => `reconvene/${name}.schema.json`));
  });
});

/** A condition may mention a field with nothing said; somewhere in the schema it is told. */
function collectFields(node: unknown, fields: { all: Set<string>; told: Set<string> }): void {
  if (typeof node !== 'object' || node === null) return;
  const { properties = {} } = node as { properties?: Record<string, object> };
  for (const [field, schema] of Object.entries(properties)) {
    fields.all.add(field);
    if ('$ref' in schema || ('title' in schema && 'description' in schema)) fields.told.add(field);
  }
  for (const child of Object.values(node)) collectFields(child, fields);
}

describe('real output is valid', () => {
  const named = examples.map((example) => [`${example.clause}: ${example.title}`, example] as const);
  test.each(named)('%s', (_, { events, rules, asOf }) => {
    accept('event', events);
    acceptAll(reconstruct(events, { rules, asOf, explain: true }));
  });

  test(`drawn logs, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(logCases(), ({ events, options, asOf }) => {
        accept('event', events);
        acceptAll(reconstruct(events, { rules: options, asOf, explain: true }));
        const engine = createEngine({ rules: options, explain: true });
        engine.push(events);
        const { opened, closed, explanations } = engine.advance(asOf);
        accept('meeting', [...opened, ...closed]);
        accept('explanation', Object.values(explanations!));
        accept(
          'anomaly',
          events.flatMap((event) => engine.push(event)),
        );
      }),
      { numRuns: 300, seed },
    );
  });

  test('late events, a clear among them', () => {
    const engine = createEngine();
    engine.advance(1000);
    const late = engine.push([
      { type: 'join', room: 'r', participant_id: 'x', at: 1000 },
      { type: 'leave', room: 'r', participant_id: 'x', at: 999 },
      { type: 'clear', room: 'r', at: -1 },
    ]);
    expect(late.map(({ code }) => code)).toEqual(['late-event', 'late-event', 'late-event']);
    accept('anomaly', late);
  });

  test('suspect units', () => {
    const { anomalies } = reconstruct([
      { type: 'join', room: 'r', participant_id: 'x', at: 1_774_363_859.25 },
      { type: 'leave', room: 'r', participant_id: 'x', at: 1_774_364_859 },
    ]);
    expect(anomalies).toEqual([
      { code: 'suspect-unit', events: 2, smallest_at: 1_774_363_859.25, largest_at: 1_774_364_859 },
    ]);
    accept('anomaly', anomalies);
  });

  test('invalid events of every reason that an event can give', () => {
    const good = { type: 'join', room: 'r', participant_id: 'x', at: 0 };
    const bad: [unknown, InvalidReason][] = [
      [{ ...good, at: null }, 'missing'],
      ['join', 'not-an-object'],
      [{ ...good, room: 7 }, 'not-a-string'],
      [{ ...good, participant_id: '' }, 'empty'],
      [{ ...good, room: '\uD800' }, 'lone-surrogate'],
      [{ ...good, type: 'enter' }, 'unknown-type'],
      [{ ...good, at: 'noon' }, 'not-a-time'],
      [{ ...good, at: '2026-03-24T14:50:59' }, 'no-offset'],
      [{ ...good, at: 1e300 }, 'out-of-range'],
    ];
    const { anomalies } = reconstruct(bad.map(([event]) => event as PresenceEvent));
    expect(anomalies.map((anomaly) => 'reason' in anomaly && anomaly.reason)).toEqual(
      bad.map(([, reason]) => reason),
    );
    accept('anomaly', anomalies);
  });

  test('the bad lines of files, with any reason there is', () => {
    const reasons = {
      missing: true,
      'not-an-object': true,
      'not-a-string': true,
      empty: true,
      'lone-surrogate': true,
      'unknown-type': true,
      'not-a-time': true,
      'no-offset': true,
      'out-of-range': true,
      'unit-changed': true,
      'not-json': true,
      'not-utf-8': true,
      'too-long': true,
      'cut-off': true,
      'ragged-row': true,
      'not-recognised': true,
      'not-as-documented': true,
    } satisfies Record<InvalidReason, true>;
    const told = { file: 'log.ndjson', line: 3, message: 'type is missing', record: '{"room":"r"}' };
    accept(
      'anomaly',
      Object.keys(reasons).map((reason) => ({
        code: 'invalid-event',
        index: 2,
        field: null,
        reason,
        ...told,
      })),
    );
  });
});

describe('sources', () => {
  test('presets are mappings', () => {
    accept('mapping', presets);
  });

  test('a mapping by the schema is a mapping to the program, and no other', () => {
    const events = {
      name: 'a-1',
      room: 'r',
      user_id: 'u',
      type: 't',
      join: ['in'],
      leave: ['/out/'],
      time: 'at',
    };
    const intervals = {
      name: 'b',
      room: { value: 'x' },
      participant_id: ['p', { path: 'q', match: '(.)' }],
      join_time: 'j',
      duration: 'd',
    };
    const changes: [object, object][] = [
      [events, {}],
      [
        events,
        {
          $schema: 'x',
          title: 'T',
          session: 's',
          clear: [1],
          rename: ['r'],
          new_user_id: 'n',
          time_unit: 'd.M.yyyy HH:mm',
        },
      ],
      [
        intervals,
        { rows: 'a[].b[]', duration_unit: 'min', bots: [{ path: 'x', in: [true] }], when: [{ path: 'y' }] },
      ],
      [intervals, { leave_time: 'l', duration: undefined }],
      [events, { name: undefined }],
      [events, { name: 'A b' }],
      [events, { room: undefined }],
      [events, { room: 7 }],
      [events, { room: {} }],
      [events, { room: { value: 'x', path: 'y' } }],
      [events, { user_id: undefined }],
      [events, { join: [] }],
      [events, { join: undefined }],
      [events, { leave: 'out' }],
      [events, { time: undefined }],
      [events, { time: undefined, join_time: 'j' }],
      [events, { rename: ['r'] }],
      [events, { duration_unit: 'days' }],
      [events, { when: [{ in: ['x'] }] }],
      [events, { one_connection_per_user: 'yes' }],
      [events, { rooms: 'r' }],
      [intervals, { join_time: undefined }],
      [intervals, { duration: undefined }],
      [intervals, { join: ['in'] }],
    ];
    for (const [good, change] of changes) {
      const value = JSON.parse(JSON.stringify({ ...good, ...change }));
      const isMapping = (() => {
        try {
          return defineMapping(value) === value;
        } catch {
          return false;
        }
      })();
      expect(problems('mapping', value) === null, JSON.stringify(change)).toBe(isMapping);
    }
  });

  test('repairs and odd local times', () => {
    for (const code of ['repaired', 'unrepaired']) {
      accept(
        'anomaly',
        repairKinds.map((kind) => ({ code, kind, type: 'join', room: 'r', participant_id: 'p', at: 5 })),
      );
    }
    const odd = {
      code: 'odd-local-time',
      kind: 'skipped',
      text: '2026-03-29T02:30',
      at: 5,
      file: 'log',
      line: 1,
    };
    refuse('anomaly', odd, [{ kind: 'both' }, { line: 0 }, { text: undefined }]);
  });
});

/** Values as JSON may have them in place of an event's fields, good ones among them. */
const anyText = fc.constantFrom('x', '', '\uD83D\uDE00', '\uD83D', '\uDE00x', '__proto__', '0', 'join');
const anyValue = fc.oneof(anyText, fc.constantFrom(null, 0, true, [], {}, ['x']));
const anyAt = fc.oneof(
  fc.constantFrom(0, -1.5, 8.64e15, 8.64e15 + 1, -8.64e15, -8.64e15 - 1, 1e300),
  fc.constantFrom('2026-03-24T14:50:59Z', '2026-03-24T14:50+01', '2026-03-24T14:50:59', '2026-13-24T14:50Z'),
  fc.constantFrom(
    '2026-03-24T24:00:00,000Z',
    '2026-03-24T24:00:00.001Z',
    '2026-03-24T23:59:60Z',
    '-000000-01-01T00:00Z',
  ),
  anyValue,
);
const anyRecord = fc.record(
  {
    type: fc.oneof(
      { weight: 5, arbitrary: fc.constantFrom('join', 'leave', 'clear') },
      { weight: 1, arbitrary: anyValue },
    ),
    room: fc.oneof(fc.constant('r'), anyValue),
    participant_id: fc.oneof(fc.constant('x'), anyValue),
    at: fc.oneof(fc.constant(0), anyAt),
    user_id: fc.oneof(fc.constant(null), anyValue),
    user_name: fc.oneof(fc.constant(null), anyValue),
    more: anyValue,
  },
  { requiredKeys: [] },
);

describe('bad values are refused', () => {
  test(`an event by the schema is an event to the program, and no other, RECONVENE_SEED=${seed}`, () => {
    fc.assert(
      fc.property(
        fc.oneof({ weight: 9, arbitrary: anyRecord }, { weight: 1, arbitrary: anyValue }),
        (value) => {
          expect(problems('event', value) === null).toBe(isEvent(readEvent(value)));
        },
      ),
      { numRuns: 3000, seed },
    );
  });

  test('event', () => {
    refuse('event', { type: 'join', room: 'r', participant_id: 'x', at: 0 }, [
      { type: undefined },
      { type: 'enter' },
      { room: '' },
      { participant_id: undefined },
      { participant_id: null },
      { at: undefined },
      { at: '24.3.2026' },
      { at: '2026-03-24T14:50:59' },
      { user_id: 7 },
      { user_name: [] },
    ]);
    accept('event', [{ type: 'clear', room: 'r', participant_id: 7, at: 0, user_name: [] }]);
  });

  test('meeting', () => {
    const record = { user_id: null, participant_id: 'x', user_name: null, join_time: 0, duration: 30 };
    const good = {
      id: '867344be-509e-5ba5-adc3-449ca3e71de0',
      room: 'r',
      start_time: 0,
      duration: 30,
      ongoing: false,
      max_participants: 1,
      participants: [record],
    };
    refuse('meeting', good, [
      { id: '867344be-509e-4ba5-adc3-449ca3e71de0' },
      { id: undefined },
      { start_time: '1970-01-01T00:00:00Z' },
      { start_time: 0.5 },
      { duration: -1 },
      { ongoing: null },
      { max_participants: 0 },
      { participants: null },
      { participants: [{ ...record, user_id: undefined }] },
      { participants: [{ ...record, join_time: 0.5 }] },
      { participants: [{ ...record, left: 30 }] },
      { end_time: 30 },
      { explanation: null },
      { explanation: { began: null, ended: null } },
    ]);
  });

  test('explanation', () => {
    const began = { clause: 'solo-start', at: 0, facts: { alone_since: 0, limit: 30 } };
    refuse('explanation', { began, ended: null }, [
      { began: null },
      { began: { ...began, clause: 'empty-end' } },
      { began: { ...began, at: '0' } },
      { began: { ...began, facts: undefined } },
      { began: { ...began, facts: { present: true } } },
      { began: { ...began, facts: { other: [] } } },
      { ended: undefined },
      { ended: began },
      { why: 'so' },
    ]);
  });

  test('anomaly: invalid-event', () => {
    refuse('anomaly', { code: 'invalid-event', index: 0, field: null, reason: 'missing' }, [
      { code: 'bad-event' },
      { code: undefined },
      { index: -1 },
      { index: 0.5 },
      { field: undefined },
      { reason: 'wrong' },
      { line: 0 },
      { room: 'r' },
    ]);
  });

  test('anomaly: late-event', () => {
    refuse('anomaly', { code: 'late-event', type: 'leave', room: 'r', participant_id: 'x', at: 0 }, [
      { type: 'clear' },
      { participant_id: null },
      { participant_id: undefined },
      { at: 0.5 },
      { at: '1970-01-01T00:00:00Z' },
      { message: 'late' },
    ]);
    refuse('anomaly', { code: 'late-event', type: 'clear', room: 'r', participant_id: null, at: 0 }, [
      { type: 'join' },
      { participant_id: '' },
    ]);
  });

  test('anomaly: strays', () => {
    const stray = { room: 'r', participant_id: 'x', at: 0 };
    refuse('anomaly', { code: 'duplicate-join', type: 'join', ...stray }, [
      { type: 'leave' },
      { code: 'orphan-leave' },
      { room: undefined },
      { participant_id: null },
      { index: 0 },
    ]);
    refuse('anomaly', { code: 'orphan-leave', type: 'leave', ...stray }, [{ type: 'clear' }, { at: null }]);
  });

  test('anomaly: suspect-unit', () => {
    refuse('anomaly', { code: 'suspect-unit', events: 1, smallest_at: 1e8, largest_at: 1e11 - 1 }, [
      { events: 0 },
      { smallest_at: 1e8 - 1 },
      { largest_at: 1e11 },
      { largest_at: undefined },
    ]);
  });
});

describe('vectors and protocol', () => {
  const files = readdirSync('vectors').filter((name) => name.endsWith('.json'));
  const hello = { id: 0, cmd: 'hello', protocol: [1] };
  const run = { id: 1, cmd: 'run', rules: {}, events: [{ type: 'clear', room: 'r', at: 0 }] };
  const welcome = { id: 0, ok: true, protocol: 1, implementation: { name: 'x' }, unsupported: ['clear'] };
  const answer = { id: 1, meetings: [] };

  test.each(files)('%s', (name) => {
    accept('vectors', [JSON.parse(readFileSync(`vectors/${name}`, 'utf8'))]);
  });

  test('what is asked and what the reference answers', () => {
    for (const [id, vector] of loadVectors().entries()) {
      const reply = answerCase(vector);
      accept('protocol', [{ id, cmd: 'run', ...inputOf(vector) }]);
      accept('protocol', [
        isRejected(reply) ? { id, ...reply } : { id, meetings: reply.meetings, anomalies: reply.anomalies },
      ]);
    }
    accept('protocol', [
      hello,
      { id: 9, cmd: 'bye' },
      welcome,
      answer,
      { id: 1, skip: {} },
      { id: 1, error: { reason: 'x' } },
    ]);
  });

  test('what is no message is refused', () => {
    refuse('protocol', hello, [{ id: '0' }, { cmd: 'hullo' }, { protocol: 1 }]);
    refuse('protocol', run, [{ rules: null }, { events: {} }, { as_of: '1970' }, { expect: [] }, { id: -1 }]);
    refuse('protocol', welcome, [
      { ok: false },
      { protocol: 2 },
      { implementation: {} },
      { unsupported: ['claer'] },
    ]);
    refuse('protocol', answer, [{ meetings: {} }, { meetings: undefined }, { skip: {} }, { meetings: [{}] }]);
  });

  test('what the reader of vectors refuses, the schema refuses', () => {
    const [vector] = loadVectors();
    const changes = [
      { id: 'x' },
      { name: '' },
      { clauses: [] },
      { rules: [] },
      { as_of: 0.5 },
      { expect_reject: 'x' },
      { more: 1 },
    ];
    for (const change of changes) {
      const file = { vectors: [{ ...vector, ...change }] };
      expect(() => readVectors(JSON.stringify(file), 'x')).toThrow();
      expect(problems('vectors', file), JSON.stringify(change)).not.toBeNull();
    }
  });
});
