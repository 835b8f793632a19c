import type { Mapping, PlainTimeForm } from '../mapping/mapping.js';

/** A mapping that comes with the package; none has times that need a pattern. */
export interface Preset extends Mapping {
  readonly time_unit?: PlainTimeForm;
}
