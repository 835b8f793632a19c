// Writes vectors/*.json: the examples of SPEC.md with why they are there (spec.json), and those written by hand (hand.md).
// `node vectors/source/generate.mjs`, after a change to any of them; a test holds that they agree.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

/** The files as they should be: their names and texts. */
export async function generateVectors() {
  const { readSpecExamples, vectorId, agreedAnswer } = await importSources();
  const whys = JSON.parse(readFileSync(join(here, 'spec.json'), 'utf8'));
  const vectors = [];
  for (const example of readSpecExamples(readFileSync(join(root, 'SPEC.md'), 'utf8'))) {
    const why = whys[`${example.clause}: ${example.title}`];
    if (why === undefined)
      throw new Error(`spec.json: nothing says why "${example.clause}: ${example.title}" is there`);
    vectors.push(fromExample(example, why, { kind: 'spec' }));
  }
  for (const { slug, why, language, text } of blocksOf(readFileSync(join(here, 'hand.md'), 'utf8'))) {
    if (language === 'json') {
      const raw = JSON.parse(text);
      vectors.push({
        ...told(why, slug),
        source: { kind: 'hand' },
        ...(raw.log === undefined ? raw : fromLog(raw)),
      });
      continue;
    }
    const [example] = readSpecExamples(`### \`${slug}\`\n\n\`\`\`timeline\n${text}\n\`\`\`\n`);
    vectors.push(fromExample(example, why, { kind: 'hand' }));
  }

  function told(why, slug) {
    const others = [...why.matchAll(/`([a-z]+(?:-[a-z]+)*)`/g)].map(([, other]) => other);
    const clauses = [...new Set([slug, ...others])];
    const isRealistic = why.includes('Realistic');
    return { why, clauses, ...(isRealistic ? { tags: ['realistic'] } : {}) };
  }

  function fromExample({ clause, title, rules, asOf, events, expected, strays }, why, source) {
    return {
      ...told(why, clause),
      name: title,
      rules,
      ...(asOf === null ? {} : { as_of: asOf }),
      events: events.map(asSent),
      expect: expected.map(({ id: _, ...meeting }) => meeting),
      ...(strays.length > 0 ? { anomalies: strays } : {}),
      source,
    };
  }

  /** A log of examples/, with the answer on which the engine and the naive model agree. */
  function fromLog({ name, log, rules = {} }) {
    const lines = readFileSync(join(root, log), 'utf8').trim().split('\n');
    const events = lines
      .map((line) => JSON.parse(line))
      .map((event) => ({ ...event, at: new Date(event.at).getTime() }));
    return { name, rules, events, ...agreedAnswer({ rules, events }), source: { kind: 'agreed' } };
  }

  const files = new Map();
  for (const vector of vectors) {
    const {
      name,
      why,
      clauses,
      tags,
      rules = {},
      as_of,
      events,
      expect,
      anomalies,
      expect_reject,
      source,
    } = vector;
    const id = vectorId({ rules, as_of, events });
    const whole = {
      id,
      name,
      why,
      clauses,
      tags,
      rules,
      as_of,
      events,
      expect,
      anomalies,
      expect_reject,
      source,
    };
    const file = `${clauses[0]}.json`;
    files.set(file, [...(files.get(file) ?? []), whole]);
  }
  return new Map([...files].map(([file, list]) => [file, written(list)]));
}

function asSent({ type, room, participant_id, at, user_id, user_name }) {
  return {
    type,
    room,
    ...(type === 'clear' ? {} : { participant_id }),
    at,
    ...(user_id === null ? {} : { user_id }),
    ...(user_name === null ? {} : { user_name }),
  };
}

/** JSON with an event, a meeting's record and a stray on a line of its own. */
function written(vectors) {
  const text = JSON.stringify({ vectors }, null, 2);
  return `${text.replace(/\{\n\s+("(?:type|user_id|code)"[^{}]*?)\n\s+\}/g, (_, inner) => `{ ${inner.replace(/\n\s+/g, ' ')} }`)}\n`;
}

/** The fenced blocks of a text, each under the slug of its heading, with the paragraph just above it. */
function blocksOf(markdown) {
  const blocks = [];
  let slug = null;
  for (const [, heading, why, language, text] of markdown.matchAll(
    /^### `([a-z-]+)`$|((?:^(?!#|```).+\n)+)\n```(timeline|json)\n([\s\S]*?)\n```$/gm,
  )) {
    if (heading !== undefined) slug = heading;
    else blocks.push({ slug, why: why.trim().replace(/\n/g, ' '), language, text });
  }
  return blocks;
}

async function importSources() {
  const { outputFiles } = await build({
    stdin: {
      contents:
        "export { readSpecExamples } from './test/support/spec-examples.ts';" +
        "export { vectorId } from './src/oracle/vectors/vector-id.ts';" +
        "export { agreedAnswer } from './src/oracle/vectors/agreed-answer.ts';",
      resolveDir: root,
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}

if (
  process.argv[1] !== undefined &&
  import.meta.url === pathToFileURL(createRequire(import.meta.url).resolve(process.argv[1])).href
) {
  const folder = join(root, 'vectors');
  const files = await generateVectors();
  for (const name of readdirSync(folder))
    if (name.endsWith('.json') && !files.has(name)) rmSync(join(folder, name));
  for (const [name, text] of files) writeFileSync(join(folder, name), text);
  const count = [...files.values()].reduce((sum, text) => sum + JSON.parse(text).vectors.length, 0);
  console.log(`${count} vectors in ${files.size} files`);
}
