/** Takes encoded bytes and hands on what they hold; both reject at the place where the data breaks. */
export interface Inflater {
  push(chunk: Buffer): Promise<void>;
  end(): Promise<void>;
}
