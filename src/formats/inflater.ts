/**
 * Is waited for now and then while one chunk is inflated, of which a thousand times as much may come; what it throws, the inflater throws.
 */
export type Rest = () => Promise<void>;

/** Takes encoded bytes and hands on what they hold; both reject at the place where the data breaks. */
export interface Inflater {
  push(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}
