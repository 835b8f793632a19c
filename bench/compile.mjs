import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * Compiles a C file of the bench.
 * @returns {boolean} false if there is no compiler that does
 */
export function compile(source, outPath) {
  const path = fileURLToPath(new URL(source, import.meta.url));
  return ['cc', 'gcc', 'clang'].some(
    (compiler) => spawnSync(compiler, ['-O2', '-o', outPath, path], { stdio: 'ignore' }).status === 0,
  );
}
