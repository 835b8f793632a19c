import type { Source } from '../source.js';
import { defineMapping } from './define-mapping.js';
import type { Mapping } from './mapping.js';
import { mappingSource } from './mapping-source.js';
import { compileTime } from './time-form.js';

/**
 * Makes a source of a mapping.
 * @throws TypeError or RangeError that names what is wrong with the mapping
 */
export function compileMapping(mapping: Mapping): Source {
  defineMapping(mapping);
  return mappingSource(mapping, compileTime(mapping.time_unit ?? 'auto'));
}
