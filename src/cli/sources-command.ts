import { Command } from 'commander';
import { writeAll } from '../replay/byte-output.js';
import { ExitCode, Failure } from './exit-code.js';

/** The verb `sources`: what can be read. */
export function sourcesCommand(): Command {
  return new Command('sources')
    .summary('list whose logs can be read')
    .description('Lists the sources that logs are recognised as, or one of them with its mapping.')
    .argument('[name]', 'one source')
    .option('--json', 'as JSON; a source that is a mapping has it whole, to copy and change')
    .action(run);
}

async function run(name: string | undefined, { json }: { readonly json?: true }): Promise<void> {
  const [{ sources }, { presets }] = await Promise.all([
    import('../sources/all-sources.js'),
    import('../sources/presets.js'),
  ]);
  const listed = sources
    .filter((source) => name === undefined || source.name === name)
    .map((source) => {
      const mapping = presets.find((preset) => preset.name === source.name) ?? null;
      return { name: source.name, title: source.title, mapping };
    });
  if (listed.length === 0) {
    const names = sources.map((source) => source.name).join(', ');
    throw new Failure(`${name}: no such source; expected one of ${names}`, ExitCode.usage);
  }
  const isOne = name !== undefined && (json === true || listed[0]!.mapping !== null);
  const shown = isOne ? (json === true ? listed[0] : listed[0]!.mapping) : listed;
  await writeAll(
    process.stdout,
    json === true || isOne
      ? [`${JSON.stringify(shown, null, 2)}\n`]
      : listed.map(
          ({ name: known, title, mapping }) =>
            `${known.padEnd(14)} ${title}${mapping ? ' (a mapping)' : ''}\n`,
        ),
  );
}
