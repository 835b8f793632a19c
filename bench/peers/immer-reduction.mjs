import { createDraft, enableMapSet, produce } from 'immer';
import { createReduction } from './reduction.mjs';
import { finishRoom, takeInstant } from './session-reducer.mjs';

enableMapSet();

/**
 * The plain reducer with every state immutable: one `produce` for each event (for each instant, if some fall on one).
 * A state for each room; with all rooms in one state it would be some hundred times slower.
 */
export function createImmerReduction(emit) {
  return createReduction(reduce, finish, emit);
}

function reduce(room, at, events, emit) {
  return produce(room, (draft) => takeInstant(draft, at, events, emit));
}

function finish(room, asOf, emit) {
  finishRoom(createDraft(room), asOf, emit);
}
