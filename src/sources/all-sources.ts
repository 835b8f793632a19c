import { mappingSource } from './mapping/mapping-source.js';
import { compilePlainTime } from './mapping/time-value.js';
import { native } from './native.js';
import { platforms } from './platforms.js';
import type { Preset } from './presets/preset.js';
import { presets } from './presets.js';
import { reports } from './reports.js';
import type { Source } from './source.js';

/** All sources there are: native events, the platforms with a reader of their own, the presets, and exported reports. */
export const sources: readonly Source[] = [native, ...platforms, ...presets.map(sourceOf), ...reports];

/** Presets are known to be mappings, and need none of what reads patterns, which takes long to load. */
function sourceOf(preset: Preset): Source {
  return mappingSource(preset, compilePlainTime(preset.time_unit ?? 'auto'));
}
