import type { EventType } from '../../model/event.js';

/** Event types as numbers: places in EVENT_TYPES. */
export const JOIN = 0;
export const LEAVE = 1;
export const CLEAR = 2;
export const EVENT_TYPES: readonly EventType[] = ['join', 'leave', 'clear'];
