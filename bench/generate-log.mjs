// Writes a synthetic log as NDJSON, sorted by time, the same for the same arguments on any machine.
//   node bench/generate-log.mjs EVENTS ROOMS [SEED] > log.ndjson
import { once } from 'node:events';
import TinyQueue from 'tinyqueue';

const [events = 100_000, rooms = 400, seed = 1] = process.argv.slice(2).map(Number);
const random = lcg(seed);
const NAMES = ['Ann', 'Ben', 'Cleo', 'Dan', 'Eve', 'Finn', 'Gina', 'Zoë', 'O\'Neil "Max"', '李雷'];
const origin = 1_774_339_200_000;

// One meeting in a room after the other: some people come within two minutes of its start, most stay some minutes,
// some misdial, some reconnect, and now and then the last one forgets to hang up.
const meetings = new TinyQueue([], (a, b) => a.at - b.at);
const due = new TinyQueue([], (a, b) => a.at - b.at || a.order - b.order);
for (let room = 0; room < rooms; room++) meetings.push({ at: origin + between(0, 7_200_000), room });

let order = 0;
let person = 0;
let written = 0;
let piece = '';
while (written < events) {
  while (due.length === 0 || meetings.peek().at <= due.peek().at) schedule(meetings.pop());
  piece += `${due.pop().text}\n`;
  written++;
  if (piece.length > 1 << 16) await flush();
}
await flush();

function schedule({ at, room }) {
  const size = 1 + Math.floor(random() ** 2 * 9);
  let end = at;
  for (let i = 0; i < size; i++) {
    const id = `${(person++).toString(16).padStart(8, '0')}-0000-4000-8000-${room.toString(16).padStart(12, '0')}`;
    const name = NAMES[Math.floor(random() * NAMES.length)];
    let join = at + between(0, 120_000);
    const visits = random() < 0.1 ? 2 : 1;
    for (let visit = 0; visit < visits; visit++) {
      const misdials = random() < 0.05;
      const leave = join + (misdials ? between(1, 9_999) : between(60_000, 2_400_000));
      add('join', room, id, join, name);
      add('leave', room, id, leave, null);
      end = Math.max(end, leave);
      join = leave + (random() < 0.5 ? 0 : between(1, 60_000));
    }
  }
  meetings.push({ at: end + between(1_000, 3_600_000), room });
}

function add(type, room, id, at, name) {
  const named = name === null ? '' : `,"user_name":${JSON.stringify(name)}`;
  const text = `{"type":"${type}","room":"room-${room}","participant_id":"${id}","at":${at}${named}}`;
  due.push({ at, order: order++, text });
}

function between(from, to) {
  return Math.floor(from + random() * (to - from));
}

async function flush() {
  if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  piece = '';
}

function lcg(start) {
  let state = start >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 0x1_0000_0000;
  };
}
