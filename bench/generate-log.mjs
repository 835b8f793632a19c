// Writes a synthetic log as NDJSON, the same for the same options on any machine.
//   node bench/generate-log.mjs --events 5000000 --rooms 20000 --out log.ndjson
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { eventLine, syntheticLog } from './synthetic-log.mjs';

const USAGE = `usage: node bench/generate-log.mjs [options]
  --events N           how many (100000)
  --rooms N            how many (400)
  --participants N     of each meeting; by default few, more or less
  --shuffle SECONDS    how late an event may come (0: sorted by time)
  --odd-names          all names with escapes or beyond ASCII
  --seed N             (1)
  --out FILE           by default standard output
`;

const PIECE = 1 << 20;
const LONGEST_LINE = 1 << 10;

/** Writes the log that `options` of `syntheticLog` describe. */
export function writeLog(path, options) {
  const fd = openSync(path, 'w');
  const piece = Buffer.allocUnsafe(PIECE);
  let filled = 0;
  for (const event of syntheticLog(options)) {
    filled += piece.write(eventLine(event), filled);
    if (filled < PIECE - LONGEST_LINE) continue;
    writeWhole(fd, piece.subarray(0, filled));
    filled = 0;
  }
  writeWhole(fd, piece.subarray(0, filled));
  closeSync(fd);
}

function writeWhole(fd, bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSync(fd, bytes, done);
}

function main() {
  const { values } = parseArgs({
    options: {
      events: { type: 'string', default: '100000' },
      rooms: { type: 'string', default: '400' },
      participants: { type: 'string', default: '0' },
      shuffle: { type: 'string', default: '0' },
      'odd-names': { type: 'boolean', default: false },
      seed: { type: 'string', default: '1' },
      out: { type: 'string', default: '/dev/stdout' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const { events, rooms, participants, shuffle, seed } = values;
  writeLog(values.out, {
    events: wholeNumber(events),
    rooms: wholeNumber(rooms),
    participants: wholeNumber(participants),
    shuffleSeconds: wholeNumber(shuffle),
    oddNames: values['odd-names'],
    seed: wholeNumber(seed),
  });
}

function wholeNumber(text) {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new RangeError(`expected a whole number, got ${text}`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
