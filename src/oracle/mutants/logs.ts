import type { CaseEvent } from '../case.js';
import { instantsOf } from './instants.js';
import type { Mutant } from './mutant.js';
import { followVisits, inTimeOrder, rewriting, withoutGaps } from './rewrite-log.js';

/** Right rules, wrongly asked: mistakes in how visits are read from a log. */
export const logMutants: readonly Mutant[] = [
  {
    name: 'times-never-go-back',
    clause: 'pairing',
    sentence: 'An event that comes late in the log happens when it comes.',
    wrong: {
      asks: rewriting((events) => {
        let latest = -Infinity;
        return events.map((event) => {
          latest = Math.max(latest, event.at);
          return { ...event, at: latest };
        });
      }),
    },
  },
  {
    name: 'one-room-at-a-time',
    clause: 'pairing',
    sentence: 'Whoever comes into another room has left the first one.',
    wrong: {
      asks: rewriting((events) => {
        const rooms = new Map<string, string>();
        return inTimeOrder(events).flatMap((event) => {
          const { type, participant_id: who = '', room, at } = event;
          const other = rooms.get(who);
          if (type === 'leave' && other === room) rooms.delete(who);
          if (type !== 'join') return [event];
          rooms.set(who, room);
          if (other === undefined || other === room) return [event];
          return [{ type: 'leave', room: other, participant_id: who, at }, event];
        });
      }),
    },
  },
  {
    name: 'rooms-are-one',
    clause: 'pairing',
    sentence: 'A clear tells that everybody has gone.',
    wrong: {
      asks: rewriting((events) => {
        const rooms = [...new Set(events.map(({ room }) => room))];
        return events.flatMap((event): CaseEvent[] =>
          event.type === 'clear' ? rooms.map((room) => ({ ...event, room })) : [event],
        );
      }),
    },
  },
  {
    name: 'clear-comes-last',
    clause: 'pairing',
    sentence: 'A clear takes out everybody who came up to its instant.',
    wrong: {
      asks: rewriting((events) => {
        const { isCleared } = instantsOf(events);
        return events.filter((event) => event.type !== 'join' || !isCleared(event));
      }),
    },
  },
  {
    name: 'told-first-comes-first',
    clause: 'same-instant',
    sentence: 'At one instant the events happen in the order of the log.',
    wrong: {
      asks: rewriting((events) => {
        const open = new Set<string>();
        return events
          .toSorted((a, b) => a.at - b.at)
          .filter(({ type, room, participant_id }) => {
            const who = JSON.stringify([room, participant_id]);
            if (type === 'clear') open.clear();
            else if (open.has(who) === (type === 'join')) return false;
            else if (type === 'join') open.add(who);
            else open.delete(who);
            return true;
          });
      }),
    },
  },
  {
    name: 'reconnect-is-one-visit',
    clause: 'pairing',
    sentence: 'Whoever reconnects at once never went.',
    wrong: { asks: rewriting((events) => withoutGaps(events, 0)) },
  },
  {
    name: 'small-gaps-bridged',
    clause: 'empty-end',
    sentence: 'Whoever is back within a second never went.',
    wrong: { asks: rewriting((events) => withoutGaps(events, 1000)) },
  },
  {
    name: 'joins-nest',
    clause: 'strays',
    sentence: 'Every join needs a leave of its own.',
    wrong: {
      asks: rewriting((events) => {
        const depths = new Map<string, number>();
        return inTimeOrder(events).filter(({ type, room, participant_id }) => {
          const who = JSON.stringify([room, participant_id]);
          const depth = depths.get(who) ?? 0;
          if (type === 'clear') depths.clear();
          else depths.set(who, Math.max(0, depth + (type === 'join' ? 1 : -1)));
          return type !== 'leave' || depth <= 1;
        });
      }),
    },
  },
  {
    name: 'second-join-reconnects',
    clause: 'strays',
    sentence: 'A join while a visit is open ends it and begins another.',
    wrong: {
      asks: rewriting((events) =>
        followVisits(events, (event, isOpen) =>
          isOpen && event.type === 'join'
            ? [{ ...event, type: 'leave', user_name: null, user_id: null }, event]
            : [event],
        ),
      ),
    },
  },
  {
    name: 'orphan-leave-was-there',
    clause: 'strays',
    sentence: 'Whoever leaves without a join has been there from the start of the log.',
    wrong: {
      asks: rewriting((events) => {
        const first = events.reduce((least, { at }) => Math.min(least, at), Infinity);
        return followVisits(events, (event, isOpen, came) =>
          !isOpen && event.type === 'leave' && !came
            ? [{ ...event, type: 'join', at: first }, event]
            : [event],
        );
      }),
    },
  },
  {
    name: 'duplicate-join-names',
    clause: 'names',
    sentence: 'A later join tells the newer name.',
    wrong: {
      asks: rewriting((events) => {
        const renamed = new Map<CaseEvent, CaseEvent>();
        followVisits(events, (event, isOpen, _came, opener) => {
          if (isOpen && event.type === 'join' && opener !== undefined) {
            const { user_name = null, user_id = null } = event;
            const before = renamed.get(opener) ?? opener;
            renamed.set(opener, {
              ...before,
              user_name: user_name ?? before.user_name ?? null,
              user_id: user_id ?? before.user_id ?? null,
            });
          }
          return [event];
        });
        return events.map((event) => renamed.get(event) ?? event);
      }),
    },
  },
  {
    name: 'empty-name-is-none',
    clause: 'names',
    sentence: 'An empty name is no name.',
    wrong: {
      asks: rewriting((events) =>
        events.map((event) => ({
          ...event,
          user_name: event.user_name || null,
          user_id: event.user_id || null,
        })),
      ),
    },
  },
];
