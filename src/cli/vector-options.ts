import type { Option } from 'commander';
import { collecting } from './collecting.js';

/** Which vectors a verb is about. */
export interface VectorArguments {
  readonly vectors: readonly string[];
  readonly clause: readonly string[];
  readonly name: readonly string[];
  readonly id: readonly string[];
}

/** The options that select vectors. */
export function vectorOptions(): Option[] {
  return [
    collecting('--clause <slug>', 'only vectors of this clause of SPEC.md; may be repeated'),
    collecting('--name <text>', 'only vectors with this in their name; may be repeated'),
    collecting('--id <id>', 'only this vector; may be repeated'),
    collecting(
      '--vectors <path>',
      "a file or folder of vectors instead of the package's own; may be repeated",
    ),
  ];
}
