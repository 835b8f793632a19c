import { describe, expect, it } from 'vitest';
import type { ValidEvent } from '../../src/model/event.js';
import type { RuleOptions } from '../../src/model/rule-options.js';
import { naiveMeetings } from '../../src/oracle/naive.js';

const EXACT: RuleOptions = {
  joinThreshold: 10,
  shortVisits: 'ignore',
  soloStart: 30,
  aloneReset: 600,
  resetBoundary: 'elapsed',
  granularity: 1,
  rounding: 'floor',
};

type Names = Partial<Pick<ValidEvent, 'user_id' | 'user_name'>>;

/** Times in the cases are seconds, as in the rules; the thousandths are whole milliseconds. */
function event(
  type: ValidEvent['type'],
  participant_id: string,
  seconds: number,
  names: Names = {},
): ValidEvent {
  const at = Math.round(seconds * 1000);
  return { type, room: 'r', participant_id, at, user_id: null, user_name: null, ...names };
}

const join = (who: string, seconds: number, names?: Names) => event('join', who, seconds, names);
const leave = (who: string, seconds: number, names?: Names) => event('leave', who, seconds, names);
const clear = (seconds: number) => event('clear', '', seconds);
const visit = (who: string, from: number, to: number) => [join(who, from), leave(who, to)];

function meetings(events: readonly ValidEvent[], asOf: number, rules: Partial<RuleOptions> = {}) {
  return naiveMeetings(events, { ...EXACT, ...rules }, Math.round(asOf * 1000)).meetings;
}

/** The exact bounds in seconds, null for an end that has not come. */
function bounds(events: readonly ValidEvent[], asOf: number, rules: Partial<RuleOptions> = {}) {
  return meetings(events, asOf, rules).map(({ start, end }) => [
    start / 1000,
    end === null ? null : end / 1000,
  ]);
}

describe('naive model: starts', () => {
  it('solo 29.999 s: left before the deadline at 30 s, so nothing began', () => {
    expect(bounds(visit('x', 0, 29.999), 100)).toEqual([]);
  });

  it('solo 30 s: the deadline at 30 s fires before the leave at 30 s, so [0, 30)', () => {
    expect(bounds(visit('x', 0, 30), 100)).toEqual([[0, 30]]);
  });

  it('as of 29.999 s the deadline has not come; as of 30 s it has, and the start is the join', () => {
    expect(bounds([join('x', 0)], 29.999)).toEqual([]);
    expect(bounds([join('x', 0)], 30)).toEqual([[0, null]]);
  });

  it('second joiner at 20 s confirms a start at 0, but is undecided as of 29.999 s', () => {
    const events = [join('x', 0), join('y', 20), leave('x', 40), leave('y', 40)];
    expect(bounds(events, 29.999)).toEqual([]);
    expect(bounds(events, 30)).toEqual([[0, null]]);
    expect(bounds(events, 100)).toEqual([[0, 40]]);
  });

  it('x gone at 20 s, y from 21 s: x never met anyone, so y starts the meeting alone', () => {
    expect(bounds([...visit('x', 0, 20), ...visit('y', 21, 60)], 100)).toEqual([[21, 60]]);
  });

  it('x leaves at 20 s exactly as y comes: x is forgotten, y is judged afresh from 20 s', () => {
    expect(bounds([...visit('x', 0, 20), ...visit('y', 20, 49.999)], 100)).toEqual([]);
    expect(bounds([...visit('x', 0, 20), ...visit('y', 20, 50)], 100)).toEqual([[20, 50]]);
    expect(bounds([...visit('x', 0, 20), ...visit('y', 20, 35), ...visit('z', 20, 36)], 100)).toEqual([
      [20, 36],
    ]);
  });

  it('two who arrive together begin at once, however short: 12 s with a company of two', () => {
    const [meeting] = meetings([...visit('x', 5, 17), ...visit('y', 5, 16)], 100);
    expect(meeting).toMatchObject({ start: 5000, end: 17000, max_participants: 2 });
  });

  it('soloStart 0 begins with the join, though as of 9 s the visit is undecided', () => {
    expect(bounds(visit('x', 0, 12), 9, { soloStart: 0 })).toEqual([]);
    expect(bounds(visit('x', 0, 12), 10, { soloStart: 0 })).toEqual([[0, null]]);
    expect(bounds([join('x', 0)], 0, { soloStart: 0, joinThreshold: 0 })).toEqual([[0, null]]);
  });

  it('a threshold of 60 s outlasts the solo start: 59 s leave no trace, 60 s begin at the join', () => {
    expect(bounds(visit('x', 0, 59), 100, { joinThreshold: 60 })).toEqual([]);
    expect(bounds(visit('x', 0, 60), 100, { joinThreshold: 60 })).toEqual([[0, 60]]);
  });
});

