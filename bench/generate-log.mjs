// Writes a synthetic log, the same for the same options on any machine.
//   node bench/generate-log.mjs --events 5000000 --rooms 20000 --out log.ndjson
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { FORMS } from './event-lines.mjs';
import { LONGEST_SHUFFLE, syntheticLog } from './synthetic-log.mjs';
import { reasonOf } from './system-fault.mjs';

const USAGE = `usage: node bench/generate-log.mjs [options]
  --events N           how many (100000)
  --rooms N            how many (400)
  --participants N     of each meeting; by default few, more or less
  --shuffle SECONDS    how late an event may come (0: sorted by time)
  --odd-names          all names with escapes or beyond ASCII
  --as FORM            native events, the same with iso-times or as csv, or zoom-webhook (native)
  --seed N             (1)
  --out FILE           by default standard output
`;

const PIECE = 1 << 20;
const LONGEST_LINE = 1 << 10;

const STANDARD_OUTPUT = 1;
const USAGE_ERROR = 2;
const IO_ERROR = 3;

/** More would not fit into an array, or into memory. */
const MOST = 10_000_000;

/** Writes the log that `options` of `syntheticLog` describe, in a `form`, as gzip if it is to be packed. */
export function writeLog(path, options) {
  const fd = openSync(path, 'w');
  writeLines(fd, options);
  closeSync(fd);
  if (options.isPacked) writeFileSync(path, gzipSync(readFileSync(path)));
}

function writeLines(fd, options) {
  const piece = Buffer.allocUnsafe(PIECE);
  const { head, line } = FORMS[options.form];
  let filled = piece.write(head);
  for (const event of syntheticLog(options)) {
    filled += piece.write(line(event), filled);
    if (filled < PIECE - LONGEST_LINE) continue;
    writeWhole(fd, piece.subarray(0, filled));
    filled = 0;
  }
  writeWhole(fd, piece.subarray(0, filled));
}

function writeWhole(fd, bytes) {
  for (let done = 0; done < bytes.length; ) done += writeSome(fd, bytes, done);
}

function writeSome(fd, bytes, from) {
  try {
    return writeSync(fd, bytes, from);
  } catch (error) {
    if (error.code !== 'EAGAIN') throw error;
    // Whoever started us shares a pipe that does not wait by itself.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    return 0;
  }
}

function main() {
  const options = readOptions();
  if (options === null) return;
  const { out, ...log } = options;
  try {
    if (out === undefined) writeLines(STANDARD_OUTPUT, log);
    else writeLog(out, log);
  } catch (error) {
    if (error.syscall === undefined) throw error;
    // Whoever reads has had enough.
    if (error.code === 'EPIPE') return;
    const where = out === undefined ? 'standard output' : `--out ${out}`;
    say(`${where}: ${reasonOf(error)}; expected a file that can be written`);
    process.exitCode = IO_ERROR;
  }
}

/** Null if there is nothing to write. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        events: { type: 'string', default: '100000' },
        rooms: { type: 'string', default: '400' },
        participants: { type: 'string', default: '0' },
        shuffle: { type: 'string', default: '0' },
        'odd-names': { type: 'boolean', default: false },
        as: { type: 'string', default: 'native' },
        seed: { type: 'string', default: '1' },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!values.help) {
      if (!Object.hasOwn(FORMS, values.as))
        throw new RangeError(`--as ${values.as}: expected one of ${Object.keys(FORMS).join(', ')}`);
      const number = (name, least, most) => wholeNumber(name, values[name], least, most);
      return {
        events: number('events', 0, 9_999_999_999),
        rooms: number('rooms', 1, MOST),
        participants: number('participants', 0, MOST),
        shuffleSeconds: number('shuffle', 0, LONGEST_SHUFFLE),
        oddNames: values['odd-names'],
        form: values.as,
        seed: number('seed', 0, 2 ** 32 - 1),
        out: values.out,
      };
    }
    process.stdout.write(USAGE);
  } catch (error) {
    // What is behind the first line is advice for one case of many.
    say(`${error.message.split('\n')[0].replace(/\.?$/, '')} (--help tells what is expected)`);
    process.exitCode = USAGE_ERROR;
  }
  return null;
}

function wholeNumber(name, text, least, most) {
  const number = Number(text);
  if (/^\d{1,10}$/.test(text) && number >= least && number <= most) return number;
  throw new RangeError(`--${name} ${text}: expected a whole number from ${least} to ${most}`);
}

function say(text) {
  process.stderr.write(`generate-log: ${text}\n`);
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
