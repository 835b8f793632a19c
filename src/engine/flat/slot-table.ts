/**
 * Numbers by hash: open addressing with linear probing. A slot is a pair of a hash and a number + 1, so that whatever a
 * number stands for is looked at only where its hash agrees. Who looks for one walks the slots with `firstSlot` and
 * `nextSlot` until one is empty, and then, if there are any, asks those that are crowded out.
 *
 * Anyone can make up texts whose hashes fall close together. So that nobody walks far, no more than `LONGEST_RUN` slots in
 * a row are taken: a number that would make it more is crowded out. A table that grows has no longer runs than before, as
 * numbers whose hashes lie within some slots lay within as many of the shorter table, beside others.
 */
export interface SlotTable {
  slots: Int32Array<ArrayBuffer>;
  size: number;
  /** numbers that have no slot, by their texts: of a `Map`, nobody can foresee the hashes */
  readonly crowdedOut: Map<string, number>;
  /** what becomes of memory that is not used any more */
  readonly leave: (memory: ArrayBuffer) => void;
}

export function createSlotTable(leave: (memory: ArrayBuffer) => void = () => {}): SlotTable {
  return { slots: new Int32Array(64), size: 0, crowdedOut: new Map(), leave };
}

/** Hashes that are spread evenly hardly ever fill so many slots in a row. */
export const LONGEST_RUN = 128;

/** Spreads a hash over all bits. */
export function spread(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b | 0);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35 | 0);
  return mixed ^ (mixed >>> 16);
}

/** Where a number of this hash may stand first. */
export function firstSlot(slots: Int32Array, hash: number): number {
  return (hash << 1) & (slots.length - 1);
}

export function nextSlot(slots: Int32Array, slot: number): number {
  return (slot + 2) & (slots.length - 1);
}

/** The first number of a hash, −1 if there is none. */
export function firstNumber(slots: Int32Array, hash: number): number {
  let slot = firstSlot(slots, hash);
  while (slots[slot + 1] !== 0 && slots[slot] !== hash) slot = nextSlot(slots, slot);
  return slots[slot + 1]! - 1;
}

/** Adds a number that is not in the table yet; false if it has to be put among those that are crowded out. */
export function addSlot(table: SlotTable, hash: number, number: number): boolean {
  if (table.size * 4 >= table.slots.length) grow(table);
  const { slots } = table;
  const slot = emptySlot(slots, hash);
  if (runAround(slots, slot) > LONGEST_RUN) return false;
  slots[slot] = hash;
  slots[slot + 1] = number + 1;
  table.size++;
  return true;
}

/** Takes a number out, and moves up what had to give way to it; false if it has no slot. */
export function removeSlot(table: SlotTable, hash: number, number: number): boolean {
  const { slots } = table;
  let hole = firstSlot(slots, hash);
  while (slots[hole + 1] !== number + 1) {
    if (slots[hole + 1] === 0) return false;
    hole = nextSlot(slots, hole);
  }
  const mask = slots.length - 1;
  for (let slot = nextSlot(slots, hole); slots[slot + 1] !== 0; slot = nextSlot(slots, slot)) {
    const home = firstSlot(slots, slots[slot]!);
    if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
    slots[hole] = slots[slot]!;
    slots[hole + 1] = slots[slot + 1]!;
    hole = slot;
  }
  slots[hole + 1] = 0;
  table.size--;
  return true;
}

/** Takes out a number that is crowded out, unless another of the same text has come in its place already. */
export function removeCrowded({ crowdedOut }: SlotTable, text: string, number: number): void {
  if (crowdedOut.get(text) === number) crowdedOut.delete(text);
}

/** The text of a participant in a room, for those that are crowded out. */
export function textInRoom(room: number, id: string): string {
  return `${room} ${id}`;
}

function grow(table: SlotTable): void {
  const before = table.slots;
  table.slots = new Int32Array(before.length * 2);
  for (let slot = 0; slot < before.length; slot += 2) {
    if (before[slot + 1] === 0) continue;
    const free = emptySlot(table.slots, before[slot]!);
    table.slots[free] = before[slot]!;
    table.slots[free + 1] = before[slot + 1]!;
  }
  table.leave(before.buffer);
}

function emptySlot(slots: Int32Array, hash: number): number {
  let slot = firstSlot(slots, hash);
  while (slots[slot + 1] !== 0) slot = nextSlot(slots, slot);
  return slot;
}

/** How many slots in a row are taken once an empty one is. */
function runAround(slots: Int32Array, slot: number): number {
  const mask = slots.length - 1;
  let first = slot;
  while (slots[((first - 2) & mask) + 1] !== 0) first -= 2;
  let end = nextSlot(slots, slot);
  while (slots[end + 1] !== 0) end = nextSlot(slots, end);
  return ((end - first) & mask) >> 1;
}