describe('naive model: short visits', () => {
  const x = visit('x', 0, 25);

  it('9.999 s is no company, so x with 25 s starts nothing; 10.000 s is', () => {
    expect(bounds([...x, ...visit('y', 5, 14.999)], 100)).toEqual([]);
    expect(bounds([...x, ...visit('y', 5, 15)], 100)).toEqual([[0, 25]]);
  });

  it('occupy: 9.999 s is company and counts in max_participants, but has no record', () => {
    const [meeting] = meetings([...x, ...visit('y', 5, 14.999)], 100, { shortVisits: 'occupy' });
    expect(meeting).toMatchObject({ start: 0, end: 25000, max_participants: 2 });
    expect(meeting?.participants.map((record) => record.participant_id)).toEqual(['x']);
  });

  it('occupy: two short visits meet, and the meeting has nobody on record', () => {
    const [meeting] = meetings([...visit('x', 0, 3), ...visit('y', 1, 4)], 100, { shortVisits: 'occupy' });
    expect(meeting).toMatchObject({ start: 0, end: 4000, max_participants: 2, participants: [] });
  });

  it('an empty visit (join and leave at one instant) is nothing, even with occupy and no threshold', () => {
    const rules = { shortVisits: 'occupy', joinThreshold: 0, soloStart: 0 } as const;
    expect(bounds(visit('x', 7, 7), 100, rules)).toEqual([]);
  });
});

