import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';
import { rolldown } from 'rolldown';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: {
    index: 'src/index.ts',
    kernel: 'src/kernel.ts',
    sources: 'src/sources.ts',
    oracle: 'src/oracle.ts',
    testing: 'src/testing.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  packages: 'external',
  external: ['node:*'],
  logLevel: 'warning',
});

// The command is bundled apart: V8 takes a constant for what it is only where it is declared `const`, and in the same file
// as what uses it. So all that runs for each event is to be one file, with its constants; esbuild makes them variables, and
// splits by what is loaded when. That costs some 15 % of a replay's time.
const command = await rolldown({
  input: {
    bin: 'src/cli/bin.ts',
    // Found by its address beside the file that starts it.
    'shard-worker': 'src/replay/bytes/shard-worker.ts',
  },
  platform: 'neutral',
  // Packages, of which the few that are loaded late are found only then.
  external: /^(node:|[@a-z][\w-]*(\/|$))/,
  resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
  treeshake: { moduleSideEffects: false },
  transform: { target: 'es2022' },
  plugins: [constantFunctions()],
});
await command.write({
  dir: 'dist',
  format: 'esm',
  chunkFileNames: 'command-[name]-[hash].js',
  codeSplitting: {
    groups: [{ name: 'core', test: /src[\\/](model|rules|engine|replay[\\/]bytes)[\\/](?!shard-worker)/ }],
  },
});
await command.close();

const tsc = createRequire(import.meta.url)
  .resolve('typescript/package.json')
  .replace('package.json', 'bin/tsc');
execFileSync(process.execPath, [tsc, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

/**
 * Declares the functions of a file as constants, before all else in it: V8 looks up what a function's name stands for at
 * each call, as code might have set it anew, but takes a constant for what it is. That is another 6 % of a replay's time.
 */
function constantFunctions() {
  return {
    name: 'constant-functions',
    renderChunk(code) {
      const parts = { imports: '', functions: '', others: '' };
      let from = 0;
      for (const { type, id, async, generator, start, end } of this.parse(code).body) {
        const before = code.slice(from, start);
        from = end;
        if (type === 'FunctionDeclaration') {
          const kind = `${async ? 'async ' : ''}function${generator ? '*' : ''}`;
          parts.functions += `${before}const ${id.name} = ${kind} ${code.slice(id.end, end)};`;
        } else parts[type === 'ImportDeclaration' ? 'imports' : 'others'] += before + code.slice(start, end);
      }
      return parts.imports + parts.functions + parts.others + code.slice(from);
    },
  };
}
