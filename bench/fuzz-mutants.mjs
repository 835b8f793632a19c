// `node bench/fuzz-mutants.mjs [SEED] [NAME…]`: every mutant behind `respond --mutant`, each as an implementation of which
// the fuzzer knows nothing. Prints when it was found, and how small the case became.
import { fileURLToPath } from 'node:url';
import { fuzz, mutants } from '../dist/oracle.js';

const [seed = '1', ...names] = process.argv.slice(2);
const bin = fileURLToPath(new URL('../dist/bin.js', import.meta.url));
const wanted = mutants.filter(
  ({ name, equivalent }) => equivalent === undefined && (names.length === 0 || names.includes(name)),
);
const sizes = [];
let slowest = 0;
for (const { name } of wanted) {
  const began = performance.now();
  const command = [process.execPath, bin, 'respond', '--mutant', name];
  let foundAfter = Number.NaN;
  const { implementations, cases } = await fuzz([command], {
    seed: Number(seed),
    duration: 60,
    untilFound: true,
    onSignature: () => {
      if (Number.isNaN(foundAfter)) foundAfter = performance.now() - began;
    },
  });
  const { finds } = implementations[0];
  const sized = finds.map(({ shows }) => shows.input.events.length);
  const smallest = Math.min(...sized);
  sizes.push(smallest);
  slowest = Math.max(slowest, Number.isNaN(foundAfter) ? Number.POSITIVE_INFINITY : foundAfter);
  const all = `${((performance.now() - began) / 1000).toFixed(1)} s in all`;
  const found = `found after ${(foundAfter / 1000).toFixed(1)} s, within ${cases} cases`;
  console.log(`${name}: ${found}; ${finds.length} signatures, events ${sized.join(' ')}; ${all}`);
}
const small = sizes.filter((size) => size <= 6).length;
console.log(
  `${sizes.filter(Number.isFinite).length} of ${wanted.length} found, the slowest after ${(slowest / 1000).toFixed(1)} s; ` +
    `${small} (${((100 * small) / wanted.length).toFixed(0)} %) shrunk to 6 events or fewer`,
);
