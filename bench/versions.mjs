// Compares versions of the byte path, each given as a folder with `src`, as a work tree of git is:
//   node bench/versions.mjs LOG FOLDER FOLDER...
//
// All are fed with the same pieces of the log in one process, piece by piece in turn, so that what the machine does
// meanwhile hits them all. What comes of the first pieces is not counted: machine code is still being made then.
// Prints for each the sum of its times, and its ratio to the first: of the sums, and the median and quartiles of pieces.
import { mkdtempSync, openSync, readSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundled } from '../bundling.mjs';

const PIECE = 256 * 1024;
/** Behind a piece, for who looks a little beyond its end. */
const BEHIND = 64;
const WARM_UP = 0.3;

const OPTIONS = {
  asOf: null,
  lateness: 0,
  onlyRooms: new Set(),
  timeUnit: 'ms',
  keepAnomalies: false,
  order: 'closed',
  explains: false,
  arrival: 'time',
  memory: 1 << 26,
  holdsMeetings: false,
};

const RUN = { keepStrays: false, isExact: false, isLarge: true };

const PARTS = {
  createLogAccount: 'replay/log-account.js',
  readByteLines: 'replay/bytes/byte-events.js',
  createByteRun: 'replay/bytes/byte-run.js',
  createClock: 'replay/bytes/clocks.js',
  createByteLineReader: 'formats/read-lines.js',
  toCompiled: 'engine/compile-rules.js',
};

/** Bundles what is hot of a version into one file, as the build does, and loads it. */
async function load(folder, number, work) {
  const entry = join(work, `entry-${number}.ts`);
  const lines = Object.entries(PARTS).map(([name, path]) => {
    return `export { ${name} } from ${JSON.stringify(join(resolve(folder), 'src', path))};\n`;
  });
  writeFileSync(entry, lines.join(''));
  const made = await bundled(entry);
  const file = join(work, `version-${number}.mjs`);
  await made.write({ file, format: 'esm' });
  await made.close();
  return import(pathToFileURL(file).href);
}

/** A version that takes pieces of a log and gives its meetings as bytes. */
function contender(name, version) {
  const options = { ...OPTIONS, rules: version.toCompiled(undefined) };
  const watcher = {
    onBadLine({ message }) {
      throw new Error(message);
    },
    onTimeUnit() {},
    onBytes() {},
  };
  const account = version.createLogAccount(options, watcher);
  const out = new Uint8Array(4 * 1024 * 1024);
  const self = { name, times: [], written: 0, piece: Buffer.alloc(PIECE + BEHIND), push: null };
  let length = 0;
  const run = version.createByteRun(options.rules, RUN, (_key, bytes, from, to) => {
    if (length + to - from > out.length) length = 0;
    if (to - from <= out.length) out.set(bytes.subarray(from, to), length);
    length = Math.min(out.length, length + to - from);
    self.written += to - from;
  });
  const clock = version.createClock(account, options, run, () => {});
  const { take, scanner } = version.readByteLines(account, account.open(name), clock);
  const lines = version.createByteLineReader(take, scanner);
  self.push = (piece) => lines.push(piece);
  return self;
}

/** Feeds all of them, and says how many pieces there were. */
async function feed(log, contenders) {
  const file = openSync(log);
  const piece = Buffer.alloc(PIECE);
  let pieces = 0;
  for (let count = readSync(file, piece); count > 0; count = readSync(file, piece)) {
    for (let i = 0; i < contenders.length; i++) {
      const one = contenders[(i + pieces) % contenders.length];
      piece.copy(one.piece, 0, 0, count);
      const begin = performance.now();
      one.push(one.piece.subarray(0, count));
      one.times.push(performance.now() - begin);
    }
    pieces++;
    // Else what garbage there is outside of the heap is not collected.
    if (pieces % 8 === 0) await new Promise(setImmediate);
  }
  return pieces;
}

function report(contenders, pieces) {
  const skipped = Math.floor(pieces * WARM_UP);
  const sum = (times) => times.reduce((total, time) => total + time, 0);
  const base = contenders[0].times.slice(skipped);
  for (const { name, times, written } of contenders) {
    const counted = times.slice(skipped);
    const ratios = counted.map((time, i) => time / base[i]).sort((a, b) => a - b);
    const at = (share) => ratios[Math.floor((ratios.length - 1) * share)].toFixed(3);
    const ratio = (sum(counted) / sum(base)).toFixed(3);
    const seconds = (sum(counted) / 1000).toFixed(2);
    const bytes = `${written} bytes of meetings`;
    process.stdout.write(
      `${name}: ${seconds} s, × ${ratio}; pieces × ${at(0.25)} ${at(0.5)} ${at(0.75)}; ${bytes}\n`,
    );
  }
}

async function main() {
  const [log, ...folders] = process.argv.slice(2);
  if (folders.length === 0) {
    process.stderr.write('usage: node bench/versions.mjs LOG FOLDER FOLDER...\n');
    process.exitCode = 2;
    return;
  }
  const work = mkdtempSync(join(tmpdir(), 'reconvene-versions-'));
  try {
    symlinkSync(resolve('node_modules'), join(work, 'node_modules'));
    const contenders = [];
    for (const [number, folder] of folders.entries()) {
      contenders.push(contender(folder, await load(folder, number, work)));
    }
    report(contenders, await feed(log, contenders));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

await main();
