import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join as pathOf } from 'node:path';
import { publint } from 'publint';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { runProgram } from '../support/run-cli.js';

const packed = inject('packed');
const installed = pathOf(packed, 'node_modules', 'reconvene');
const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');

/** Runs a module in the folder that has the package installed. */
async function runModule(code: string): Promise<unknown> {
  const ran = await runProgram(process.execPath, ['--input-type=module', '--eval', code], { cwd: packed });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
  return JSON.parse(ran.stdout);
}

describe('the package', () => {
  test('has what it needs and no more', () => {
    expect(readdirSync(installed).sort()).toEqual(
      [
        'CHANGELOG.md',
        'LICENSE',
        'README.md',
        'SPEC.md',
        'dist',
        'docs',
        'examples',
        'package.json',
        'schemas',
        'vectors',
      ].sort(),
    );
    expect(readdirSync(pathOf(installed, 'examples')).sort()).toEqual(['compare', 'harness']);
    expect(readdirSync(pathOf(installed, 'vectors')).filter((name) => !name.endsWith('.json'))).toEqual([]);
    const files = readdirSync(pathOf(installed, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);
    expect(files.filter((name) => !/\.(js|d\.ts)$/.test(name))).toEqual([]);
  });

  test('loads for every log what every log needs', () => {
    const [core, ...more] = readdirSync(pathOf(installed, 'dist')).filter((name) =>
      name.startsWith('command-core'),
    );
    expect(more).toEqual([]);
    const text = readFileSync(pathOf(installed, 'dist', core!), 'utf8');
    const imported = [...text.matchAll(/^import\b[^;]*?["']([^"']+)["'];/gm)].map(([, name]) => name);
    expect(imported.filter((name) => !name!.startsWith('node:'))).toEqual(['tinyqueue']);
  });

  test('publint has nothing to say against it', async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false });
    expect(messages.filter(({ type }) => type !== 'suggestion')).toEqual([]);
  });

  test('names no file of the machine it was built on', () => {
    for (const entry of readdirSync(installed, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const text = readFileSync(pathOf(entry.parentPath, entry.name), 'utf8');
      expect(text.includes(process.cwd()), entry.name).toBe(false);
    }
  });
});

