import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** A log to meetings, as most people would write it: readline, JSON.parse, a reducer, JSON.stringify. */
export function readAndReduce(logPath, outPath, createReduction) {
  const lines = createInterface({ input: createReadStream(logPath), crlfDelay: Infinity });
  const out = createWriteStream(outPath);
  const reduction = createReduction((meeting) => {
    if (!out.write(`${JSON.stringify(meeting)}\n`)) lines.pause();
  });
  out.on('drain', () => lines.resume());
  lines.on('line', (line) => reduction.take(JSON.parse(line)));
  lines.on('close', () => {
    reduction.finish();
    out.end();
  });
}
