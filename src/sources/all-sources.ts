import { compileMapping } from './mapping/compile-mapping.js';
import { native } from './native.js';
import { presets } from './presets.js';
import type { Source } from './source.js';

/** All sources there are, native events first. */
export const sources: readonly Source[] = [native, ...presets.map(compileMapping)];
