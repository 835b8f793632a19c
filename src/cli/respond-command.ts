import { Command } from 'commander';
import { ExitCode, Failure } from './exit-code.js';
import { version } from './version.js';

/** The verb `respond`: the reference behind the line protocol. */
export function respondCommand(): Command {
  return new Command('respond')
    .summary('answer conformance cases as the reference')
    .description(
      'Answers the line protocol on standard input and output, as the reference or as one that is wrong.',
    )
    .option('--mutant <name>', 'be wrong in this way; `reconvene vectors mutants` lists them')
    .addHelpText('after', EXAMPLES)
    .action(run);
}

const EXAMPLES = `
Examples:
  reconvene conform -- reconvene respond                        all vectors pass
  reconvene conform -- reconvene respond --mutant never-reset   some fail, and it is told why

  echo '{"id":1,"cmd":"run","rules":{},"events":[]}' | reconvene respond`;

async function run({ mutant: name }: { readonly mutant?: string }): Promise<void> {
  // Loaded only for this verb.
  const [{ mutants }, { respond }] = await Promise.all([
    import('../oracle/mutants.js'),
    import('../oracle/respond.js'),
  ]);
  const mutant = name === undefined ? null : mutants.find((known) => known.name === name);
  if (mutant === undefined) {
    throw new Failure(
      `--mutant ${name}: there is none; \`reconvene vectors mutants\` lists them`,
      ExitCode.usage,
    );
  }
  const implementation = {
    name: mutant === null ? 'reconvene' : `reconvene with ${mutant.name}`,
    version: version(),
    language: 'TypeScript',
  };
  await respond(process.stdin, process.stdout, implementation, mutant);
}
