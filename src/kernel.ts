/**
 * Unstable: one room, one instant, as a pure function over plain JSON state. Shapes may change in any release.
 */
export { createRoom, type Room, type Session } from './engine/room.js';
export { ongoingMeeting, type StepEvent, type StepInput, type StepResult, step } from './engine/step.js';
