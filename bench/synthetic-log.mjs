/*
 * A synthetic log, the same for the same options on any machine. Memory grows with what lies ahead (rooms, people in
 * them), not with the length of the log.
 *
 * The log is clean: in each room a participant joins and leaves in turn, a reconnect may fall on one instant, and there
 * are no clears, repeats, strays or empty visits.
 */

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** What lies ahead waits in a ring of seconds, which must be longer than the longest meeting and the pause after it. */
const RING = 16_384;

/** In seconds; an event that came later would fall on the seconds before it. */
export const LONGEST_SHUFFLE = RING - 1;

/**
 * @param {object} options
 * @param {number} options.events how many
 * @param {number} options.rooms how many
 * @param {number} [options.participants] of each meeting; by default few, more or less
 * @param {number} [options.shuffleSeconds] how late an event may come; 0: sorted by time. The events stay the same.
 * @param {boolean} [options.oddNames] rooms and people all have names with escapes or beyond ASCII
 * @param {number} [options.seed]
 * @returns {Iterable<object>} events for `event-lines.mjs`
 */
export function syntheticLog(options) {
  const sorted = sortedLog(options);
  return options.shuffleSeconds > 0 ? shuffled(sorted, options) : sorted;
}

function* sortedLog({ events, rooms, participants = 0, oddNames = false, seed = 1 }) {
  const random = mulberry32(seed);
  const people = oddNames ? ODD_NAMES : NAMES;
  const roomTexts = Array.from({ length: rooms }, (_, room) => roomText(room, oddNames));
  const aheadMeetings = Array.from({ length: RING }, () => []);
  const aheadEvents = Array.from({ length: RING }, () => []);
  let persons = 0;

  for (let room = 0; room < rooms; room++) planMeeting(room, between(0, 120 * MINUTE));

  let left = events;
  for (let second = 0; left > 0; second++) {
    for (const { room, at } of take(aheadMeetings, second)) holdMeeting(room, at);
    const due = take(aheadEvents, second);
    due.sort((a, b) => a.at - b.at);
    for (let i = 0; i < due.length && left > 0; i++, left--) yield due[i];
  }

  // Some people come at the beginning, most stay some minutes, some misdial, some reconnect.
  function holdMeeting(room, at) {
    const size = participants || 1 + Math.floor(random() ** 2 * 25);
    const comeWithin = (participants ? 10 : 2) * MINUTE;
    let end = at;
    for (let i = 0; i < size; i++) end = Math.max(end, attend(room, at + between(0, comeWithin)));
    planMeeting(room, end + between(2 * SECOND, 60 * MINUTE));
  }

  function attend(room, arrival) {
    const id = idText(persons++);
    const name = people[between(0, people.length)];
    const userId = random() < 0.125 ? `"u-${between(0, 100_000)}"` : '';
    const isNamedLate = random() < 0.02; // the platform learned the name only later
    const visits = visitsOf(random());
    let join = arrival;
    let leave = join;
    for (let visit = 0; visit < visits; visit++) {
      if (visit > 0) join = leave + (random() < 0.5 ? 0 : between(1, MINUTE));
      leave = join + (random() < 0.05 ? between(1, 10 * SECOND) : between(MINUTE, 40 * MINUTE));
      plan('join', room, id, join, userId, isNamedLate ? '' : name);
      plan('leave', room, id, leave, '', isNamedLate ? name : '');
    }
    return leave;
  }

  /** In a crowd people come back, so that 100,000 of them make 0.5 M events in one meeting. */
  function visitsOf(chance) {
    if (participants) return chance < 0.49 ? 3 : 2;
    return chance < 0.1 ? 2 : 1;
  }

  function plan(type, room, id, at, userId, name) {
    aheadEvents[Math.floor(at / SECOND) % RING].push({ type, room: roomTexts[room], id, at, userId, name });
  }

  function planMeeting(room, at) {
    aheadMeetings[Math.floor(at / SECOND) % RING].push({ room, at });
  }

  function between(from, to) {
    return Math.floor(from + random() * (to - from));
  }
}

/** Lets each event come somewhat late. */
function* shuffled(events, { shuffleSeconds, seed = 1 }) {
  const random = mulberry32(seed + 1);
  const arriving = Array.from({ length: RING }, () => []);
  let second = 0;
  for (const event of events) {
    for (; second < Math.floor(event.at / SECOND); second++) yield* arrived(second);
    const arrival = event.at + random() * shuffleSeconds * SECOND;
    arriving[Math.floor(arrival / SECOND) % RING].push({ arrival, event });
  }
  for (const last = second + shuffleSeconds; second <= last; second++) yield* arrived(second);

  function arrived(at) {
    return take(arriving, at)
      .sort((a, b) => a.arrival - b.arrival)
      .map(({ event }) => event);
  }
}

function take(ring, second) {
  const taken = ring[second % RING];
  ring[second % RING] = [];
  return taken;
}

function roomText(room, isOdd) {
  if (!isOdd) return `"room-${room}"`;
  return room % 2 === 0 ? `"caf\\u00e9 \\"${room}\\" \\/ \\ud83d\\ude00"` : `"会议室 ${room} 😀"`;
}

const HEX = Array.from({ length: 65_536 }, (_, n) => n.toString(16).padStart(4, '0'));

/** Sixteen digits that look drawn and are never the same. */
function idText(person) {
  const high = Math.imul(person ^ (person >>> 15), 0x2c1b3c6d) >>> 0;
  const low = Math.imul(person + 0x9e3779b9, 0x297a2d39) >>> 0; // an odd factor: one person, one number
  return `"${HEX[high >>> 16]}${HEX[high & 0xffff]}${HEX[low >>> 16]}${HEX[low & 0xffff]}"`;
}

const FIRST =
  'Ann Ben Cleo Dan Eve Finn Gina Hugo Ida Jonas Karin Liam Mona Nils Olga Paul Rosa Sven Tina'.split(' ');
const LAST =
  'Adler Brown Costa Dubois Evans Fischer Garcia Hansen Ito Jones Kowalski Lopez Meyer Novak Olsen'.split(
    ' ',
  );
const ODD_NAMES = [
  'O\'Neil "Max"',
  'back\\slash',
  'two\nlines\tand a tab',
  '李雷',
  'Zoë Müller',
  'Ёлка 🎄',
  '𝒜lice 😀',
]
  .map((name) => JSON.stringify(name))
  .concat('"\\u674e\\u96f7"', '"Zo\\u00eb \\ud83d\\ude00"', '"a\\/b"', '"\\u0041nn \\u2028"');

/** Most are plain; one in eight is not, as in a log of the world. */
const NAMES = FIRST.flatMap((first) => LAST.map((last) => JSON.stringify(`${first} ${last}`)));
for (let i = 0; i < NAMES.length; i += 8) NAMES[i] = ODD_NAMES[(i / 8) % ODD_NAMES.length];

function mulberry32(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}