describe('imports', () => {
  test('reconvene has the documented functions, and they work', async () => {
    const result = await runModule(`
      import * as reconvene from 'reconvene';
      const { meetings, anomalies } = reconvene.reconstruct([
        { type: 'join', room: 'hall', participant_id: 'p', at: 0 },
        { type: 'leave', room: 'hall', participant_id: 'p', at: new Date(60_000) },
        { type: 'leave', room: 'hall', participant_id: 'p', at: '1970-01-01T00:02:00Z' },
      ]);
      const names = Object.keys(reconvene).sort();
      console.log(JSON.stringify({ names, lasted: meetings.map(({ duration }) => duration), anomalies }));
    `);
    expect(result).toEqual({
      names: [
        'MEETING_NAMESPACE',
        'compileRules',
        'createEngine',
        'defineRules',
        'describeInvalid',
        'documentedRules',
        'reconstruct',
        'reconstructColumns',
      ],
      lasted: [60],
      anomalies: [{ code: 'orphan-leave', type: 'leave', room: 'hall', participant_id: 'p', at: 120_000 }],
    });
  });

  test('reconvene/kernel has the documented functions, and they work', async () => {
    const result = await runModule(`
      import * as kernel from 'reconvene/kernel';
      let room = kernel.createRoom('hall');
      room = kernel.step(room, { at: 0, events: [{ type: 'join', participant_id: 'p' }] }).room;
      const running = kernel.ongoingMeeting(kernel.step(room, { at: 30_000 }).room, 45_000);
      const { closed } = kernel.step(room, { at: 60_000, events: [{ type: 'clear' }] });
      const names = Object.keys(kernel).sort();
      console.log(JSON.stringify({ names, running: running.duration, lasted: closed[0].duration }));
    `);
    expect(result).toEqual({ names: ['createRoom', 'ongoingMeeting', 'step'], running: 45, lasted: 60 });
  });

  test('reconvene/sources has the documented functions', async () => {
    const names = await runModule(`
      import * as sources from 'reconvene/sources';
      console.log(JSON.stringify(Object.keys(sources).sort()));
    `);
    expect(names).toEqual([
      'compileMapping',
      'createLocalTime',
      'createRepair',
      'defineMapping',
      'detectSource',
      'openEnvelope',
      'presets',
      'readEvents',
      'readRecord',
      'repairKinds',
      'repairLog',
      'sources',
    ]);
  });

  test('schemas and package.json', async () => {
    const names = ['anomaly', 'event', 'explanation', 'mapping', 'meeting', 'protocol', 'vectors'];
    const ids = await runModule(`
      import { readFileSync } from 'node:fs';
      const read = (name) => JSON.parse(readFileSync(new URL(import.meta.resolve(name)), 'utf8'));
      const schemas = ${JSON.stringify(names)}.map((name) => read(\`reconvene/schemas/\${name}.schema.json\`));
      console.log(JSON.stringify([...schemas.map(({ $id }) => $id), read('reconvene/package.json').name, read('reconvene/vectors/order.json').vectors.length]));
    `);
    expect(ids).toEqual([
      ...names.map((name) => `reconvene/${name}.schema.json`),
      'reconvene',
      expect.any(Number),
    ]);
  });

  test('nothing else', async () => {
    const codes = await runModule(`
      const tries = ['reconvene/dist/index.js', 'reconvene/engine', 'reconvene/dist/bin.js'];
      const codes = tries.map((name) => import(name).then(() => 'imported', ({ code }) => code));
      console.log(JSON.stringify(await Promise.all(codes)));
    `);
    expect(codes).toEqual(Array(3).fill('ERR_PACKAGE_PATH_NOT_EXPORTED'));
  });

  test('importing does nothing: the command line is not run', async () => {
    expect(
      await runModule(`
        process.argv.push('replay', 'missing');
        await import('reconvene');
        await import('reconvene/kernel');
        await import('reconvene/sources');
        await import('reconvene/oracle');
        await import('reconvene/testing');
        console.log(JSON.stringify(process.exitCode ?? null));
      `),
    ).toBeNull();
  });
});

