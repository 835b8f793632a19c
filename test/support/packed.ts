import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** a folder that has the package installed from its tarball, as a user would have it */
    packed: string;
  }
}

/** Builds, packs and installs the package, once for all end-to-end tests. */
export default function setup(project: TestProject): () => void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'reconvene-packed-')));
  function teardown(): void {
    rmSync(folder, { recursive: true, force: true });
  }
  try {
    npm(['run', 'build'], '.');
    // The build is done; the scripts of packing would do it again.
    npm(['pack', '--ignore-scripts', '--pack-destination', folder], '.');
    const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'))!;
    writeFileSync(join(folder, 'package.json'), '{"name":"consumer","private":true,"type":"module"}\n');
    npm(['install', '--no-audit', '--no-fund', '--prefer-offline', `./${tarball}`], folder);
  } catch (error) {
    teardown();
    throw error;
  }
  project.provide('packed', folder);
  return teardown;
}

function npm(args: readonly string[], cwd: string): void {
  try {
    execFileSync('npm', args, { cwd, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`npm ${args.join(' ')} failed\n${stdout ?? ''}${stderr ?? ''}`);
  }
}
