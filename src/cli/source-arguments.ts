import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Mapping } from '../sources/mapping/mapping.js';
import { type RepairKind, repairKinds } from '../sources/repair/repair.js';
import { addTableOptions, type TableArguments } from './table-arguments.js';
import { parseTimezone } from './timezone-argument.js';

/** What a command line says of whose records are read, and how. */
export interface SourceArguments extends FieldArguments, TableArguments {
  readonly source: string;
  readonly mapping?: string;
  readonly timezone?: string;
  readonly repeatedHour: 'earlier' | 'later';
  readonly roomBy: 'name' | 'session';
  readonly breakouts: 'separate' | 'merge' | 'ignore';
  readonly bots?: true;
  /** true, or what not to repair */
  readonly repair: true | readonly RepairKind[];
  readonly maxOpen?: number;
  readonly maxJump?: number;
}

/** A mapping, said in flags. */
export interface FieldArguments {
  readonly roomField?: string;
  readonly roomValue?: string;
  readonly sessionField?: string;
  readonly participantField?: string;
  readonly userField?: string;
  readonly nameField?: string;
  readonly typeField?: string;
  readonly joinValue: readonly string[];
  readonly leaveValue: readonly string[];
  readonly clearValue: readonly string[];
  readonly renameValue: readonly string[];
  readonly newUserField?: string;
  readonly timeField?: string;
  readonly joinTimeField?: string;
  readonly leaveTimeField?: string;
  readonly durationField?: string;
  readonly durationUnit?: string;
  readonly timePattern?: string;
  readonly rowsPath?: string;
  readonly idField?: string;
  readonly orderField?: string;
}

/** Adds the options that say whose records are read. */
export function addSourceOptions(command: Command): Command {
  const all = [
    ...grouped('Logs of platforms:', [
      new Option('--source <name>', 'whose records: auto tells by content; see reconvene sources').default(
        'auto',
      ),
      new Option('--mapping <file>', 'read records as a mapping says, a JSON file'),
      new Option('--timezone <zone>', 'IANA time zone of local times without offset').argParser(
        parseTimezone,
      ),
      new Option(
        '--repeated-hour <which>',
        'which of two instants a local time means in the hour autumn repeats',
      )
        .choices(['earlier', 'later'])
        .default('earlier'),
      new Option('--room-by <key>', 'rooms by the name people know, or by session')
        .choices(['name', 'session'])
        .default('name'),
      new Option('--breakouts <how>', 'breakout rooms: rooms of their own, part of the main room, or ignored')
        .choices(['separate', 'merge', 'ignore'])
        .default('ignore'),
      new Option('--bots', 'count recorders and the like as participants'),
    ]),
    ...grouped('Repair:', [
      new Option('--no-repair <kinds>', `do not repair: all, or some of ${repairKinds.join(', ')}`).argParser(
        parseKinds,
      ),
      new Option('--max-open <seconds>', 'close a visit without a leave after so long').argParser(
        parseSeconds,
      ),
      new Option(
        '--max-jump <seconds>',
        'a few times so far behind all others do not decide the default --as-of',
      ).argParser(parseSeconds),
    ]),
    ...grouped('A mapping in flags (paths such as data.room; a|b: else b):', [
      new Option('--room-field <path>', 'the room'),
      new Option('--room-value <text>', 'the room of records that do not name theirs'),
      new Option('--session-field <path>', 'the session of the room'),
      new Option('--participant-field <path>', 'the key of a connection'),
      new Option('--user-field <path>', 'the id of a user'),
      new Option('--name-field <path>', 'the name of a user'),
      new Option('--type-field <path>', 'the type of an event'),
      values('--join-value <values>', 'types that are joins: a,b or /pattern/; may be repeated'),
      values('--leave-value <values>', 'types that are leaves'),
      values('--clear-value <values>', 'types that say that the room is empty'),
      values('--rename-value <values>', 'types that give a user a new id'),
      new Option('--new-user-field <path>', 'the new id of a rename'),
      new Option('--time-field <path>', 'the time of an event'),
      new Option('--join-time-field <path>', 'the time of a join; of intervals, too'),
      new Option('--leave-time-field <path>', 'the time of a leave; of intervals, too'),
      new Option('--duration-field <path>', 'how long a stay lasted'),
      new Option('--duration-unit <unit>', 'what durations are in (default: s)').choices([
        'ms',
        's',
        'min',
        'h',
      ]),
      new Option('--time-pattern <pattern>', 'how texts say times, as in date-fns: d.M.yyyy HH:mm'),
      new Option('--rows-path <path>', 'where the rows are in a record: value[].intervals[]'),
      new Option('--id-field <path>', 'what redeliveries of one message have in common'),
      new Option('--order-field <path>', "the ordering number of one participant's events"),
    ]),
  ];
  for (const option of all) command.addOption(option);
  addTableOptions(command);
  return command;
}

