/**
 * Numbers by hash: open addressing with linear probing. A slot is a pair of a hash and a number + 1, so that whatever a
 * number stands for is looked at only where its hash agrees. Who looks for one walks the slots with `firstSlot` and
 * `nextSlot` until one is empty.
 */
export interface SlotTable {
  slots: Int32Array<ArrayBuffer>;
  size: number;
  /** what becomes of memory that is not used any more */
  readonly leave: (memory: ArrayBuffer) => void;
}

export function createSlotTable(leave: (memory: ArrayBuffer) => void = () => {}): SlotTable {
  return { slots: new Int32Array(512), size: 0, leave };
}

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

/** Adds a number that is not in the table yet. */
export function addSlot(table: SlotTable, hash: number, number: number): void {
  if (table.size * 4 >= table.slots.length) grow(table);
  place(table.slots, hash, number + 1);
  table.size++;
}

/** Takes a number out, and moves up what had to give way to it. */
export function removeSlot(table: SlotTable, hash: number, number: number): void {
  const { slots } = table;
  let hole = firstSlot(slots, hash);
  while (slots[hole + 1] !== number + 1) hole = nextSlot(slots, hole);
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
}

function grow(table: SlotTable): void {
  const before = table.slots;
  table.slots = new Int32Array(before.length * 2);
  for (let slot = 0; slot < before.length; slot += 2) {
    if (before[slot + 1] !== 0) place(table.slots, before[slot]!, before[slot + 1]!);
  }
  table.leave(before.buffer);
}

function place(slots: Int32Array, hash: number, entry: number): void {
  let slot = firstSlot(slots, hash);
  while (slots[slot + 1] !== 0) slot = nextSlot(slots, slot);
  slots[slot] = hash;
  slots[slot + 1] = entry;
}
