import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from './compile.mjs';

/**
 * @typedef {object} Measurement
 * @property {number} wall seconds
 * @property {number | null} cpu seconds, of all threads; null where it cannot be told
 * @property {number | null} rss bytes, at the peak
 * @property {number | null} status the exit code; null after a signal
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Finds a way to measure whole processes: our own small starter where it compiles, else GNU time, else wall time only.
 * @returns {{name: string, measure: (command: string[]) => Promise<Measurement>}}
 */
export function createMeasurer(directory) {
  const report = join(directory, 'report');
  const starter = join(directory, 'measure');
  if (compile('measure.c', starter)) {
    return {
      name: 'wait4',
      measure: (command) => run([starter, report, ...command], () => readOwnReport(report)),
    };
  }
  const [time, ...options] = ['/usr/bin/time', '-q', '-o', report, '-f', '%U %S %M'];
  if (spawnSync(time, [...options, process.execPath, '--version']).status === 0) {
    return {
      name: 'GNU time',
      measure: (command) => run([time, ...options, ...command], () => readTimeReport(report)),
    };
  }
  return { name: 'wall time only', measure: (command) => run(command, () => ({ cpu: null, rss: null })) };
}

function readOwnReport(path) {
  const [wall, cpu, rss, status, signal] = takeReport(path);
  return { wall, cpu, rss, status: signal === 0 ? status : null };
}

function readTimeReport(path) {
  const [user, system, kilobytes] = takeReport(path);
  return { cpu: user + system, rss: kilobytes * 1024 };
}

function takeReport(path) {
  const numbers = readFileSync(path, 'utf8').trim().split(' ').map(Number);
  rmSync(path);
  return numbers;
}

function run([file, ...args], readReport) {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const stop = () => child.kill();
    process.once('exit', stop);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr = (stderr + text).slice(-10_000);
    });
    child.on('error', reject);
    child.on('close', (status) => {
      process.removeListener('exit', stop);
      const wall = (performance.now() - begin) / 1000;
      resolve({ wall, status, stdout, stderr, ...readReport() });
    });
  });
}
