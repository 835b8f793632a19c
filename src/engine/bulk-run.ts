import type { StrayEvent } from '../model/anomaly.js';
import type { EventType } from '../model/event.js';
import type { Explanation } from '../model/explanation.js';
import type { Meeting } from '../model/meeting.js';
import { type EpochMs, NEVER } from '../model/time.js';
import type { CompiledRules } from './compile-rules.js';
import { explain } from './explain.js';
import type { FlatOutcome } from './flat/flat-outcome.js';
import { advanceFlat, BEGIN_CLAUSES, isFlatForgettable } from './flat/flat-recipe.js';
import * as F from './flat/flat-state.js';
import { beginInstant, CLEAR, gatherEvent, JOIN, LEAVE } from './flat/gather-event.js';
import { type ListedMeeting, listMeeting } from './list-meeting.js';
import { addRecord, beginRecords, createRecordList, hasRecord } from './list-records.js';
import { createNameBook, type NameSource } from './name-book.js';

/**
 * The bulk path: a whole log, in time order, through the recipe over flat records. Rooms do not wait for each other:
 * each is brought to its own next instant, and all of them to T at the end.
 */
export interface BulkRun {
  /** Takes the next event; times must not go back. `ref` says where its names are, −1 if it has none. */
  take(type: EventType, room: string, participantId: string, at: EpochMs, ref: number): void;
  /** Ends the log: brings the rooms to T, and lists what runs then. Yields now and then, for who must give way. */
  finish(asOf: EpochMs): Generator<void>;
  readonly finished: ListedMeeting[];
  readonly strays: StrayEvent[];
  /** how many events only repeated another */
  readonly repeated: () => number;
}

/** So many participants of a room are kept without asking whether they matter. */
const FEW = 16;

