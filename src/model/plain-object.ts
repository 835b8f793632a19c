/** Whether a value is an object of fields, of any realm. What a Map or a class holds is not seen by who goes through its names. */
export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return false;
  const above: unknown = Object.getPrototypeOf(value);
  // Only the prototype that all objects share has none itself; `instanceof` would know that of this realm only.
  return above === null || Object.getPrototypeOf(above) === null;
}
