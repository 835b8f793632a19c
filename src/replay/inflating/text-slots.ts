/** Memory that one thread fills with text and another empties: slots that are used in turn, and how many of them have been emptied. */
export interface TextSlots {
  readonly slots: SharedArrayBuffer;
  readonly emptied: SharedArrayBuffer;
}

/** So much text is in a slot at most. */
export const SLOT = 256 * 1024;

/** So much is made ahead of what is taken. */
const SLOTS = 8;

export function createTextSlots(): TextSlots {
  return { slots: new SharedArrayBuffer(SLOTS * SLOT), emptied: new SharedArrayBuffer(4) };
}

/** Fills slots, and waits for one that is empty: the thread does nothing else meanwhile. */
export interface SlotFiller {
  readonly fill: (text: Uint8Array) => void;
  /** Tells of the last slot, though it is not full. */
  readonly flush: () => void;
}

/** @param tell hears of each slot that has been filled, and how much is in it */
export function createSlotFiller({ slots, emptied }: TextSlots, tell: (length: number) => void): SlotFiller {
  const bytes = new Uint8Array(slots);
  const count = new Int32Array(emptied);
  let filled = 0;
  let length = 0;

  function flush(): void {
    if (length === 0) return;
    tell(length);
    filled++;
    length = 0;
  }

  function waitForOne(): void {
    for (;;) {
      const known = Atomics.load(count, 0);
      if (filled - known < SLOTS) return;
      Atomics.wait(count, 0, known);
    }
  }

  return {
    fill(text) {
      for (let from = 0; from < text.length; ) {
        if (length === 0) waitForOne();
        const part = text.subarray(from, from + SLOT - length);
        bytes.set(part, (filled % SLOTS) * SLOT + length);
        length += part.length;
        from += part.length;
        if (length === SLOT) flush();
      }
    },
    flush,
  };
}

/** Gives a function that copies what is in the next slot, and empties it. */
export function createSlotEmptier({
  slots,
  emptied,
}: TextSlots): (length: number, target: Uint8Array) => void {
  const bytes = new Uint8Array(slots);
  const count = new Int32Array(emptied);
  let taken = 0;
  return (length, target) => {
    const from = (taken % SLOTS) * SLOT;
    target.set(bytes.subarray(from, from + length));
    Atomics.store(count, 0, ++taken);
    Atomics.notify(count, 0);
  };
}
