/**
 * Keeps one of the objects that are made once for a log or an engine, made for one without events. V8 throws machine code
 * away once no object is left of a shape that the code was made for: if all went with the log, the next one would have to
 * be compiled for anew.
 *
 * @param make gives the same shapes as for any other log
 */
export function keepOne(make: () => object): void {
  if (!kept.has(make)) kept.set(make, make());
}

const kept = new Map<() => object, object>();
