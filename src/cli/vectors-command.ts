import { Command } from 'commander';
import { writeAll } from '../replay/byte-output.js';
import type { Telling } from './tell-vectors.js';
import { vectorOptions } from './vector-options.js';

/** The verb `vectors`: what the conformance vectors are, and whether they hold what they claim. */
export function vectorsCommand(): Command {
  const command = new Command('vectors')
    .summary('list, show and check the conformance vectors')
    .description('Tells of the conformance vectors, and checks them.')
    .usage('list|show|check|coverage|mutants [options]');
  add(command, 'list', 'list the vectors: id, clause, name');
  add(command, 'show', 'show a vector as a timeline, or as JSON')
    .argument('<id>', 'the id of the vector')
    .option('--json', 'as JSON');
  add(command, 'check', 'hold the vectors to what they claim');
  add(command, 'coverage', 'count the vectors on each side of every clause’s boundary');
  add(command, 'mutants', 'list wrong implementations, and how many vectors kill each');
  return command;
}

function add(parent: Command, name: Telling, description: string): Command {
  const command = new Command(name).description(description);
  for (const option of vectorOptions()) command.addOption(option);
  command.action(async () => {
    // Loaded only for this verb.
    const { tellVectors } = await import('./tell-vectors.js');
    await writeAll(process.stdout, tellVectors(name, command.args, command.opts()));
  });
  parent.addCommand(command);
  return command;
}
