/** A plugin of rolldown: declares the functions of a file as constants, before all else in it. */
export function constantFunctions() {
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
