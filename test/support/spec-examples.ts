import type { StrayEvent } from '../../src/model/anomaly.js';
import type { EventType, ValidEvent } from '../../src/model/event.js';
import type { Meeting, ParticipantRecord } from '../../src/model/meeting.js';
import type { RuleOptions } from '../../src/model/rule-options.js';
import type { EpochMs, Seconds } from '../../src/model/time.js';

/** A meeting as an example lists it; `id` is null where the example does not state it. */
export interface ExpectedMeeting extends Omit<Meeting, 'id'> {
  readonly id: string | null;
}

/** One executable example of SPEC.md. */
export interface SpecExample {
  /** The slug of the heading it stands under. */
  readonly clause: string;
  readonly title: string;
  /** The line of SPEC.md that holds the title, from 1. */
  readonly line: number;
  readonly rules: Partial<RuleOptions>;
  /** Null: the time of the latest event. */
  readonly asOf: EpochMs | null;
  /** In the order of the lines. */
  readonly events: ValidEvent[];
  readonly expected: ExpectedMeeting[];
  readonly strays: StrayEvent[];
}

/** The slugs of a specification's headings, in their order. */
export interface SpecSlugs {
  readonly clauses: string[];
  readonly laws: string[];
}

/** Reads all `timeline` blocks; throws on the first line that it cannot read, naming it. */
export function readSpecExamples(markdown: string): SpecExample[] {
  return readOutline(markdown).blocks.map(readExample);
}

/** The slugs that head the sections on clauses and on laws. */
export function specSlugs(markdown: string): SpecSlugs {
  const { slugs } = readOutline(markdown);
  const isLaw = (slug: string) => slug.startsWith('law-');
  return { clauses: slugs.filter((slug) => !isLaw(slug)), laws: slugs.filter(isLaw) };
}

// The document: headings and fenced blocks

interface Line {
  readonly text: string;
  readonly number: number;
}

interface Block {
  readonly clause: string;
  readonly opening: Line;
  readonly lines: readonly Line[];
}

interface Outline {
  readonly slugs: readonly string[];
  readonly blocks: readonly Block[];
}

