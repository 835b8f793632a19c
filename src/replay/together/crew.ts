import { setImmediate as nextTurn } from 'node:timers/promises';

/** Has tasks done by others and, where they have enough to do, by itself. Answers are taken in the order of the tasks. */
export interface Crew<Task, Answer> {
  /** Gives a task; `take` hears the answer, after those to all tasks before it, when the crew keeps up or finishes. */
  readonly give: (task: Task, take: (answer: Answer) => void) => void;
  /** Does something in its turn: when the answers to all tasks before it have been taken. */
  readonly afterwards: (act: () => void) => void;
  /** Waits while too much is under way. */
  readonly keepUp: () => Promise<void>;
  /** Waits until all has been taken. */
  readonly finish: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

/** Somebody who does tasks one after the other. */
export interface Worker<Task, Answer> {
  /** `hear` hears the answer. */
  readonly give: (task: Task, hear: (answer: Answer) => void) => void;
  readonly stop: () => Promise<void>;
}

/** So many tasks a worker has at most: the one that it does, and one that waits for it. */
const ENOUGH = 2;
/** So many answers may wait for one before them, for each worker. */
const WAITING = 4;

interface Turn {
  /** null until there is an answer */
  act: (() => void) | null;
}

/**
 * @param start gets one more to work, when all who are there have something to do
 * @param most how many may work
 * @param own does a task here
 * @param news waits until something has come of a worker
 */
export function createCrew<Task, Answer>(
  start: () => Worker<Task, Answer>,
  most: number,
  own: (task: Task) => Answer,
  news: () => Promise<void>,
): Crew<Task, Answer> {
  const turns: Turn[] = [];
  const workers: Worker<Task, Answer>[] = [];
  /** how many tasks each of them has */
  const busy: number[] = [];

  function takeTurns(): void {
    while (turns.length > 0 && turns[0]!.act !== null) turns.shift()!.act!();
  }

  async function wait(waiting: number): Promise<void> {
    takeTurns();
    while (turns.length > waiting) {
      await news();
      takeTurns();
    }
  }

  return {
    give(task, take) {
      const turn: Turn = { act: null };
      turns.push(turn);
      if (workers.length < most && !busy.includes(0)) {
        workers.push(start());
        busy.push(0);
      }
      const least = Math.min(...busy);
      if (least >= ENOUGH) {
        const answer = own(task);
        turn.act = () => take(answer);
        return;
      }
      const free = busy.indexOf(least);
      busy[free]!++;
      workers[free]!.give(task, (answer) => {
        busy[free]!--;
        turn.act = () => take(answer);
      });
    },
    afterwards(act) {
      turns.push({ act });
    },
    async keepUp() {
      // Nothing is heard of before the loop of events goes on.
      if (turns.length > 0) await nextTurn();
      await wait(WAITING * workers.length);
    },
    finish: () => wait(0),
    async stop() {
      await Promise.all(workers.map((worker) => worker.stop()));
    },
  };
}
