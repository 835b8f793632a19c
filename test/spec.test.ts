import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { v5 } from 'uuid';
import { describe, expect, test } from 'vitest';
import { compileRules } from '../src/engine/compile-rules.js';
import { naiveMeetings } from '../src/oracle/naive.js';
import { MEETING_NAMESPACE } from '../src/rules/meeting-id.js';
import { defineRules, documentedRules } from '../src/rules/options.js';
import { laws } from './properties/laws.js';
import { examples, specExamples } from './properties/spec-examples.js';
import { specSlugs } from './support/spec-examples.js';

const spec = readFileSync('SPEC.md', 'utf8');

/** The sections by number, each from its heading to the next. */
const sections = new Map(
  spec
    .split(/^## /m)
    .slice(1)
    .map((text) => [Number.parseInt(text, 10), text]),
);
const clauses = [1, 2, 3, 4].flatMap((number) => specSlugs(sections.get(number)!).clauses);

const named = examples.map(
  (example) => [`${example.clause}: ${example.title} (SPEC.md:${example.line})`, example] as const,
);

describe('the engine gives what the examples say', () => {
  test.each(named)('%s', (_, example) => specExamples.check(example, compileRules));
});

describe('the naive model gives what the examples say', () => {
  test.each(named)('%s', (_, { events, rules, asOf, expected, strays }) => {
    const latest = Math.max(...events.map(({ at }) => at));
    const naive = naiveMeetings(events, defineRules(rules), asOf ?? latest);
    const meetings = naive.meetings.map(({ start, end: _end, ...meeting }, i) => ({
      ...meeting,
      id: expected[i]?.id == null ? null : v5(`${meeting.room}\n${start}`, MEETING_NAMESPACE),
    }));
    expect(meetings).toEqual(expected);
    expect(naive.strays).toEqual(strays);
  });
});

describe('clauses and laws have one name everywhere', () => {
  test('every clause has an example, and every example is one of a clause', () => {
    expect(new Set(examples.map(({ clause }) => clause))).toEqual(new Set(clauses));
  });

  test('every clause has a file in src/rules, and every file there is a clause', () => {
    const files = readdirSync('src/rules').filter((name) => name !== 'options.ts');
    expect(files.sort()).toEqual(clauses.map((slug) => `${slug}.ts`).sort());
  });

  test('the clauses stand in sections 1 to 4, the laws in section 5, and each once', () => {
    const all = specSlugs(spec);
    expect(all.clauses).toEqual(clauses);
    expect(all.laws).toEqual(specSlugs(sections.get(5)!).laws);
    expect(new Set(all.clauses).size).toBe(all.clauses.length);
  });

  test('every law is a property, with a file of its name', () => {
    const { laws: headings } = specSlugs(spec);
    expect(laws.map(({ slug }) => slug).filter((slug) => slug.startsWith('law-'))).toEqual(headings);
    for (const slug of headings) expect(existsSync(`test/properties/${slug}.ts`), slug).toBe(true);
  });

  test('every clause that the sources name is one', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((path) =>
      path.endsWith('.ts'),
    );
    const mentions = sources.flatMap((path) => mentionsOf(path, readFileSync(`src/${path}`, 'utf8')));
    expect(mentions.length).toBeGreaterThan(clauses.length);
    expect(mentions.filter(([, slug]) => !clauses.includes(slug))).toEqual([]);
  });

  test('every file in src/rules says which clause it is', () => {
    for (const slug of clauses) {
      const source = readFileSync(`src/rules/${slug}.ts`, 'utf8');
      expect(mentionsOf(slug, source), slug).toContainEqual([slug, slug]);
    }
  });

  test('the clauses that begin and end a session are those of section 3', () => {
    const mentions = mentionsOf('clause.ts', readFileSync('src/model/clause.ts', 'utf8'));
    const { clauses: ofSection } = specSlugs(sections.get(3)!);
    expect(mentions.map(([, slug]) => slug).sort()).toEqual([...ofSection].sort());
  });
});

/** Where a source names a clause: in the unions of them, as the `clause` of something, and in comments. */
function mentionsOf(path: string, source: string): [path: string, slug: string][] {
  const slugs: string[] = [];
  for (const [, union = ''] of source.matchAll(/type (?:Begin|End)Clause =([^;]*);/g)) {
    slugs.push(...[...union.matchAll(/'([^']*)'/g)].map(([, slug = '']) => slug));
  }
  for (const [, slug = ''] of source.matchAll(/\bclause: '([^']*)'/g)) slugs.push(slug);
  for (const [, list = ''] of source.matchAll(/\bclauses?((?:[\s*,]+(?:and )?`[^`\n]+`)+)/gi)) {
    slugs.push(...[...list.matchAll(/`([^`]+)`/g)].map(([, slug = '']) => slug));
  }
  return slugs.map((slug) => [path, slug]);
}

describe('values', () => {
  test('section 6 lists the options with their defaults and clauses', () => {
    const rows = [...sections.get(6)!.matchAll(/^\| `(\w+)` \| (.+?) \| (.+) \|$/gm)];
    const listed = rows.map(([, option = '', value = '']) => [
      option,
      /^\d+ s$/.test(value) ? Number.parseInt(value, 10) : JSON.parse(value.replaceAll('`', '')),
    ]);
    expect(listed).toEqual(Object.entries(documentedRules));
    for (const [row, , , notes = ''] of rows) {
      const [before = ''] = notes.split('(');
      const slugs = [...before.matchAll(/`([^`]+)`/g)].map(([, slug = '']) => slug);
      expect(slugs, row).not.toEqual([]);
      for (const slug of slugs) expect(clauses, row).toContain(slug);
    }
  });

  test('the namespace of the ids is the one that SPEC.md states', () => {
    expect(spec).toContain(`\`${MEETING_NAMESPACE}\``);
  });
});
