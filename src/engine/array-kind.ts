interface Kinds {
  readonly Uint8Array: Uint8Array;
  readonly Int32Array: Int32Array;
  readonly Float64Array: Float64Array;
}

/** Whether a value is a typed array of some kind, be it of another window or context, which has classes of its own. */
export function isArrayOf<Kind extends keyof Kinds>(value: unknown, kind: Kind): value is Kinds[Kind] {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === `[object ${kind}]`;
}
