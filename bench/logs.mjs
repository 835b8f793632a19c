/*
 * The logs. `lateness` is what a reader must allow for, in seconds. Logs of one `content` have the same events, and so
 * the same meetings.
 */

const ROOMS = 20_000;

/** @returns {object[]} the logs of a run; `isMain` marks the one most figures are about */
export function logsFor({ quick, large }) {
  const main = quick ? 500_000 : 5_000_000;
  const logs = [
    sorted(500_000, main),
    {
      ...sorted(500_000),
      name: 'one room of 100,000, 0.5 M',
      content: 'crowd',
      rooms: 1,
      participants: 100_000,
    },
    { ...sorted(500_000), name: '100 hot rooms, 0.5 M', content: 'hot', rooms: 100, participants: 500 },
    { ...sorted(500_000), name: 'odd names, 0.5 M', content: 'odd', oddNames: true },
    { ...sorted(500_000), name: 'ISO times, 0.5 M', form: 'iso-times' },
    { ...sorted(500_000), name: 'CSV, 0.5 M', form: 'csv' },
    { ...sorted(500_000), name: 'Zoom webhooks, 0.5 M', content: 'zoom', form: 'zoom-webhook' },
  ];
  if (!quick) logs.push(sorted(main, main));
  logs.push({ ...sorted(main), name: `in gzip, ${millions(main)}`, isPacked: true });
  const shuffled = { ...sorted(main), name: `shuffled within 5 s, ${millions(main)}`, isShuffled: true };
  logs.push({ ...shuffled, shuffleSeconds: 5, lateness: 5 });
  if (large) logs.push(sorted(20_000_000));
  return logs;
}

function sorted(events, main = 0) {
  return {
    name: `sorted, ${millions(events)}`,
    content: `${events}`,
    events,
    rooms: ROOMS,
    participants: 0,
    shuffleSeconds: 0,
    lateness: 0,
    oddNames: false,
    form: 'native',
    isShuffled: false,
    isPacked: false,
    isMain: events === main,
  };
}

export function millions(events) {
  return `${events / 1_000_000} M`;
}
