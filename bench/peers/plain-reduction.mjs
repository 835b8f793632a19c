import { createReduction } from './reduction.mjs';
import { finishRoom, takeInstant } from './session-reducer.mjs';

/** The reducer on state that it changes. */
export function createPlainReduction(emit) {
  return createReduction(reduce, finishRoom, emit);
}

function reduce(room, at, events, emit) {
  takeInstant(room, at, events, emit);
  return room;
}
