import type { Law } from '../support/law.js';
import { deadlineIsLeast } from './deadline-is-least.js';
import { engineIsNaive } from './engine-is-naive.js';
import { lawBounds } from './law-bounds.js';
import { lawFinality } from './law-finality.js';
import { lawOnline } from './law-online.js';
import { lawRestore } from './law-restore.js';
import { lawRooms } from './law-rooms.js';
import { lawSet } from './law-set.js';
import { lawShape } from './law-shape.js';
import { lawShift } from './law-shift.js';
import { lawShort } from './law-short.js';
import { lawTimeTravel } from './law-time-travel.js';
import { liveIsRecipe } from './live-is-recipe.js';
import { stepIsRecipe } from './step-is-recipe.js';

/** The laws of SPEC.md, section 5, in its order, and those that hold our implementations together. */
export const laws: readonly Law[] = [
  lawSet,
  lawRooms,
  lawFinality,
  lawTimeTravel,
  lawShape,
  lawBounds,
  lawShift,
  lawShort,
  lawRestore,
  lawOnline,
  engineIsNaive,
  stepIsRecipe,
  liveIsRecipe,
  deadlineIsLeast,
];
