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
    plugins: [constantFunctions()],
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
