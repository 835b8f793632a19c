// Measures reconvene and what else does its work, on the same logs in alternation.
//   npm run bench -- [options]
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { libraryCases, wholePrograms } from './contenders.mjs';
import { figuresOf } from './figures.mjs';
import { writeLog } from './generate-log.mjs';
import { logsFor } from './logs.mjs';
import { describeMachine } from './machine.mjs';
import { createMeasurer } from './measure.mjs';
import { hashMeetingsFile } from './meetings-hash.mjs';
import { report } from './report.mjs';
import { createResults, median } from './results.mjs';
import { reasonOf } from './system-fault.mjs';

const USAGE = `usage: npm run bench -- [options]
  --quick            logs of 0.5 M events only
  --large            also one of 20 M events
  --rounds N         (5)
  --only TEXT        only what has TEXT, in letters of any case, in "LOG / CONTENDER" or "in memory / CONTENDER"
  --json FILE        also write what was measured as JSON
  --write-results    also write bench/RESULTS.md
`;

const RESULTS_HEAD = `# The last run

\`npm run bench -- --write-results\` wrote this. Times of a shared machine drift; ratios are taken within a round, and so hold
better than they do.

`;

const USAGE_ERROR = 2;
const IO_ERROR = 3;

const RESULTS = fileURLToPath(new URL('RESULTS.md', import.meta.url));

async function main() {
  const options = readOptions();
  if (options === null || !canWriteAll(options)) return;

  const directory = mkdtempSync(join(tmpdir(), 'reconvene-bench-'));
  process.on('exit', () => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

  const { rounds } = options;
  const work = planWork(options, directory);
  if (work === null) return;
  const measurer = createMeasurer(directory);
  const results = createResults();
  for (const log of new Set(work.map(({ log }) => log))) {
    if (log === null) continue;
    say(`writing ${log.name}`);
    writeLog(log.path, log);
  }
  for (let round = 0; round < rounds; round++) {
    for (const { contender, log } of rotated(work, round)) {
      const row = results.row(contender, log);
      if (row.problem === null) await sample(row, round, measurer, directory);
      say(`round ${round + 1} of ${rounds}: ${labelOf(contender, log)}: ${outcomeOf(row)}`);
    }
  }
  refuseWrongMeetings(results);

  const figures = figuresOf(results);
  const measured = { machine: describeMachine(), measuredBy: measurer.name, rounds, results, figures };
  const text = report(measured);
  process.stdout.write(text);
  if (results.rows.some(({ problem }) => problem?.startsWith('failed'))) process.exitCode = 1;
  if (options['write-results'])
    unlessRefused('--write-results', RESULTS, () => writeFileSync(RESULTS, `${RESULTS_HEAD}${text}`));
  const { json } = options;
  if (json !== undefined) unlessRefused('--json', json, () => writeFileSync(json, toJson(measured)));
}

/** Null if there is nothing to run. */
function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean', default: false },
        large: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        only: { type: 'string', default: '' },
        json: { type: 'string' },
        'write-results': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (!/^[1-9]\d{0,3}$/.test(values.rounds))
      throw new RangeError(`--rounds: ${values.rounds} is not allowed`);
    if (!values.help) return { ...values, rounds: Number(values.rounds) };
    process.stdout.write(USAGE);
  } catch (error) {
    say(`${error.message}\n\n${USAGE}`);
    process.exitCode = USAGE_ERROR;
  }
  return null;
}

/** A run takes long: whether its outcome can be written is found out before. */
function canWriteAll({ json, 'write-results': writesResults }) {
  const isWritable = (option, path) => unlessRefused(option, path, () => tryWriting(path));
  return (
    (json === undefined || isWritable('--json', json)) &&
    (!writesResults || isWritable('--write-results', RESULTS))
  );
}

/** Leaves what is there as it is. */
function tryWriting(path) {
  const isNew = !existsSync(path);
  closeSync(openSync(path, 'a'));
  // A link that led nowhere stays, too.
  if (isNew) rmSync(realpathSync(path));
}

/** Does what may be refused by the system, which is then told; true if it was not. */
function unlessRefused(option, path, write) {
  try {
    write();
    return true;
  } catch (error) {
    say(`${option} ${path}: ${reasonOf(error)}; expected a file that can be written`);
    process.exitCode = IO_ERROR;
    return false;
  }
}

