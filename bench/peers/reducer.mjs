// readline, JSON.parse, a plain reducer, JSON.stringify: what most people would write.
//   node bench/peers/reducer.mjs LOG OUT
import { createPlainReduction } from './plain-reduction.mjs';
import { readAndReduce } from './read-and-reduce.mjs';

const [logPath, outPath] = process.argv.slice(2);
readAndReduce(logPath, outPath, createPlainReduction);
