/** What can be wrong with a line on the standard output of an implementation. */
export type LineProblem =
  | 'not-json'
  | 'not-an-object'
  | 'crlf'
  | 'bom'
  | 'not-utf-8'
  | 'too-long'
  | 'unfinished'
  | 'no-id'
  | 'id-as-text'
  | 'unknown-id'
  | 'second-reply'
  | 'no-answer'
  | 'several-answers'
  | 'meetings-not-a-list'
  | 'anomalies-not-a-list'
  | 'not-ok'
  | 'unknown-feature';

/** What happened, and what usually mends it. */
export const lineProblems: Readonly<Record<LineProblem, readonly [detail: string, hint: string]>> = {
  'not-json': [
    'a line on standard output is no JSON',
    'standard output is for replies only; write logs to standard error',
  ],
  'not-an-object': ['a line on standard output is no JSON object', 'a reply is one JSON object in one line'],
  crlf: ['a line ends in CR LF', 'end lines in LF alone; on Windows, put standard output into binary mode'],
  bom: ['a line begins with a byte order mark', 'write UTF-8 without a byte order mark'],
  'not-utf-8': ['a line is not UTF-8', 'write UTF-8, whatever the locale says'],
  'too-long': ['a line has no end', 'end every reply with a line feed'],
  unfinished: ['the last line has no line feed', 'end every reply with a line feed, and flush'],
  'no-id': ['a reply has no id', 'a reply carries the id of its request'],
  'id-as-text': ['the id came back as text', 'echo the id as the number that it was'],
  'unknown-id': [
    'a reply has an id that was not asked',
    'echo the id of the request; do not count on your own',
  ],
  'second-reply': [
    'there is a second reply to one request',
    'answer every request once; look for a print too many',
  ],
  'no-answer': [
    'a reply has none of meetings, rejected, skip and error',
    'a reply is {"id": …, "meetings": […]}, also where there are no meetings',
  ],
  'several-answers': ['a reply has more than one answer', 'give one of meetings, rejected, skip and error'],
  'meetings-not-a-list': ['"meetings" is no list', 'meetings is a JSON array, empty where there are none'],
  'anomalies-not-a-list': [
    '"anomalies" is no list',
    'anomalies is a JSON array of strays, empty where there are none; or leave it out',
  ],
  'not-ok': [
    'hello was not answered as it should be',
    'say {"id": …, "ok": true, "protocol": 1, "implementation": {"name": "…"}}',
  ],
  'unknown-feature': [
    '"unsupported" names something that is no feature',
    'see the features in docs/oracle.md',
  ],
};

/** How a program may end or not answer, and what usually mends it. */
export const hints = {
  exitedEarly:
    'it ended by itself while requests were waiting; read until the end of input, or use --one-shot',
  answersOnlyAtEnd: 'replies came only when its input was closed; flush standard output after every reply',
  readsToEnd: 'nothing came; read line by line, not to the end of input, and flush after every reply',
  silent: 'nothing came; an endless loop, or a reply that was not flushed',
  partial: 'a reply was begun; end it with a line feed, and flush',
  crashed: 'run alone in a fresh process it ended again; see its standard error below',
  crashedAfter: 'it replied and then ended; look at what it does after a reply',
  changing: 'asked again it answers otherwise; look for a clock, chance, or the order of a hash table',
  leaking: 'asked alone it answers otherwise; something is kept from one request to the next',
} as const;