describe('types', () => {
  const CONSUMER = `
import {
  type Advance, type Anomaly, type Began, type BeginClause, type ClearEvent, type CompiledRules,
  compileRules, createEngine, defineRules, describeInvalid, documentedRules, type EndClause, type Ended,
  type Engine, type EngineOptions, type EpochMs, type Explanation, type Facts, type InvalidEvent,
  type InvalidReason, type JoinEvent, type LateEvent, type LeaveEvent, MEETING_NAMESPACE, type Meeting,
  type ParticipantRecord, type PresenceEvent, reconstruct, reconstructColumns,
  type Reconstruction, type ReconstructOptions, type ReconstructColumnsOptions, type LogColumns, type TextColumn,
  type CodedTexts, type ColumnsReconstruction, type MeetingColumns, type RecordColumns,
  type RuleOptions, type RuleOverrides, type Seconds, type Snapshot, type StrayEvent, type SuspectUnit,
  type TimeInput,
} from 'reconvene';
import {
  createRoom, ongoingMeeting, type Room, type Session, step, type StepEvent, type StepInput, type StepResult,
} from 'reconvene/kernel';
import {
  type Candidate, compileMapping, type Condition, createLocalTime, createRepair, defineMapping, type Delivery, type Detection,
  detectSource, type EnvelopeName, type Fact, type Field, type LengthUnit, type LogFact, type Mapping, type OddLocalTime,
  openEnvelope, type Opened, type PeopleState, type Person, type Presence, type PresenceFact, presets, type ReadEvents,
  type ReadEventsOptions, readEvents, readRecord, type Recognition, type RecordRead, type Repair, type RepairKind, repairKinds,
  repairLog, type RepairNotice, type RepairOptions, type RepairStage, type RepairState, type RepeatedHour, type Source,
  type SourceOptions, sources, type TimeForm, type ValuePattern,
} from 'reconvene/sources';

const hour: RepeatedHour = 'later';
const odd: OddLocalTime[] = [];
const localTime = createLocalTime('Europe/Berlin', hour, (found: OddLocalTime) => odd.push(found));
const reading: SourceOptions = { roomBy: 'name', breakouts: null, bots: false, localTime };
const own: Source = {
  name: 'own',
  title: 'Own records',
  recognise: (payload: unknown): Recognition => (payload === null ? 'no' : 'maybe'),
  read: (): Fact[] => [{ kind: 'ignored', type: 'all' }],
};
const field: Field = { path: 'room', match: '(.*)' };
const joins: ValuePattern[] = ['in', 1];
const when: Condition[] = [{ path: 'type' }];
const [form, unit]: [TimeForm, LengthUnit] = ['auto', 'min'];
const mapping: Mapping = defineMapping({
  ...{ name: 'own', room: field, user_id: 'u', type: 'type', join: joins, leave: ['out'], time: 't', when },
  ...{ time_unit: form, duration_unit: unit },
});
const chosen: Source = presets.length > 0 ? compileMapping(mapping) : own;
const detection: Detection = detectSource([{}], [...sources, chosen]);
const candidate: Candidate | undefined = detection.candidates[0];
const opened: Opened | null = openEnvelope([{}]);
const envelope: EnvelopeName | undefined = opened?.envelope;
const recordRead: RecordRead = readRecord({}, chosen, reading);
const presence: Presence = { room: 'r', session: null, participant_id: 'p', user_id: null, user_name: null };
const delivery: Delivery = { order: null, delivery: null };
const present: PresenceFact = { kind: 'join', ...presence, ...delivery, at: 0 };
const kinds: readonly RepairKind[] = repairKinds;
const repairOptions: RepairOptions = { off: new Set(kinds), maxOpen: null };
const stage: RepairStage = createRepair(repairOptions);
const repair: Repair = stage.take(present);
const notice: RepairNotice | undefined = repair.notices[0];
const repairState: RepairState = stage.state();
const people: PeopleState | undefined = repairState.rooms[0];
const somebody: Person | undefined = people?.people[0];
const logFacts: LogFact[] = [{ fact: present, plain: false }];
repairLog(logFacts, repairOptions, (done: Repair) => void done);
const readOptions: ReadEventsOptions = { source: chosen, repair: false };
const readAll: ReadEvents = readEvents([], readOptions);
void [candidate, envelope, recordRead, notice, somebody, readAll, odd];

const at: TimeInput = '2026-03-24T14:50:59Z';
const join: JoinEvent = { type: 'join', room: 'hall', participant_id: 'p', at, user_id: null, user_name: 'P' };
const leave: LeaveEvent = { type: 'leave', room: 'hall', participant_id: 'p', at: new Date() };
const clear: ClearEvent = { type: 'clear', room: 'hall', at: 0 };
const events: readonly PresenceEvent[] = [join, leave, clear];

const partial: Partial<RuleOptions> = { aloneReset: null, rounding: 'ceil' };
const rules: RuleOptions = defineRules({ ...documentedRules, ...partial });
const overrides: RuleOverrides = { isEmptyEnd: (present: number) => present === 0 };
const compiled: CompiledRules = compileRules(rules, overrides);

const options: ReconstructOptions = { rules: compiled, asOf: null, timeUnit: 's', strict: false, explain: true };
const { meetings, anomalies, asOf, explanations }: Reconstruction = reconstruct(events, options);
const texts: TextColumn = { codes: Int32Array.of(0), dictionary: ['a'] };
const columns: LogColumns = { type: Uint8Array.of(0), at: Float64Array.of(0), room: texts, participant: ['x'] };
const columnsOptions: ReconstructColumnsOptions = { asOf: 0 };
const fromColumns: ColumnsReconstruction = reconstructColumns(columns, columnsOptions);
const asObjects: Reconstruction = fromColumns;
const meetingColumns: MeetingColumns = fromColumns.columns;
const recordColumns: RecordColumns = meetingColumns.records;
const codedNames: CodedTexts = recordColumns.userName;
void [asObjects, codedNames];
const meeting: Meeting | undefined = meetings[0];
const record: ParticipantRecord | undefined = meeting?.participants[0];
const lasted: Seconds | undefined = record?.duration;
const last: EpochMs | null = asOf;
const explanation: Explanation | undefined = explanations?.[meeting?.id ?? MEETING_NAMESPACE];
const began: Began | undefined = explanation?.began;
const ended: Ended | null | undefined = explanation?.ended;
const clauses: [BeginClause | undefined, EndClause | undefined] = [began?.clause, ended?.clause];
const facts: Facts | undefined = began?.facts;

function tell(anomaly: Anomaly): string {
  switch (anomaly.code) {
    case 'invalid-event': {
      const invalid: InvalidEvent = anomaly;
      const reason: InvalidReason = invalid.reason;
      return describeInvalid(invalid.field, reason);
    }
    case 'duplicate-join':
    case 'orphan-leave': {
      const stray: StrayEvent = anomaly;
      return stray.participant_id;
    }
    case 'late-event': {
      const late: LateEvent = anomaly;
      return late.participant_id ?? late.room;
    }
    case 'suspect-unit': {
      const suspect: SuspectUnit = anomaly;
      return String(suspect.events);
    }
  }
}

const engineOptions: EngineOptions = { rules: partial, explain: true };
const engine: Engine = createEngine(engineOptions);
const late: Anomaly[] = engine.push(events);
const advance: Advance = engine.advance(new Date(0));
const snapshot: Snapshot = engine.snapshot();
const again: Engine = createEngine({ from: snapshot });
const deadline: EpochMs | null = again.nextDeadline();
const state: [EpochMs | null, number] = [again.watermark, again.pending];

const room: Room = createRoom('hall');
const event: StepEvent = { type: 'join', participant_id: 'p' };
const input: StepInput = { at: 0, events: [event] };
const result: StepResult = step(room, input, partial);
const session: Session | null = result.room.session;
const running: Meeting | null = ongoingMeeting(result.room, 0, compiled);

// @ts-expect-error: an event has a room
const noRoom: PresenceEvent = { type: 'join', participant_id: 'p', at: 0 };
// @ts-expect-error: there is no such option
reconstruct(events, { granularity: 1 });
// @ts-expect-error: a rule value is a number
defineRules({ granularity: '1' });
// @ts-expect-error: meetings are read only
if (meeting) meeting.duration = 0;

export const used: unknown[] = [
  advance, anomalies.map(tell), clauses, deadline, facts, last, lasted, late, noRoom, running, session, state,
];
`;

  test.each([
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])('a strict consumer compiles, as %s by %s', (module, moduleResolution) => {
    expect(compiled(CONSUMER, { module, moduleResolution })).toBe('');
  });

  test('a consumer of the oracle and the test kit needs no types of Node', () => {
    const text = `
import { respond } from 'reconvene/oracle';
import { loadVectors } from 'reconvene/testing';
async function* said() { yield '{"id":0,"cmd":"bye"}'; }
export const used: unknown[] = [loadVectors(), respond(said(), { write: () => true }, { name: 'x' })];
`;
    expect(compiled(text, { module: 'nodenext', lib: ['es2022', 'dom'] })).toBe('');
  });

  function compiled(text: string, options: object): string {
    const folder = mkdtempSync(pathOf(packed, 'consumer-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const compilerOptions = {
      target: 'es2022',
      lib: ['es2022'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      skipLibCheck: false,
      noEmit: true,
      ...options,
    };
    writeFileSync(pathOf(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(
      pathOf(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, files: ['consumer.ts'] }),
    );
    writeFileSync(pathOf(folder, 'consumer.ts'), text);
    try {
      return execFileSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' });
    } catch (error) {
      return (error as { stdout: string }).stdout;
    }
  }

  test.each(['index', 'kernel', 'sources'])('the consumer uses all that %s exports', (entry) => {
    const text = readFileSync(pathOf(installed, 'dist/types', `${entry}.d.ts`), 'utf8');
    const names = [...text.matchAll(/export (?:type )?\{([^}]*)\}/g)]
      .flatMap(([, list]) => list!.split(','))
      .map((name) => name.replace(/^\s*type /, '').trim())
      .filter((name) => name !== '');
    expect(names.length).toBeGreaterThan(5);
    for (const name of names) {
      // Once in the import, and then where it is used.
      expect(CONSUMER.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0, name).toBeGreaterThan(1);
    }
  });
});
