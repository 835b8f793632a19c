/** In which way two lists of meetings differ, where they first do. */
export type DifferenceKind =
  | 'meeting-missing'
  | 'meeting-extra'
  | 'start'
  | 'duration'
  | 'ongoing'
  | 'max'
  | 'record-missing'
  | 'record-extra'
  | 'join'
  | 'stay'
  | 'name'
  | 'id'
  | 'shape'
  | 'anomalies';

/** The first difference: its kind, its place as a JSON pointer into the answer in canonical order, and both values. */
export interface Difference {
  readonly kind: DifferenceKind;
  readonly path: string;
  readonly want: unknown;
  readonly got: unknown;
  /** The wanted meeting that it is in or that is missing, by its place in canonical order; null for none. */
  readonly meeting: number | null;
}