/** The mapping that flags say; null where they say none. */
export function mappingOf(args: FieldArguments, timeUnit: string): Mapping | null {
  const { roomField, roomValue, joinValue, leaveValue, clearValue, renameValue } = args;
  const given = {
    session: args.sessionField,
    participant_id: args.participantField,
    user_id: args.userField,
    user_name: args.nameField,
    type: args.typeField,
    join: some(joinValue),
    leave: some(leaveValue),
    clear: some(clearValue),
    rename: some(renameValue),
    new_user_id: args.newUserField,
    time: args.timeField,
    join_time: args.joinTimeField,
    leave_time: args.leaveTimeField,
    duration: args.durationField,
    duration_unit: args.durationUnit,
    rows: args.rowsPath,
    delivery: args.idField,
    order: args.orderField,
    time_unit: args.timePattern,
  };
  const said = Object.entries(given).filter(([, value]) => value !== undefined);
  if (said.length === 0 && roomField === undefined) return null;
  const room =
    roomField === undefined
      ? { value: roomValue }
      : roomValue === undefined
        ? roomField
        : [roomField, { value: roomValue }];
  const isNamed = roomField !== undefined || roomValue !== undefined;
  return {
    name: 'flags',
    title: 'records as the flags say',
    time_unit: timeUnit,
    ...(isNamed ? { room } : {}),
    ...Object.fromEntries(said),
  } as unknown as Mapping;
}

/** What a key of a mapping is called as a flag. */
export const FLAGS: Readonly<Partial<Record<keyof Mapping, string>>> = {
  room: '--room-field',
  session: '--session-field',
  participant_id: '--participant-field',
  user_id: '--user-field',
  user_name: '--name-field',
  type: '--type-field',
  join: '--join-value',
  leave: '--leave-value',
  clear: '--clear-value',
  rename: '--rename-value',
  new_user_id: '--new-user-field',
  time: '--time-field',
  join_time: '--join-time-field',
  leave_time: '--leave-time-field',
  duration: '--duration-field',
  rows: '--rows-path',
  delivery: '--id-field',
  order: '--order-field',
  time_unit: '--time-pattern',
};

function grouped(heading: string, options: readonly Option[]): Option[] {
  return options.map((option) => option.helpGroup(heading));
}

/** A list with commas, which a pattern between slashes keeps. */
function values(flags: string, description: string): Option {
  return new Option(flags, description)
    .default([], 'none')
    .argParser((text: string, previous: readonly string[]) => [
      ...previous,
      ...(text.startsWith('/') ? [text] : text.split(',').filter((value) => value !== '')),
    ]);
}

function some(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

function parseKinds(text: string, previous: unknown): RepairKind[] {
  const before = Array.isArray(previous) ? (previous as RepairKind[]) : [];
  if (text === 'all') return [...repairKinds];
  const kinds = text.split(',') as RepairKind[];
  if (kinds.every((kind) => repairKinds.includes(kind))) return [...before, ...kinds];
  throw new InvalidArgumentError(`Expected all, or some of ${repairKinds.join(', ')}.`);
}

function parseSeconds(text: string): number {
  const seconds = /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
  if (seconds > 0 && seconds <= 8.64e12) return seconds;
  throw new InvalidArgumentError('Expected seconds > 0, such as 14400.');
}
