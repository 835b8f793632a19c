import { medianOf, ratioOf } from './results.mjs';

/** Everything as Markdown, which can be read on a terminal, too. */
export function report({ machine, measuredBy, rounds, results, figures }) {
  return [
    machineLines(machine, measuredBy, rounds),
    ...logTables(results),
    libraryTable(results),
    figureTable(figures, results),
  ]
    .filter(isNotEmpty)
    .join('\n\n')
    .concat('\n');
}

function machineLines({ cpu, cores, memoryGb, system, node, reconvene, date }, measuredBy, rounds) {
  return [
    `${date}, reconvene ${reconvene}, Node ${node}, ${cpu}, ${cores} cores, ${memoryGb} GB, ${system}.`,
    `Medians of ${rounds} ${rounds === 1 ? 'round' : 'rounds'} in alternation, whole processes, file to file, measured with ${measuredBy}.`,
  ].join('\n');
}

function logTables({ rows }) {
  const logs = new Set(rows.map(({ log }) => log).filter((log) => log !== null));
  return [...logs].map((log) => {
    const own = rows.filter((row) => row.log === log);
    const ours = own.find(({ contender, problem }) => contender.id === 'closed' && problem === null);
    const base =
      ours ?? own.find(({ contender, problem }) => contender.id === 'defaults' && problem === null);
    const versus = base === undefined ? 'ratio' : `× ${ours === undefined ? 'the defaults' : 'ours'}`;
    const header = ['', 'wall s', 'from', 'to', versus, 'CPU s', 'peak RSS MB', 'M events/s'];
    const cells = own.filter(isMeasured).map((row) => programCells(row, base));
    return [`### ${log.name}, --lateness ${log.lateness}`, table(header, cells), problems(own)]
      .filter(isNotEmpty)
      .join('\n\n');
  });
}

/** Who did not come to anything, and why. */
function problems(rows) {
  return rows
    .filter((row) => !isMeasured(row))
    .map(({ contender, problem }) => `- ${contender.name}: ${problem}`)
    .join('\n');
}

function isMeasured({ problem }) {
  return problem === null;
}

function isNotEmpty(text) {
  return text !== '';
}

function programCells(row, base) {
  const { contender, samples, events } = row;
  const walls = samples.map(({ wall }) => wall);
  const rss = medianOf(row, 'rss');
  return [
    contender.name,
    number(medianOf(row, 'wall')),
    number(Math.min(...walls)),
    number(Math.max(...walls)),
    base === undefined ? '' : number(ratioOf(row, base, 'wall')),
    number(medianOf(row, 'cpu')),
    number(rss === null ? null : rss / 1e6),
    number(events / medianOf(row, 'wall') / 1e6),
  ];
}

function libraryTable({ rows }) {
  const own = rows.filter(({ log }) => log === null);
  if (own.length === 0) return '';
  const immer = own.find(({ contender, problem }) => contender.id === 'immer' && problem === null);
  const cells = own.filter(isMeasured).map((row) => {
    const times = immer === undefined ? null : ratioOf(immer, row, 'wall');
    const rate = row.events / medianOf(row, 'wall') / 1e6;
    return [
      row.contender.name,
      number(row.events / 1e6),
      number(medianOf(row, 'wall')),
      number(rate),
      number(times),
    ];
  });
  const header = ['', 'M events', 's', 'M events/s', '× immer'];
  return ['### In memory', table(header, cells), problems(own)].filter(isNotEmpty).join('\n\n');
}

function figureTable(figures, { rows }) {
  const main = rows.find(({ log }) => log?.isMain)?.log.name ?? 'none';
  const cells = figures.map(({ name, unit, bound, floor, stretch, value, reached }) => {
    const limit = (n) => (n === null ? '' : `${bound === 'least' ? '≥' : '≤'} ${n}`);
    return [name, number(value), unit, limit(floor), limit(stretch), reached];
  });
  const about = `Of \`replay --order closed --lateness 0\` with 1 thread on “${main}”, unless it says otherwise.`;
  return `### Promised\n\n${about}\n\n${table(['', 'measured', '', 'floor', 'stretch', 'reached'], cells)}`;
}

function table(header, rows) {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(3, ...all.map((row) => [...row[column]].length)));
  const line = (row) => `| ${row.map((cell, column) => pad(cell, widths[column], column)).join(' | ')} |`;
  const rule = `|${widths.map((width, column) => (column === 0 ? '-' : '').padEnd(width + 1, '-') + (column === 0 ? '-' : ':')).join('|')}|`;
  return [line(header), rule, ...rows.map(line)].join('\n');
}

function pad(text, width, column) {
  const fill = ' '.repeat(width - [...text].length);
  return column === 0 ? text + fill : fill + text;
}

function number(value) {
  if (value === null) return '–';
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