describe('naive model: ends and resets', () => {
  const xAndY = [join('x', 0), ...visit('y', 0, 100)]; // x is alone since 100, due 700

  it('y left at 100 s: reset at 700 s, not at 699.999 s, and x goes on in a new meeting', () => {
    expect(bounds(xAndY, 699.999)).toEqual([[0, null]]);
    expect(bounds(xAndY, 700)).toEqual([
      [0, 700],
      [700, null],
    ]);
    expect(meetings(xAndY, 800)[1]?.participants).toMatchObject([{ join_time: 700, duration: 100 }]);
  });

  it('the deadline fires before a join or leave at 700 s: the newcomer is in the second meeting', () => {
    const [first, second] = meetings([...xAndY, join('z', 700)], 710);
    expect(first).toMatchObject({ end: 700000, max_participants: 2 });
    expect(second).toMatchObject({ start: 700000, max_participants: 2 });
    expect(bounds([...xAndY, leave('x', 700)], 800)).toEqual([[0, 700]]);
  });

  it('a join at 695 s holds the reset at 700 s back until 705 s; then it is company, or nothing', () => {
    const joined = [...xAndY, join('z', 695)];
    expect(bounds(joined, 704.999)).toEqual([[0, null]]);
    expect(meetings(joined, 704.999)[0]?.participants.map((record) => record.participant_id)).toEqual([
      'x',
      'y',
    ]);
    expect(bounds(joined, 705)).toEqual([[0, null]]);
    expect(bounds([...joined, leave('z', 704)], 704)).toEqual([
      [0, 700],
      [700, null],
    ]);
  });

  it('alone since the start is no reset; after company came and left it is counted from there', () => {
    expect(bounds(visit('x', 0, 2000), 2000)).toEqual([[0, 2000]]);
    expect(bounds([...visit('x', 0, 2000), ...visit('y', 1000, 1050)], 2000)).toEqual([
      [0, 1650],
      [1650, 2000],
    ]);
  });

  it('a hand-over is no end, and the one who came has been left alone: reset 600 s after it', () => {
    expect(bounds([...visit('x', 0, 100), ...visit('y', 100, 900)], 900)).toEqual([
      [0, 700],
      [700, 900],
    ]);
  });

  it('a gap of 1 ms is an end, and what follows is judged from its own start', () => {
    expect(bounds([...visit('x', 0, 100), ...visit('y', 100.001, 900)], 900)).toEqual([
      [0, 100],
      [100.001, 900],
    ]);
  });

  it('a reconnect at one instant is no absence: x is alone since 100 s, both visits have records', () => {
    const [first, second] = meetings([...xAndY, leave('x', 300), join('x', 300)], 800);
    expect([first?.end, second?.start]).toEqual([700000, 700000]);
    expect(first?.participants.map((record) => [record.participant_id, record.join_time])).toEqual([
      ['x', 0],
      ['y', 0],
      ['x', 300],
    ]);
  });

  it('departure: both are placed at 100 s, decided only at 700 s, even if x leaves at 700 s', () => {
    const rules = { resetBoundary: 'departure' } as const;
    expect(bounds(xAndY, 699.999, rules)).toEqual([[0, null]]);
    expect(bounds([...xAndY, leave('x', 700)], 800, rules)).toEqual([
      [0, 100],
      [100, 700],
    ]);
    expect(bounds([...xAndY, leave('x', 699.999)], 800, rules)).toEqual([[0, 699.999]]);
  });

  it('hand-over at 700 s: elapsed, z is alone since the start; departure, left alone, due 1300', () => {
    const events = [...xAndY, leave('x', 700), ...visit('z', 700, 1400)];
    expect(bounds(events, 1400)).toEqual([
      [0, 700],
      [700, 1400],
    ]);
    expect(bounds(events, 1400, { resetBoundary: 'departure' })).toEqual([
      [0, 100],
      [100, 700],
      [700, 1400],
    ]);
  });

  it('aloneReset null: never', () => {
    expect(bounds(xAndY, 100000, { aloneReset: null })).toEqual([[0, null]]);
  });
});

