import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLineReader } from '../../src/formats/read-lines.js';
import { openFile, readInput } from '../../src/replay/input.js';
import { freshFolder } from '../support/run-cli.js';

test.each([false, true])(
  'a file that is cut while it is read breaks there; one of many: %s',
  async (isOneOfMany) => {
    const folder = freshFolder();
    const path = join(folder, 'log');
    writeFileSync(path, 'one\ntwo\nthree\n');
    const input = await openFile(path, isOneOfMany);
    truncateSync(path, 8);
    const taken: string[] = [];
    const lines = createLineReader((text) => void taken.push(text));
    const broken = await readInput(input, { lines, onBytes() {}, lastLine: lines.lastLine });
    await input.close();
    expect(taken).toEqual(['one', 'two']);
    expect(broken).toEqual({ line: 2, reason: 'ends after 8 of 14 bytes: it was cut while it was read' });
  },
);