function readOutline(markdown: string): Outline {
  const slugs: string[] = [];
  const blocks: Block[] = [];
  let clause: string | null = null;
  let fence: { marks: string; opening: Line; lines: Line[] | null } | null = null;

  for (const line of numberedLines(markdown)) {
    if (fence !== null) {
      if (/^`+$/.test(line.text) && line.text.length >= fence.marks.length) {
        if (fence.lines !== null) {
          blocks.push({
            clause: clause ?? fail(fence.opening, 'no clause above'),
            opening: fence.opening,
            lines: fence.lines,
          });
        }
        fence = null;
      } else {
        fence.lines?.push(line);
      }
      continue;
    }
    const opening = match(/^(?<marks>`{3,})(?<info>[^`]*)$/, line);
    if (opening !== null) {
      const lines = opening.info?.trim() === 'timeline' ? [] : null;
      fence = { marks: opening.marks ?? '', opening: line, lines };
    } else if (/^#{1,6} /.test(line.text)) {
      clause = match(/^### `(?<slug>[a-z]+(?:-[a-z]+)*)`$/, line)?.slug ?? null;
      if (clause !== null) slugs.push(clause);
    }
  }
  if (fence !== null) fail(fence.opening, 'a block that is never closed');
  return { slugs, blocks };
}

function numberedLines(markdown: string): Line[] {
  return markdown.split('\n').map((text, index) => ({ text: text.trimEnd(), number: index + 1 }));
}

// One block

function readExample({ clause, opening, lines }: Block): SpecExample {
  const written = lines.filter((line) => line.text !== '');
  const arrow = written.findIndex((line) => line.text === '=>');
  const title = written[0] ?? fail(opening, 'an example without a title');
  if (arrow < 0) fail(title, 'an example without `=>`');
  return {
    clause,
    title: match(/^# (?<title>.+)$/, title)?.title ?? fail(title, 'no title'),
    line: title.number,
    ...readInput(written.slice(1, arrow)),
    ...readExpectation(written.slice(arrow + 1), written[arrow] ?? title),
  };
}

// Patterns, and the parts they are made of

const LENGTH = String.raw`(?:\d+:[0-5]\d|\d+):[0-5]\d`;
const TIME = String.raw`-?${LENGTH}(?:\.\d{3})?`;
const TEXT = String.raw`"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"`;
const NAMES = String.raw`(?:\s+as\s+(?<name>${TEXT}))?(?:\s+user\s+(?<user>${TEXT}))?`;

const ROOM = /^room\s+(?<name>\S+)$/;
const RULES = /^rules\s+(?<pairs>.+)$/;
const AS_OF = new RegExp(`^as of\\s+(?<time>${TIME})$`);
const CLEAR = new RegExp(`^clear\\s+(?<time>${TIME})$`);
const JOIN = new RegExp(`^join\\s+(?<id>\\S+)\\s+(?<time>${TIME})${NAMES}$`);
const LEAVE = new RegExp(`^leave\\s+(?<id>\\S+)\\s+(?<time>${TIME})${NAMES}$`);
const VISITS = new RegExp(
  `^(?!(?:room|rules|as|clear|join|leave)\\s)(?<id>\\S+)\\s+(?<visits>${TIME}\\s.+)$`,
);
const VISIT = new RegExp(`\\s*(?<join>${TIME})\\s+-{2,}(?:\\s+(?<leave>${TIME})(?=\\s|$)|\\s*$)`, 'gy');

const IN_ROOM = String.raw`^(?:in (?<room>\S+):\s+)?`;
const SPAN = `(?<begin>-?${LENGTH})\\s+for\\s+(?<duration>${LENGTH})`;
const MEETING = new RegExp(
  `${IN_ROOM}${SPAN}(?<ongoing>\\s+ongoing)?(?:\\s+id\\s+(?<id>[0-9a-f-]{36}))?,` +
    '\\s+max\\s+(?<max>\\d+):\\s+(?<records>.+)$',
);
const RECORD = new RegExp(`(?<id>\\S+)\\s+${SPAN}${NAMES}(?:,\\s+|$)`, 'gy');
const ANOMALY = new RegExp(
  `${IN_ROOM}anomaly\\s+(?<code>duplicate-join|orphan-leave)\\s+(?<id>\\S+)\\s+(?<time>${TIME})$`,
);

const DEFAULT_ROOM = 'room';

// Before the arrow: events, rules and the time as of which

function readInput(lines: readonly Line[]): Pick<SpecExample, 'rules' | 'asOf' | 'events'> {
  let room = DEFAULT_ROOM;
  let asOf: EpochMs | null = null;
  let rules: Partial<RuleOptions> = {};
  const events: ValidEvent[] = [];
  const add = (type: EventType, participant_id: string, time: string, user?: string, name?: string) =>
    events.push({
      type,
      room,
      participant_id,
      at: readTime(time),
      user_id: readText(user),
      user_name: readText(name),
    });

  const readers: readonly (readonly [RegExp, (found: Groups, line: Line) => void])[] = [
    [ROOM, ({ name = '' }) => (room = name)],
    [RULES, ({ pairs = '' }, line) => (rules = { ...rules, ...readRules(pairs, line) })],
    [AS_OF, ({ time = '' }, line) => (asOf = asOf === null ? readTime(time) : fail(line, 'a second T'))],
    [CLEAR, ({ time = '' }) => add('clear', '', time)],
    [JOIN, ({ id = '', time = '', user, name }) => add('join', id, time, user, name)],
    [LEAVE, ({ id = '', time = '', user, name }) => add('leave', id, time, user, name)],
    [
      VISITS,
      ({ id = '', visits = '' }, line) => {
        for (const { join = '', leave } of matchAll(VISIT, visits, line)) {
          add('join', id, join);
          if (leave !== undefined) add('leave', id, leave);
        }
      },
    ],
  ];
  for (const line of lines) {
    const [pattern, read] = readers.find(([pattern]) => pattern.test(line.text)) ?? fail(line, 'cannot read');
    read(match(pattern, line) ?? {}, line);
  }
  return { rules, asOf, events };
}

const seconds = (text: string) => (/^\d+(\.\d+)?$/.test(text) ? Number(text) : undefined);

function oneOf<T extends string>(...choices: readonly T[]): (text: string) => T | undefined {
  return (text) => choices.find((choice) => choice === text);
}

const RULE_READERS: { readonly [K in keyof RuleOptions]: (text: string) => RuleOptions[K] | undefined } = {
  joinThreshold: seconds,
  shortVisits: oneOf('ignore', 'occupy'),
  soloStart: seconds,
  aloneReset: (text) => (text === 'never' ? null : seconds(text)),
  resetBoundary: oneOf('elapsed', 'departure'),
  granularity: seconds,
  rounding: oneOf('floor', 'nearest', 'ceil'),
};

function readRules(pairs: string, line: Line): Partial<RuleOptions> {
  const rules: Record<string, Seconds | string | null> = {};
  for (const pair of pairs.split(/\s+/)) {
    const [name = '', text = ''] = pair.split(/=(.*)/s);
    const read = Object.hasOwn(RULE_READERS, name) ? RULE_READERS[name as keyof RuleOptions] : undefined;
    const value = read?.(text);
    if (value === undefined) fail(line, `no rule value "${pair}"`);
    rules[name] = value;
  }
  return rules as Partial<RuleOptions>;
}

// After the arrow: meetings, then anomalies

function readExpectation(lines: readonly Line[], arrow: Line): Pick<SpecExample, 'expected' | 'strays'> {
  const expected: ExpectedMeeting[] = [];
  const strays: StrayEvent[] = [];
  const [first] = lines;
  const none = first?.text === 'no meetings';

  for (const line of none ? lines.slice(1) : lines) {
    const anomaly = match(ANOMALY, line);
    if (anomaly !== null) {
      strays.push(readStray(anomaly));
      continue;
    }
    if (none || strays.length > 0) fail(line, 'a meeting is out of place');
    expected.push(readMeeting(match(MEETING, line) ?? fail(line, 'cannot read'), line));
  }
  if (!none && expected.length === 0) fail(first ?? arrow, 'neither a meeting nor `no meetings`');
  return { expected, strays };
}

function readMeeting(found: Groups, line: Line): ExpectedMeeting {
  const { id = null, room = DEFAULT_ROOM, begin = '', duration = '', ongoing, max, records = '' } = found;
  return {
    id,
    room,
    start_time: readSeconds(begin),
    duration: readSeconds(duration),
    ongoing: ongoing !== undefined,
    max_participants: Number(max),
    participants: records === 'nobody' ? [] : matchAll(RECORD, records, line).map(readRecord),
  };
}

function readRecord({ id = '', begin = '', duration = '', user, name }: Groups): ParticipantRecord {
  return {
    user_id: readText(user),
    participant_id: id,
    user_name: readText(name),
    join_time: readSeconds(begin),
    duration: readSeconds(duration),
  };
}

function readStray({ code, room = DEFAULT_ROOM, id = '', time = '' }: Groups): StrayEvent {
  const at = readTime(time);
  return code === 'duplicate-join'
    ? { code, type: 'join', room, participant_id: id, at }
    : { code: 'orphan-leave', type: 'leave', room, participant_id: id, at };
}

// Values

/** `m:ss` or `h:mm:ss`, with or without `.mmm` and a sign, in milliseconds. */
function readTime(text: string): EpochMs {
  const [whole = '', fraction = '0'] = text.replace('-', '').split('.');
  const inSeconds = whole.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
  const at = inSeconds * 1000 + Number(fraction);
  return text.startsWith('-') ? 0 - at : at;
}

function readSeconds(text: string): Seconds {
  return readTime(text) / 1000;
}

function readText(quoted: string | undefined): string | null {
  return quoted === undefined ? null : (JSON.parse(quoted) as string);
}

// Matching

type Groups = Readonly<Record<string, string | undefined>>;

function match(pattern: RegExp, line: Line): Groups | null {
  return pattern.exec(line.text)?.groups ?? null;
}

/** The parts of `text`, which must consist of nothing else; `pattern` is sticky. */
function matchAll(pattern: RegExp, text: string, line: Line): Groups[] {
  const found = [...text.matchAll(pattern)];
  const length = found.reduce((sum, part) => sum + part[0].length, 0);
  if (length !== text.length) fail(line, `cannot read from "${text.slice(length)}"`);
  return found.map((part) => part.groups ?? {});
}

function fail(line: Line, problem: string): never {
  throw new Error(`SPEC.md:${line.number}: ${problem}: ${line.text}`);
}
