import { int32s } from '../small-arrays.js';

/** A list of numbers that is filled and emptied again and again. */
export interface NumberList {
  items: Int32Array;
  length: number;
}

/** With room for so many, at least one, before it must grow. */
export function createNumberList(size = 8): NumberList {
  return { items: new Int32Array(size), length: 0 };
}

export function addNumber(list: NumberList, item: number): void {
  if (list.length === list.items.length) {
    const items = int32s(list.items.length * 2);
    items.set(list.items);
    list.items = items;
  }
  list.items[list.length++] = item;
}