/** Null if there is nothing that is to be measured. */
function planWork(options, directory) {
  const programs = wholePrograms(directory);
  const logs = logsFor(options).map((log, i) => ({ ...log, path: join(directory, `log-${i}.ndjson`) }));
  const work = logs.flatMap((log) =>
    programs.filter((contender) => contender.takes(log)).map((contender) => ({ contender, log })),
  );
  for (const contender of libraryCases()) work.push({ contender, log: null });
  const chosen = work.filter(({ contender, log }) =>
    labelOf(contender, log).toLowerCase().includes(options.only.toLowerCase()),
  );
  if (chosen.length > 0) return chosen;
  const labels = work.map(({ contender, log }) => `  ${labelOf(contender, log)}\n`);
  say(`--only ${options.only}: is in none of these; expected a part of one:\n${labels.join('')}`);
  process.exitCode = USAGE_ERROR;
  return null;
}

function labelOf(contender, log) {
  return `${log?.name ?? 'in memory'} / ${contender.name}`;
}

/** Another contender goes first in each round; a log still has all of its own one after the other. */
function rotated(work, round) {
  const logs = [...new Set(work.map(({ log }) => log))];
  return logs.flatMap((log) => {
    const own = work.filter((item) => item.log === log);
    const from = round % own.length;
    return [...own.slice(from), ...own.slice(0, from)];
  });
}

async function sample(row, round, measurer, directory) {
  const { contender, log } = row;
  if (contender.missing) {
    row.problem = `not available: ${contender.missing}`;
  } else if (log === null) {
    await sampleLibrary(row, round, measurer);
  } else {
    await sampleProgram(row, round, measurer, join(directory, 'out', 'meetings.ndjson'));
  }
}

async function sampleProgram(row, round, measurer, outPath) {
  mkdirSync(join(outPath, '..'), { recursive: true });
  const took = await measurer.measure(row.contender.command(row.log, outPath));
  row.problem = problemOf(took);
  if (row.problem === null) {
    row.samples.push({ round, wall: took.wall, cpu: took.cpu, rss: took.rss });
    row.hash ??= await hashMeetingsFile(outPath, row.contender.writes ?? 'ndjson');
  }
  rmSync(join(outPath, '..'), { recursive: true });
}

async function sampleLibrary(row, round, measurer) {
  const check = round === 0 ? ['check'] : [];
  const took = await measurer.measure([...row.contender.command, ...check]);
  row.problem = problemOf(took);
  if (row.problem !== null) return;
  const { seconds, hash, expected } = JSON.parse(took.stdout);
  if (hash !== expected) row.problem = 'failed: other meetings';
  row.hash ??= hash;
  row.samples.push({ round, wall: median(seconds), cpu: took.cpu, rss: took.rss });
}

function problemOf({ status, stderr }) {
  if (status === 0) return null;
  const why = stderr
    .split('\n')
    .find((line) => /\w/.test(line))
    ?.slice(0, 80);
  if (status === USAGE_ERROR) return `not available: ${why ?? 'usage'}`;
  return `failed: ${status === null ? 'ended by a signal' : `exit code ${status}`}, ${why ?? 'without a word'}`;
}

/** All must give the same meetings; whoever is not with most of them has failed. */
function refuseWrongMeetings({ rows }) {
  const hashed = rows.filter(({ log, hash }) => log !== null && hash !== null);
  for (const content of new Set(hashed.map(({ log }) => log.content))) {
    const own = hashed.filter(({ log }) => log.content === content);
    const votes = (hash) => own.filter((row) => row.hash === hash).length;
    const right = own.map(({ hash }) => hash).reduce((a, b) => (votes(b) > votes(a) ? b : a));
    for (const row of own) if (row.hash !== right) row.problem = 'failed: other meetings';
  }
}

function outcomeOf({ problem, samples }) {
  return problem ?? `${samples.at(-1).wall.toFixed(2)} s`;
}

function toJson({ results, ...rest }) {
  const rows = results.rows.map(({ contender, log, events, problem, hash, samples }) => ({
    log: log?.name ?? null,
    contender: contender.name,
    events,
    problem,
    hash,
    samples,
  }));
  return `${JSON.stringify({ ...rest, rows }, null, 2)}\n`;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

await main();
