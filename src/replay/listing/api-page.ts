import type { ByteOutput } from '../byte-output.js';
import { createHeldLines } from './held-lines.js';
import { toJsonArray } from './json-array.js';
import type { ListingOutput } from './listing-output.js';

/**
 * The body of the documented listing, `{total_count, data}` with the newest meeting first. How many there are and
 * which is the newest is known at the end: until then they are held.
 */
export function toApiPage(output: ByteOutput): ListingOutput {
  const held = createHeldLines();
  return {
    write: held.add,
    flush: async () => {},
    async finish() {
      const page = toJsonArray(output, `{"total_count":${held.count()},"data":[`, ']}\n');
      try {
        for (const { bytes, from, to } of held.lines()) {
          page.write(bytes, from, to);
          await page.flush(false);
        }
      } finally {
        held.discard();
      }
      await page.finish();
    },
    async discard() {
      held.discard();
      await output.discard();
    },
  };
}