export function createBulkRun(names: NameSource, rules: CompiledRules, explains: boolean): BulkRun {
  const state = F.createFlatState();
  const book = createNameBook(names, rules);
  const roomNumbers = new Map<string, number>();
  const roomNames: string[] = [];
  /** by room: its participants, those who matter among them, by id */
  const members: Map<string, number>[] = [];
  /** by room: how many members call for a look at who still matters */
  const crowdedAt: number[] = [];
  /** by participant */
  const ids: string[] = [];
  const finished: ListedMeeting[] = [];
  const strays: StrayEvent[] = [];
  const list = createRecordList();

  const outcome: FlatOutcome = {
    closed(room, clause, at, decidedAt, now, aloneSince, dueAt, lastPresent) {
      const t = room * F.ROOM_TIMES;
      const start = state.roomTimes[t + F.START]!;
      const meeting = meetingOf(room, start, at, now);
      let explanation: Explanation | null = null;
      if (explains) {
        const loneId = clause === 'alone-reset' ? idOfLone(room) : null;
        const ending = { clause, at, loneId, aloneSince, dueAt, lastPresent };
        explanation = explain(beginning(room), ending, rules);
      }
      finished.push({ start, room: roomNames[room]!, decidedAt, meeting, explanation });
    },
    duplicateJoin(room, participant, at) {
      const participant_id = ids[participant]!;
      strays.push({ code: 'duplicate-join', type: 'join', room: roomNames[room]!, participant_id, at });
    },
    orphanLeave(room, participant, at) {
      const participant_id = ids[participant]!;
      strays.push({ code: 'orphan-leave', type: 'leave', room: roomNames[room]!, participant_id, at });
    },
    dropped() {},
  };

  function take(type: EventType, room: string, participantId: string, at: EpochMs, ref: number): void {
    let number = roomNumbers.get(room);
    if (number === undefined) {
      number = F.addRoom(state);
      roomNumbers.set(room, number);
      roomNames[number] = room;
      members[number] = new Map();
      crowdedAt[number] = FEW;
    }
    beginInstant(state, number, at, rules, outcome);
    if (type === 'clear') {
      gatherEvent(state, number, CLEAR, F.NONE, at, ref, book.agree);
    } else {
      const participant = memberOf(number, participantId);
      const kind = type === 'join' ? JOIN : LEAVE;
      gatherEvent(state, number, kind, participant, at, ref, book.agree);
    }
  }

  function memberOf(room: number, participantId: string): number {
    const known = members[room]!.get(participantId);
    if (known !== undefined) return known;
    if (members[room]!.size >= crowdedAt[room]!) forgetMembers(room);
    const participant = F.addParticipant(state);
    ids[participant] = participantId;
    members[room]!.set(participantId, participant);
    return participant;
  }

  /** Forgets who no longer matters, at a cost that those who came since have paid for. */
  function forgetMembers(room: number): void {
    const present = members[room]!;
    // Whoever is gathered at an instant that is still open is in no visit yet.
    if (state.roomLinks[room * F.ROOM_LINKS + F.DEED] !== F.NO_DEED) return;
    for (const [id, participant] of present) {
      if (state.people[participant * F.PERSON + F.HOLDS] !== 0) continue;
      present.delete(id);
      F.removeParticipant(state, participant);
    }
    crowdedAt[room] = Math.max(FEW, 2 * present.size);
  }

  function* finish(asOf: EpochMs): Generator<void> {
    for (const room of roomNumbers.values()) {
      if (!isFlatForgettable(state, room)) advanceFlat(state, room, asOf, rules, outcome);
      const start = state.roomTimes[room * F.ROOM_TIMES + F.START]!;
      if (start !== NEVER) {
        const meeting = meetingOf(room, start, NEVER, asOf);
        const explanation = explains ? explain(beginning(room), null, rules) : null;
        finished.push({ start, room: roomNames[room]!, decidedAt: NEVER, meeting, explanation });
      }
      yield;
    }
  }

  function meetingOf(room: number, start: EpochMs, end: EpochMs, asOf: EpochMs): Meeting {
    beginRecords(list, start, end, asOf);
    const { visitLinks, visitTimes, roomLinks } = state;
    const r = room * F.ROOM_LINKS;
    let visit = roomLinks[r + F.FIRST_VISIT]!;
    while (visit !== F.NONE) {
      const v = visit * F.VISIT_LINKS;
      const join = visitTimes[visit * F.VISIT_TIMES + F.JOIN_AT]!;
      const leave = visitTimes[visit * F.VISIT_TIMES + F.LEAVE_AT]!;
      if (hasRecord(list, join, leave, rules)) {
        const joinRef = visitLinks[v + F.JOIN_REF]!;
        const leaveRef = visitLinks[v + F.LEAVE_REF]!;
        addRecord(
          list,
          ids[visitLinks[v + F.BY]!]!,
          join,
          leave,
          book.userId(joinRef),
          book.userName(joinRef),
          book.userId(leaveRef),
          book.userName(leaveRef),
          rules,
        );
      }
      visit = visitLinks[v + F.NEXT_VISIT]!;
    }
    return listMeeting(roomNames[room]!, roomLinks[r + F.MAX]!, list, rules);
  }

  function idOfLone(room: number): string {
    const visit = state.roomLinks[room * F.ROOM_LINKS + F.PRESENT_XOR]!;
    return ids[state.visitLinks[visit * F.VISIT_LINKS + F.BY]!]!;
  }

  function beginning(room: number) {
    const t = room * F.ROOM_TIMES;
    const r = room * F.ROOM_LINKS;
    const by = state.roomLinks[r + F.BEGAN_BY]!;
    return {
      start: state.roomTimes[t + F.START]!,
      began: BEGIN_CLAUSES[state.roomLinks[r + F.BEGAN]!]!,
      beganBy: by === F.NONE ? null : ids[by]!,
      beganAfter: state.roomTimes[t + F.BEGAN_AFTER]!,
      beganOn: state.roomTimes[t + F.BEGAN_ON]!,
      beganWith: state.roomLinks[r + F.BEGAN_WITH]!,
    };
  }

  return {
    take,
    finish,
    finished,
    strays,
    repeated: () => state.repeated,
  };
}
