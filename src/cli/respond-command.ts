import { Command } from 'commander';
import { mutants } from '../oracle/mutants.js';
import { respond } from '../oracle/respond.js';
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
