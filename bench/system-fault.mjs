import { getSystemErrorMap } from 'node:util';

/** A fault of the system in plain words. */
export function reasonOf(error) {
  return getSystemErrorMap().get(error.errno)?.[1] ?? error.message;
}
