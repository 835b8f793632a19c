import { compileMapping } from './mapping/compile-mapping.js';
import { native } from './native.js';
import { platforms } from './platforms.js';
import { presets } from './presets.js';
import { reports } from './reports.js';
import type { Source } from './source.js';

/** All sources there are: native events, the platforms with a reader of their own, the presets, and exported reports. */
export const sources: readonly Source[] = [native, ...platforms, ...presets.map(compileMapping), ...reports];
