/** Texts as bytes, by number: short ones in one array in places of equal size, long ones each on its own. */
export interface ByteSlab {
  readonly placeSize: number;
  places: Uint8Array;
  lengths: Int32Array;
  readonly long: Map<number, Uint8Array>;
}

export function createByteSlab(placeSize: number): ByteSlab {
  return { placeSize, places: new Uint8Array(placeSize * 64), lengths: new Int32Array(64), long: new Map() };
}

/** Keeps the bytes [from, to) as text `number`, in place of what it was before. */
export function keepBytes(slab: ByteSlab, number: number, bytes: Uint8Array, from: number, to: number): void {
  while (number >= slab.lengths.length) grow(slab);
  const length = to - from;
  if (slab.lengths[number]! > slab.placeSize) slab.long.delete(number);
  slab.lengths[number] = length;
  if (length > slab.placeSize) {
    slab.long.set(number, bytes.slice(from, to));
    return;
  }
  const { places } = slab;
  const place = number * slab.placeSize;
  for (let i = 0; i < length; i++) places[place + i] = bytes[from + i]!;
}

/** Whether text `number` is the bytes [from, to). */
export function isKept(slab: ByteSlab, number: number, bytes: Uint8Array, from: number, to: number): boolean {
  const length = to - from;
  if (slab.lengths[number] !== length) return false;
  const isShort = length <= slab.placeSize;
  const kept = isShort ? slab.places : slab.long.get(number)!;
  const place = isShort ? number * slab.placeSize : 0;
  for (let i = 0; i < length; i++) if (kept[place + i] !== bytes[from + i]) return false;
  return true;
}

/** Copies text `number` to `target` and returns the end; there must be room. */
export function copyKept(slab: ByteSlab, number: number, target: Uint8Array, offset: number): number {
  const length = slab.lengths[number]!;
  if (length > slab.placeSize) {
    target.set(slab.long.get(number)!, offset);
    return offset + length;
  }
  const { places } = slab;
  const place = number * slab.placeSize;
  for (let i = 0; i < length; i++) target[offset + i] = places[place + i]!;
  return offset + length;
}

/** The bytes of text `number`. */
export function keptBytes(slab: ByteSlab, number: number): Uint8Array {
  const length = slab.lengths[number]!;
  if (length > slab.placeSize) return slab.long.get(number)!;
  return slab.places.subarray(number * slab.placeSize, number * slab.placeSize + length);
}

function grow(slab: ByteSlab): void {
  const places = new Uint8Array(slab.places.length * 2);
  const lengths = new Int32Array(slab.lengths.length * 2);
  places.set(slab.places);
  lengths.set(slab.lengths);
  slab.places = places;
  slab.lengths = lengths;
}
