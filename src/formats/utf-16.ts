/** Takes bytes of text in some encoding. */
export interface TextDecoding {
  push(chunk: Buffer): void;
  /** @throws Error if the text ends within a character */
  end(): void;
}

/** No UTF-8 has this byte: whoever reads the text finds that it is broken there. */
const BROKEN = Buffer.from([0xff]);

/**
 * Decodes UTF-16 into UTF-8; the byte order mark at its beginning is taken off. Half a surrogate pair becomes a byte that is not UTF-8.
 */
export function createUtf16Decoder(isBigEndian: boolean, take: (chunk: Buffer) => void): TextDecoding {
  /** the first half of a character, or of a pair of them, in little endian but for an odd byte */
  let odd: Buffer = Buffer.alloc(0);
  let high = '';
  let isFirst = true;

  function decode(units: Buffer): void {
    let text = high + units.toString('utf16le');
    high = '';
    if (isFirst && text !== '') {
      text = text.replace(/^\ufeff/, '');
      isFirst = false;
    }
    if (/[\ud800-\udbff]$/.test(text)) {
      high = text.slice(-1);
      text = text.slice(0, -1);
    }
    if (text !== '') take(text.isWellFormed() ? Buffer.from(text) : withBreaks(text));
  }

  return {
    push(chunk) {
      const bytes = Buffer.concat([odd, chunk]);
      const whole = bytes.length & ~1;
      odd = Buffer.from(bytes.subarray(whole));
      const units = bytes.subarray(0, whole);
      decode(isBigEndian ? units.swap16() : units);
    },
    end() {
      if (high !== '') take(BROKEN);
      if (odd.length > 0) throw new Error('the text ends within a character of UTF-16');
    },
  };
}

const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function withBreaks(text: string): Buffer {
  const [first = '', ...rest] = text.split(LONE);
  return Buffer.concat([Buffer.from(first), ...rest.flatMap((part) => [BROKEN, Buffer.from(part)])]);
}
