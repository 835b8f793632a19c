import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { counted } from '../formats/counted.js';
import type { Find } from '../oracle/fuzz/find.js';
import { findVector } from '../oracle/fuzz/find-vector.js';
import { loadVectors, UnreadableVectors } from '../oracle/vectors/load-vectors.js';
import { InvalidVectors } from '../oracle/vectors/read-vectors.js';
import type { Vector } from '../oracle/vectors/vector.js';
import { writeFileWhole } from '../replay/byte-output.js';
import { makeFolder } from '../replay/make-folder.js';
import { planOutput } from '../replay/output.js';
import { reasonOf } from '../replay/system-error.js';
import { ExitCode, Failure } from './exit-code.js';

/**
 * Finds out before the run whether vectors can be saved in a folder; what comes back adds finds to its `fuzz.json`, without
 * those that are in the folder already.
 * @throws Failure that names the file
 */
export function planVectors(folder: string): (finds: readonly Find[]) => Promise<void> {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new Failure(`--save-vectors ${folder}: ${reasonOf(error)}`, ExitCode.io);
  }
  const known = load(folder);
  const path = join(folder, 'fuzz.json');
  const out = planOutput(path);
  return async (finds) => {
    const steady = finds
      .filter(({ steadiness }) => steadiness === 'steady')
      .flatMap((find) => findVector(find) ?? []);
    const ids = new Set(known.map(({ id }) => id));
    const fresh = [...new Map(steady.map((vector) => [vector.id, vector])).values()].filter(
      ({ id }) => !ids.has(id),
    );
    const without = finds.length - steady.length;
    const rest =
      without === 0 ? '' : `; ${counted(without, 'find')} of more than one case, of which no vector is made`;
    process.stderr.write(`${counted(fresh.length, 'vector')} added to ${path}${rest}\n`);
    if (fresh.length === 0) return;
    const before = existsSync(path) ? loadVectors([path]) : [];
    await writeFileWhole(out, [`${JSON.stringify({ vectors: [...before, ...fresh] }, null, 2)}\n`]);
  };
}

function load(folder: string): Vector[] {
  try {
    return loadVectors([folder]);
  } catch (error) {
    if (error instanceof UnreadableVectors) throw new Failure(error.message, ExitCode.io);
    if (error instanceof InvalidVectors) throw new Failure(error.message, ExitCode.usage);
    throw error;
  }
}
