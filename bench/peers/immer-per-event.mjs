// As reducer.mjs, with immer's `produce` for each event.
//   node bench/peers/immer-per-event.mjs LOG OUT
import { createImmerReduction } from './immer-reduction.mjs';
import { readAndReduce } from './read-and-reduce.mjs';

const [logPath, outPath] = process.argv.slice(2);
readAndReduce(logPath, outPath, createImmerReduction);