describe('naive model: events and records', () => {
  it('a clear ends the visits open before it; a join at its instant comes after: no empty room', () => {
    const events = [join('x', 0), join('y', 0), clear(50), join('y', 50)];
    expect(bounds([...events.slice(0, 3), leave('x', 50)], 100)).toEqual([[0, 50]]);
    const { meetings: found, strays } = naiveMeetings(events, EXACT, 100000);
    expect(strays).toEqual([]);
    expect(found).toMatchObject([{ start: 0, end: null }]);
    expect(found[0]?.participants.map((record) => [record.participant_id, record.duration])).toEqual([
      ['x', 50],
      ['y', 50],
      ['y', 50],
    ]);
  });

  it('strays: a second join and a second leave, once each however often delivered, none for a clear', () => {
    const second = [join('x', 10), join('x', 10), leave('x', 40), leave('x', 45), leave('x', 45)];
    expect(naiveMeetings([...second, join('x', 0), clear(60), leave('x', 99)], EXACT, 98000).strays).toEqual([
      { code: 'duplicate-join', type: 'join', room: 'r', participant_id: 'x', at: 10000 },
      { code: 'orphan-leave', type: 'leave', room: 'r', participant_id: 'x', at: 45000 },
    ]);
  });

  it('names: the smallest of the repeats; a leave names nobody in a meeting that ended before it', () => {
    const named = [
      join('x', 0, { user_id: 'b' }),
      join('x', 0, { user_id: '' }),
      join('x', 5, { user_name: 'of a duplicate' }),
      ...visit('y', 0, 100),
      leave('x', 800, { user_id: 'late', user_name: 'Xenia' }),
    ];
    const names = meetings(named, 800).map(({ participants: [x] }) => [x?.user_id, x?.user_name]);
    expect(names).toEqual([
      ['', null],
      ['', 'Xenia'],
    ]);
  });

  it('ongoing: who left at an undecided instant has the real duration, the rest runs until T', () => {
    const [meeting] = meetings([join('x', 0), join('y', 0), join('z', 61), leave('x', 62)], 65.5);
    expect(meeting).toMatchObject({ ongoing: true, duration: 65, max_participants: 2, end: null });
    expect(meeting?.participants.map((record) => [record.participant_id, record.duration])).toEqual([
      ['x', 62],
      ['y', 65],
    ]);
  });

  it('granularity is a view: −1 s and 38 s snap by the rule, durations stay', () => {
    const view = (rounding: RuleOptions['rounding']) =>
      meetings([...visit('x', -1, 38), ...visit('y', 8, 38)], 38, { granularity: 15, rounding }).map(
        ({ start_time, duration, participants }) => [start_time, duration, participants[1]?.join_time],
      );
    expect(view('floor')).toEqual([[-15, 39, 0]]);
    expect(view('nearest')).toEqual([[0, 39, 15]]);
    expect(view('ceil')).toEqual([[0, 39, 15]]);
  });

  it('rooms are apart, and listed by start, then room', () => {
    const elsewhere = visit('x', 0, 40).map((one) => ({ ...one, room: 'R' }));
    expect(meetings([...visit('x', 0, 50), ...elsewhere], 60).map(({ room, end }) => [room, end])).toEqual([
      ['R', 40000],
      ['r', 50000],
    ]);
  });
});

describe('naive model: the documented sample', () => {
  it('the three meetings come out of their own joins and leaves exactly', () => {
    const alice = { user_name: 'Alice' };
    const bot = { user_id: 'c1', user_name: 'Pipecat Bot' };
    const at = (type: 'join' | 'leave', who: string, ms: number, names?: Names) =>
      event(type, who, ms / 1000, names);
    const events = [
      at('join', 'b1', 1774363859000, alice),
      at('leave', 'b1', 1774364459000, alice),
      at('join', 'b2', 1774283925000, alice),
      at('leave', 'b2', 1774284099000, alice),
      at('join', 'b3', 1774283912000, { user_name: 'Bob' }),
      at('leave', 'b3', 1774284091000, { user_name: 'Bob' }),
      at('join', 'c1', 1773860661000, bot),
      at('leave', 'c1', 1773860957000, bot),
      at('join', 'b4', 1773860662000),
      at('leave', 'b4', 1773860965000),
    ];
    const record = (participant_id: string, names: Names, join_time: number, duration: number) => {
      const { user_id = null, user_name = null } = names;
      return { user_id, participant_id, user_name, join_time, duration };
    };
    const listed = meetings(events, 1774364459).map(({ start, end, ...documented }) => {
      expect([start, end]).toEqual([
        documented.start_time * 1000,
        (documented.start_time + documented.duration) * 1000,
      ]);
      return documented;
    });
    expect(listed).toEqual([
      {
        room: 'r',
        start_time: 1773860661,
        duration: 304,
        ongoing: false,
        max_participants: 2,
        participants: [record('c1', bot, 1773860661, 296), record('b4', {}, 1773860662, 303)],
      },
      {
        room: 'r',
        start_time: 1774283912,
        duration: 187,
        ongoing: false,
        max_participants: 2,
        participants: [
          record('b3', { user_name: 'Bob' }, 1774283912, 179),
          record('b2', alice, 1774283925, 174),
        ],
      },
      {
        room: 'r',
        start_time: 1774363859,
        duration: 600,
        ongoing: false,
        max_participants: 1,
        participants: [record('b1', alice, 1774363859, 600)],
      },
    ]);
  });
});
