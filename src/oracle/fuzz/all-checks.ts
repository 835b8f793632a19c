import type { Check } from './check.js';
import { lawChecks } from './law-check.js';
import { referenceCheck } from './reference-check.js';

/** All that can be checked of a drawn case. */
export const allChecks: readonly Check[] = [referenceCheck, ...lawChecks];
