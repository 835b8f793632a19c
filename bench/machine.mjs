import { readFileSync } from 'node:fs';
import { arch, cpus, platform, totalmem } from 'node:os';

/** Where, with what and when. */
export function describeMachine() {
  const [{ model }] = cpus();
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return {
    cpu: model.trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 1e9),
    system: `${platform()} ${arch()}`,
    node: process.version,
    reconvene: version,
    date: new Date().toISOString().slice(0, 10),
  };
}
