import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { basename } from 'node:path';
import { build, type Metafile, type Plugin } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';

/** From the bottom up; what stands on one level knows nothing of each other. Root files may import all. */
const levels = [
  ['model'],
  ['rules'],
  ['engine'],
  ['sources', 'formats'],
  ['replay'],
  ['oracle'],
  ['cli'],
  ['root'],
];

/** Only these may touch the machine. */
const onNode = ['formats', 'replay', 'oracle', 'cli'];

/** No clock, no chance, no surroundings: time is an argument in these. */
const pure = ['model', 'rules', 'engine', 'sources'];
const impure = ['Date.now', 'new Date(', 'Math.random', 'performance.', 'process.', 'console.', 'globalThis'];

const files = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => `src/${path.replaceAll('\\', '/')}`)
  .sort();
const rootFiles = files.filter((path) => layerOf(path) === 'root');

/** `src/rules/order.ts` is in `rules`, `src/index.ts` in `root`. */
function layerOf(path: string): string {
  const [, folder = '', ...rest] = path.split('/');
  return rest.length === 0 ? 'root' : folder;
}

function levelOf(layer: string): number {
  return levels.findIndex((level) => level.includes(layer));
}

/** Types are dependencies too, but gone before esbuild counts; so they are made plain imports first. */
const countTypes: Plugin = {
  name: 'count-types',
  setup({ onLoad }) {
    onLoad({ filter: /\.ts$/ }, ({ path }) => ({
      contents: readFileSync(path, 'utf8').replace(/^(?:import|export) type\b[^'";=(]*?\bfrom\b/gm, 'import'),
      loader: 'ts',
    }));
  },
};

async function bundle(entryPoints: string[], plugins: Plugin[] = []): Promise<Metafile> {
  const { metafile } = await build({
    entryPoints,
    plugins,
    bundle: true,
    format: 'esm',
    platform: 'node',
    packages: 'external',
    metafile: true,
    write: false,
    outdir: 'unused',
    logLevel: 'silent',
  });
  return metafile;
}

interface Import {
  readonly from: string;
  /** a file of src, or the name of a package */
  readonly to: string;
  readonly isOwn: boolean;
}

let read: string[] = [];
let imports: Import[] = [];

beforeAll(async () => {
  const { inputs } = await bundle(files, [countTypes]);
  read = Object.keys(inputs);
  imports = Object.entries(inputs).flatMap(([from, input]) =>
    input.imports.map(({ path, external }) => ({ from, to: path, isOwn: external !== true })),
  );
});

function isAllowed({ from, to }: Import): boolean {
  const [own, other] = [layerOf(from), layerOf(to)];
  if (from === 'src/oracle/naive.ts') return other === 'model';
  return own === other || own === 'cli' || levelOf(other) < levelOf(own);
}

describe('dependencies run one way', () => {
  test('every source file was read, types included', () => {
    expect(read).toEqual(expect.arrayContaining(files));
    expect(imports).toContainEqual({ from: 'src/model/event.ts', to: 'src/model/time.ts', isOwn: true });
  });

  test('every folder is a layer', () => {
    expect(files.filter((path) => levelOf(layerOf(path)) < 0)).toEqual([]);
  });

  test(`${levels.map((level) => level.join(', ')).join(' ← ')}`, () => {
    expect(imports.filter((found) => found.isOwn && !isAllowed(found))).toEqual([]);
  });

  test(`only ${onNode.join(', ')} import from Node`, () => {
    const isNode = (to: string) => to.startsWith('node:') || builtinModules.includes(to);
    const wrong = imports.filter(({ from, to }) => isNode(to) && !onNode.includes(layerOf(from)));
    expect(wrong).toEqual([]);
  });

  test('what sources need is not in the main entry', async () => {
    const { inputs } = await bundle(['src/index.ts']);
    const packages = Object.values(inputs).flatMap((input) => input.imports.map(({ path }) => path));
    expect(packages.filter((path) => path.includes('date-fns'))).toEqual([]);
    expect(Object.keys(inputs).filter((path) => layerOf(path) === 'sources')).toEqual([]);
  });

  test('immer is in the kernel, and not in the main entry', async () => {
    const packagesOf = async (entry: string) => {
      const { inputs } = await bundle([entry]);
      return Object.values(inputs).flatMap((input) => input.imports.map(({ path }) => path));
    };
    expect(await packagesOf('src/index.ts')).not.toContain('immer');
    expect(await packagesOf('src/kernel.ts')).toContain('immer');
  });
});

describe('the sources', () => {
  const purePaths = files.filter((path) => pure.includes(layerOf(path)));

  test.each(impure)('no `%s` in model, rules, engine and sources', (text) => {
    expect(purePaths.filter((path) => readFileSync(path, 'utf8').includes(text))).toEqual([]);
  });

  test('the entries list what they export', () => {
    expect(rootFiles).toContain('src/index.ts');
    expect(rootFiles.filter((path) => /^export \*/m.test(readFileSync(path, 'utf8')))).toEqual([]);
  });

  test('no file has a name that says nothing', () => {
    const empty = /(?:^|-)(?:utils?|helpers?|managers?|common|misc)(?:-|\.)/;
    expect(files.filter((path) => empty.test(basename(path)))).toEqual([]);
  });

  test('no file is longer than 400 lines', () => {
    const lines = (path: string) => readFileSync(path, 'utf8').split('\n').length - 1;
    expect(files.filter((path) => lines(path) > 400)).toEqual([]);
  });
});
