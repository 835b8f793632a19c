import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { bundled } from './bundling.mjs';

/*
 * All that runs for each event is to be one file: V8 takes a constant or a function for what it is only where it is
 * declared `const`, in the same file as what uses it, and not exported under its own name. Else it looks at each use what
 * its name stands for now, which costs a replay some 20 % of its time. So the command has all of the engine once more, in
 * one file with its path of bytes, and files are not split by what is loaded when, but for what is late or large.
 */
rmSync('dist', { recursive: true, force: true });
await bundle(
  {
    index: 'src/index.ts',
    kernel: 'src/kernel.ts',
    sources: 'src/sources.ts',
    oracle: 'src/oracle.ts',
    testing: 'src/testing.ts',
  },
  'chunks/[name]-[hash].js',
  // But for the pure step, which needs a package that nothing else does.
  /src[\\/](model|rules|engine)[\\/](?!step\.)/,
);
await bundle(
  {
    bin: 'src/cli/bin.ts',
    // Found by their addresses beside the file that starts them.
    'shard-worker': 'src/replay/bytes/shard-worker.ts',
    'source-worker': 'src/replay/together/source-worker.ts',
    'unzstd-worker': 'src/replay/inflating/unzstd-worker.ts',
  },
  'command-[name]-[hash].js',
  /src[\\/](model|rules|engine|replay[\\/]bytes)[\\/](?!shard-worker)/,
);

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

/** Bundles entries by their names; what is hot is to be one file. */
async function bundle(input, chunkFileNames, hot) {
  const made = await bundled(input);
  const codeSplitting = { groups: [{ name: 'core', test: hot }] };
  await made.write({ dir: 'dist', format: 'esm', chunkFileNames, codeSplitting });
  await made.close();
}
