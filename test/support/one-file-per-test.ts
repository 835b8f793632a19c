import { pathToFileURL } from 'node:url';
import { rolldown } from 'rolldown';
import type { Plugin } from 'vitest/config';

/**
 * Makes one file of each file of tests and all of ours that it uses, as the package is made. Vitest looks up what a module imports anew at
 * each use, so that what calls the rules of another file a million times takes twice to three times as long.
 */
export function oneFilePerTest(): Plugin {
  return {
    name: 'one-file-per-test',
    enforce: 'pre',
    async load(id) {
      if (!id.endsWith('.test.ts')) return null;
      const bundle = await rolldown({
        input: id,
        platform: 'neutral',
        external: /^(node:|[@a-z][\w-]*(\/|$))/,
        resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
        plugins: [ownUrls()],
      });
      const { output } = await bundle.generate({ format: 'esm', sourcemap: true, codeSplitting: false });
      const [{ code, map, moduleIds }] = output;
      await bundle.close();
      for (const module of moduleIds) if (module !== id) this.addWatchFile(module);
      return { code, map };
    },
  };
}

/** Each module knows its own address still. */
function ownUrls() {
  return {
    name: 'own-urls',
    transform: (code: string, id: string) => ({
      code: code.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href)),
      map: null,
    }),
  };
}
