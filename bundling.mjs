import { rolldown } from 'rolldown';

/** What rolldown makes of entries, one or several by their names; it is to be written. */
export function bundled(input) {
  return rolldown({
    input,
    platform: 'neutral',
    // Packages, of which the few that are loaded late are found only then.
    external: /^(node:|[@a-z][\w-]*(\/|$))/,
    resolve: { extensionAlias: { '.js': ['.ts', '.js'] } },
    treeshake: { moduleSideEffects: false },
    transform: { target: 'es2022' },
    plugins: [constantFunctions(), exportsApart()],
  });
}

/** Declares the functions of a file as constants, before all else in it. */
function constantFunctions() {
  return {
    name: 'constant-functions',
    renderChunk(code) {
      const parts = { imports: '', functions: '', others: '' };
      let from = 0;
      for (const { type, id, async, generator, start, end } of this.parse(code).body) {
        const before = code.slice(from, start);
        from = end;
        if (type === 'FunctionDeclaration') {
          const kind = `${async ? 'async ' : ''}function${generator ? '*' : ''}`;
          parts.functions += `${before}const ${id.name} = ${kind} ${code.slice(id.end, end)};`;
        } else parts[type === 'ImportDeclaration' ? 'imports' : 'others'] += before + code.slice(start, end);
      }
      return parts.imports + parts.functions + parts.others + code.slice(from);
    },
  };
}

/**
 * Exports copies of the constants of a file: what is exported under its own name is looked up at each use within the
 * file, too, and may be anything as far as V8 knows.
 */
function exportsApart() {
  return {
    name: 'exports-apart',
    renderChunk(code) {
      const { body } = this.parse(code);
      const constants = new Set(body.flatMap(constantsOf));
      let rest = '';
      let copies = '';
      let count = 0;
      let from = 0;
      for (const { type, source, specifiers, start, end } of body) {
        if (type !== 'ExportNamedDeclaration' || source !== null) continue;
        rest += code.slice(from, start);
        from = end;
        const listed = specifiers.map(({ local, exported }) => {
          const name = code.slice(exported.start, exported.end);
          if (!constants.has(local.name)) return `${local.name} as ${name}`;
          const copy = `exported$${count++}`;
          copies += `const ${copy} = ${local.name};\n`;
          return `${copy} as ${name}`;
        });
        copies += `export { ${listed.join(', ')} };\n`;
      }
      return `${rest}${code.slice(from)}\n${copies}`;
    },
  };
}

function constantsOf({ type, kind, declarations }) {
  if (type !== 'VariableDeclaration' || kind !== 'const') return [];
  return declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
}
