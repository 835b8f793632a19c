/*
 * What was measured: of each contender on each log a sample a round. The machine drifts, so a ratio is the median of
 * the ratios within the rounds, not the ratio of the medians.
 */

export function createResults() {
  const rows = [];

  function row(contender, log) {
    let found = rows.find((known) => known.contender === contender && known.log === log);
    if (found === undefined) {
      found = {
        contender,
        log,
        events: log?.events ?? contender.events,
        samples: [],
        problem: null,
        hash: null,
      };
      rows.push(found);
    }
    return found;
  }

  /** The row of a contender, on a log for whole programs; undefined if it was not run, or came to nothing. */
  function find(isContender, isLog = (log) => log === null) {
    return rows.find(
      ({ contender, log, problem, samples }) =>
        isContender(contender) && isLog(log) && problem === null && samples.length > 0,
    );
  }

  return { rows, row, find };
}

/** Of a key of the samples, or null if it is not known. */
export function medianOf({ samples }, key) {
  return median(samples.map((sample) => sample[key]));
}

/** How many times as much of `key` the first row took as the second, for each event. */
export function ratioOf(a, b, key) {
  const ratios = [];
  for (const sample of a.samples) {
    const other = b.samples.find(({ round }) => round === sample.round);
    if (other === undefined || sample[key] === null || other[key] === null) continue;
    ratios.push(sample[key] / a.events / (other[key] / b.events));
  }
  return median(ratios);
}

export function median(values) {
  if (values.length === 0 || values.includes(null)) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
