/*
 * The practical limit: the rules of SPEC.md with their default values, written by hand in C, one thread, for a log that
 * is sorted by time.
 *
 *   cc -O2 -o limit limit.c && ./limit LOG OUT
 *
 * It takes keys in any order, unknown keys, escapes, clears, repeats and strays, and closes a meeting as soon as it is
 * decided. What it leaves out: times other than plain numbers, lone surrogates, keys written with escapes, reports of
 * what was not used, logs that are not sorted, texts beyond 64 KB, other rule values.
 *
 * How it goes: bytes are scanned into events; the events of one instant are folded into visits; a room queues the begin
 * and the end of its visits until they are decided, and then plays them against its session. What matters is small, so
 * memory stays small.
 */
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define JOIN_THRESHOLD 10000
#define SOLO_START 30000
#define ALONE_RESET 600000
#define GRANULARITY 15
#define NONE INT64_MIN /* no time */
#define OPEN INT64_MAX /* no leave yet, no deadline */

static void fail(const char *what) {
  fprintf(stderr, "limit: %s\n", what);
  exit(3);
}

static void *grown(void *old, size_t size) {
  void *p = realloc(old, size);
  if (p == NULL) fail("out of memory");
  return p;
}

/* ---- small pieces of memory that are named by 31 bits: half of what pointers take, and side by side ---- */

typedef uint32_t Ref; /* 0: none */

#define UNIT 16
#define CHUNK_BITS 17 /* in units: 2 MB, a huge page where there are such */
#define LARGEST (16 << 10) /* in units */

static char *chunks[1 << (31 - CHUNK_BITS)];
static uint32_t chunks_n, chunk_used = 1 << CHUNK_BITS;
static Ref freed[LARGEST + 1]; /* by size in units; each names the next in its first bytes */

static inline void *at_ref(Ref ref) {
  return chunks[ref >> CHUNK_BITS] + (size_t)(ref & ((1 << CHUNK_BITS) - 1)) * UNIT;
}

static Ref allocate(size_t bytes) {
  size_t units = (bytes + UNIT - 1) / UNIT;
  if (units > LARGEST) fail("a text is too long");
  Ref ref = freed[units];
  if (ref != 0) {
    memcpy(&freed[units], at_ref(ref), sizeof(Ref));
    return ref;
  }
  if (chunk_used + units > 1 << CHUNK_BITS) {
    size_t size = (size_t)UNIT << CHUNK_BITS;
    char *chunk = chunks_n < sizeof(chunks) / sizeof(*chunks) ? aligned_alloc(size, size) : NULL;
    if (chunk == NULL) fail("out of memory");
#ifdef MADV_HUGEPAGE
    madvise(chunk, size, MADV_HUGEPAGE);
#endif
    chunks[chunks_n++] = chunk;
    chunk_used = chunks_n == 1;
  }
  ref = (chunks_n - 1) << CHUNK_BITS | chunk_used;
  chunk_used += units;
  return ref;
}

static void release(Ref ref, size_t bytes) {
  size_t units = (bytes + UNIT - 1) / UNIT;
  memcpy(at_ref(ref), &freed[units], sizeof(Ref));
  freed[units] = ref;
}

/* A list of refs: short ones live among the pieces above, long ones do not. */
typedef struct {
  Ref *items;
  uint32_t n, cap;
  Ref ref;
} List;

#define SHORT_LIST 1024

static void drop_list(List *list) {
  if (list->ref != 0) release(list->ref, list->cap * sizeof(Ref));
  else free(list->items);
  *list = (List){NULL, 0, 0, 0};
}

static void append(List *list, Ref item) {
  if (list->n == list->cap) {
    List bigger = {NULL, list->n, list->cap ? list->cap * 2 : 8, 0};
    if (bigger.cap <= SHORT_LIST) bigger.items = at_ref(bigger.ref = allocate(bigger.cap * sizeof(Ref)));
    else bigger.items = grown(NULL, bigger.cap * sizeof(Ref));
    if (list->n > 0) memcpy(bigger.items, list->items, list->n * sizeof(Ref));
    drop_list(list);
    *list = bigger;
  }
  list->items[list->n++] = item;
}

/* ---- texts: decoded UTF-8; p NULL for null ---- */

typedef struct {
  const char *p;
  uint32_t n;
  uint32_t plain; /* may be written without escapes */
} Text;

/* By UTF-16 code units: what lies beyond the first 65,536 code points comes before U+E000. */
static int compare_texts(const char *a, uint32_t an, const char *b, uint32_t bn) {
  uint32_t n = an < bn ? an : bn;
  for (uint32_t i = 0; i < n; i++) {
    uint8_t x = a[i], y = b[i];
    if (x == y) continue;
    if (x >= 0xee && y >= 0xee && (x >= 0xf0) != (y >= 0xf0)) return x >= 0xf0 ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return an < bn ? -1 : an > bn;
}

static inline uint64_t load64(const char *p) {
  uint64_t v;
  memcpy(&v, p, 8);
  return v;
}

static inline uint64_t mix(uint64_t h, uint64_t v) {
  h = (h ^ v) * 0x9e3779b97f4a7c15u;
  return h ^ (h >> 32);
}

static uint32_t hash_bytes(uint64_t h, const char *p, uint32_t n) {
  h = mix(h, n);
  for (; n >= 8; p += 8, n -= 8) h = mix(h, load64(p));
  uint64_t rest = 0;
  for (uint32_t i = 0; i < n; i++) rest = rest << 8 | (uint8_t)p[i];
  return (uint32_t)(mix(h, rest) >> 16);
}

static int is_equal(const char *a, const char *b, uint32_t n) {
  for (; n >= 8; a += 8, b += 8, n -= 8) {
    if (load64(a) != load64(b)) return 0;
  }
  while (n > 0 && *a == *b) a++, b++, n--;
  return n == 0;
}

/* ---- rooms and visits ---- */

#define NO_TEXT UINT32_MAX /* as a length: null */

typedef struct {
  uint32_t user_n, name_n;
  uint8_t user_plain, name_plain;
  char text[]; /* user_id, user_name */
} Names;

/* [join, leave). The texts of the join follow in `text`: participant_id, user_id, user_name. */
typedef struct {
  int64_t join, leave;
  Ref room;
  Ref leave_names; /* of the leave, where they can be needed */
  uint32_t id_n, user_n, name_n;
  uint8_t id_plain, user_plain, name_plain;
  char text[];
} Visit;

typedef struct {
  int64_t start;       /* of the session that runs, else NONE */
  int64_t alone_since; /* of the one who is alone */
  List queue;          /* changes that are not decided yet, in time order: a visit, for its end with LEAVES */
  List members;        /* admitted visits that the session, or one that may begin, can list */
  uint32_t queue_from;
  uint32_t present, max; /* how many are there now; at most, in the session */
  Ref present_sum;       /* of the visits that are there now: with one, it is that one */
  int64_t wake;          /* the reset the heap knows of */
  uint32_t hash, name_n, plain;
  char name[];
} Room;

#define LEAVES 0x80000000u /* refs have 31 bits */

static inline Visit *visit_at(Ref ref) { return at_ref(ref & ~LEAVES); }
static inline Room *room_at(Ref ref) { return at_ref(ref); }

static inline uint32_t length(uint32_t n) { return n == NO_TEXT ? 0 : n; }

static void free_visit(Ref ref) {
  const Visit *v = visit_at(ref);
  if (v->leave_names != 0) {
    const Names *names = at_ref(v->leave_names);
    release(v->leave_names, sizeof(Names) + length(names->user_n) + length(names->name_n));
  }
  release(ref, sizeof(Visit) + v->id_n + length(v->user_n) + length(v->name_n));
}

/* ---- output ---- */

static int out_fd;
static char *out;
static size_t out_n, out_cap = 1 << 20;

static void flush_out(void) {
  for (size_t done = 0; done < out_n;) {
    ssize_t n = write(out_fd, out + done, out_n - done);
    if (n < 0) fail("could not write");
    done += n;
  }
  out_n = 0;
}

/* Room for n more bytes. */
static char *reserve(size_t n) {
  if (out_n + n > out_cap) {
    flush_out();
    if (n > out_cap) out = grown(out, out_cap = n);
  }
  return out + out_n;
}

#define PUT(literal) (memcpy(o, literal, sizeof(literal) - 1), o += sizeof(literal) - 1)

static char *put_number(char *o, int64_t value) {
  static const char PAIRS[] =
      "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748495051525354555657"
      "585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
  char digits[20];
  char *d = digits + 20;
  uint64_t v = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
  for (; v >= 100; v /= 100) memcpy(d -= 2, PAIRS + v % 100 * 2, 2);
  if (v >= 10) memcpy(d -= 2, PAIRS + v * 2, 2);
  else *--d = '0' + v;
  if (value < 0) *o++ = '-';
  memcpy(o, d, digits + 20 - d);
  return o + (digits + 20 - d);
}

static char *put_text(char *o, const char *p, uint32_t n, int plain) {
  if (n == NO_TEXT) return PUT("null");
  *o++ = '"';
  if (plain) {
    memcpy(o, p, n);
    o += n;
  } else {
    for (uint32_t i = 0; i < n; i++) {
      uint8_t c = p[i];
      if (c == '"' || c == '\\') *o++ = '\\', *o++ = c;
      else if (c >= 0x20) *o++ = c;
      else o += sprintf(o, "\\u%04x", c);
    }
  }
  *o++ = '"';
  return o;
}

/* ---- ids: UUID version 5 ---- */

static uint32_t rotate(uint32_t v, int by) { return v << by | v >> (32 - by); }

static void sha1_block(uint32_t h[5], const uint8_t *p) {
  uint32_t w[80], a = h[0], b = h[1], c = h[2], d = h[3], e = h[4];
  for (int i = 0; i < 16; i++) w[i] = (uint32_t)p[4 * i] << 24 | p[4 * i + 1] << 16 | p[4 * i + 2] << 8 | p[4 * i + 3];
  for (int i = 16; i < 80; i++) w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
#define ROUNDS(from, f, k)                                       \
  for (int i = from; i < from + 20; i++) {                       \
    uint32_t t = rotate(a, 5) + (f) + e + k + w[i];              \
    e = d, d = c, c = rotate(b, 30), b = a, a = t;               \
  }
  ROUNDS(0, (b & c) | (~b & d), 0x5a827999)
  ROUNDS(20, b ^ c ^ d, 0x6ed9eba1)
  ROUNDS(40, (b & c) | (b & d) | (c & d), 0x8f1bbcdc)
  ROUNDS(60, b ^ c ^ d, 0xca62c1d6)
  h[0] += a, h[1] += b, h[2] += c, h[3] += d, h[4] += e;
}

static const uint8_t NAMESPACE[16] = {0x7c, 0x2f, 0x4f, 0x0e, 0x6d, 0x1b, 0x4a, 0x0e,
                                      0x9a, 0x57, 0x2f, 0x1f, 0x6d, 0x3f, 0x9b, 0x61};

static char *put_id(char *o, const Room *room, int64_t start) {
  static uint8_t *message;
  static size_t cap;
  size_t n = 16 + room->name_n + 1;
  if (n + 100 > cap) message = grown(message, cap = n + 100);
  memcpy(message, NAMESPACE, 16);
  memcpy(message + 16, room->name, room->name_n);
  message[n - 1] = '\n';
  n = put_number((char *)message + n, start) - (char *)message;
  uint64_t bits = (uint64_t)n * 8;
  message[n++] = 0x80;
  while (n % 64 != 56) message[n++] = 0;
  for (int i = 56; i >= 0; i -= 8) message[n++] = bits >> i;
  uint32_t h[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
  for (size_t i = 0; i < n; i += 64) sha1_block(h, message + i);
  h[1] = (h[1] & 0xffff0fff) | 0x5000;
  h[2] = (h[2] & 0x3fffffff) | 0x80000000;
  *o++ = '"';
  for (int i = 0; i < 32; i++) {
    if (i == 8 || i == 12 || i == 16 || i == 20) *o++ = '-';
    *o++ = "0123456789abcdef"[h[i / 8] >> (28 - i % 8 * 4) & 15];
  }
  *o++ = '"';
  return o;
}

/* ---- the meeting object ---- */

static int64_t floor_div(int64_t a, int64_t b) { return a / b - (a % b < 0); }
static int64_t sec(int64_t t) { return floor_div(t, 1000); }
static int64_t snap(int64_t v) { return floor_div(v, GRANULARITY) * GRANULARITY; }

static int is_short(const Visit *v) { return v->leave != OPEN && v->leave - v->join < JOIN_THRESHOLD; }
static int is_undecided(const Visit *v, int64_t now) { return v->leave == OPEN && now - v->join < JOIN_THRESHOLD; }

/* Forgets who left before t. */
static void forget(Room *r, int64_t t) {
  List *members = &r->members;
  uint32_t kept = 0;
  for (uint32_t i = 0; i < members->n; i++) {
    if (visit_at(members->items[i])->leave < t) free_visit(members->items[i]);
    else members->items[kept++] = members->items[i];
  }
  members->n = kept;
  if (kept == 0 && members->cap > 0) drop_list(members);
}

static int64_t sorted_from; /* the start of the session whose records are compared */

static int compare_records(const void *a, const void *b) {
  const Visit *v = visit_at(*(const Ref *)a), *w = visit_at(*(const Ref *)b);
  int64_t x = v->join > sorted_from ? v->join : sorted_from, y = w->join > sorted_from ? w->join : sorted_from;
  if (x != y) return x < y ? -1 : 1;
  int c = compare_texts(v->text, v->id_n, w->text, w->id_n);
  return c != 0 ? c : (v->join > w->join) - (v->join < w->join);
}

static void put_record(const Visit *v, int64_t start, int64_t end, int64_t as_of) {
  /* A leave after the end of the session names nobody in it. */
  const Names *late = v->leave_names != 0 && v->leave <= end ? at_ref(v->leave_names) : NULL;
  size_t texts = (size_t)v->id_n + length(v->user_n) + length(v->name_n);
  if (late != NULL) texts += (size_t)length(late->user_n) + length(late->name_n);
  char *o = reserve(texts * 6 + 256);
  char *begin = o;
  int64_t join = v->join > start ? v->join : start;
  int64_t leave = v->leave < end ? v->leave : end;
  const char *user = v->text + v->id_n;
  PUT("{\"user_id\":");
  if (v->user_n == NO_TEXT && late != NULL) o = put_text(o, late->text, late->user_n, late->user_plain);
  else o = put_text(o, user, v->user_n, v->user_plain);
  PUT(",\"participant_id\":");
  o = put_text(o, v->text, v->id_n, v->id_plain);
  PUT(",\"user_name\":");
  if (v->name_n == NO_TEXT && late != NULL)
    o = put_text(o, late->text + length(late->user_n), late->name_n, late->name_plain);
  else o = put_text(o, user + length(v->user_n), v->name_n, v->name_plain);
  PUT(",\"join_time\":");
  o = put_number(o, snap(sec(join)));
  PUT(",\"duration\":");
  o = put_number(o, sec(leave == OPEN ? as_of : leave) - sec(join));
  PUT("},");
  out_n += o - begin;
}

/* Lists the session; end OPEN while it runs as of `as_of`. */
static void put_meeting(Room *r, int64_t end, int64_t as_of) {
  int64_t start = r->start;
  const List *members = &r->members;
  for (uint32_t i = 0; i < members->n; i++) {
    const char *v = (const char *)visit_at(members->items[i]);
    __builtin_prefetch(v);
    __builtin_prefetch(v + 64);
  }
  sorted_from = start;
  for (uint32_t i = 1; i < members->n; i++) {
    if (compare_records(&members->items[i - 1], &members->items[i]) <= 0) continue;
    qsort(members->items, members->n, sizeof(Ref), compare_records);
    break;
  }
  char *o = reserve((size_t)r->name_n * 6 + 256);
  char *begin = o;
  PUT("{\"id\":");
  o = put_id(o, r, start);
  PUT(",\"room\":");
  o = put_text(o, r->name, r->name_n, r->plain);
  PUT(",\"start_time\":");
  o = put_number(o, snap(sec(start)));
  PUT(",\"duration\":");
  o = put_number(o, sec(end == OPEN ? as_of : end) - sec(start));
  if (end == OPEN) PUT(",\"ongoing\":true,\"max_participants\":");
  else PUT(",\"ongoing\":false,\"max_participants\":");
  o = put_number(o, r->max);
  PUT(",\"participants\":[");
  out_n += o - begin;
  for (uint32_t i = 0; i < members->n; i++) {
    const Visit *v = visit_at(members->items[i]);
    if (v->leave > start) put_record(v, start, end, as_of);
  }
  if (out[out_n - 1] == ',') out_n--; /* each record reserves more than it puts */
  o = begin = reserve(3);
  PUT("]}\n");
  out_n += o - begin;
}

/* ---- sessions: what is decided, played in time order ---- */

static int64_t time_of(Ref change) {
  const Visit *v = visit_at(change);
  return change & LEAVES ? v->leave : v->join;
}

static int is_same(const Visit *v, const Visit *w) {
  return v->id_n == w->id_n && is_equal(v->text, w->text, v->id_n);
}

static int64_t deadline(const Room *r) {
  if (r->present != 1) return OPEN;
  if (r->start == NONE) return r->alone_since + SOLO_START;
  return r->alone_since > r->start ? r->alone_since + ALONE_RESET : OPEN; /* alone since the start: not left */
}

static void fire(Room *r, int64_t due) {
  if (r->start == NONE) {
    r->start = r->alone_since;
  } else {
    put_meeting(r, due, due);
    forget(r, due); /* who leaves at `due` is still in the queue; the next meeting does not list them */
    r->start = due;
  }
  r->max = 1;
}

/* All changes of one instant take effect together. */
static void change(Room *r, int64_t t, uint32_t to) {
  Ref *queue = r->queue.items;
  const Visit *was = r->present == 1 ? visit_at(r->present_sum) : NULL;
  for (uint32_t i = r->queue_from; i < to; i++) {
    Ref ref = queue[i] & ~LEAVES;
    if (queue[i] & LEAVES) {
      r->present--;
      r->present_sum -= ref;
    } else if (is_short(visit_at(ref))) {
      free_visit(ref);
      queue[i] = 0;
    } else {
      r->present++;
      r->present_sum += ref;
      append(&r->members, ref);
    }
  }
  int stays = was != NULL && was->leave != t;
  for (uint32_t i = r->queue_from; i < to && was != NULL && !stays; i++) { /* left, but perhaps to come back at once */
    stays = queue[i] != 0 && !(queue[i] & LEAVES) && is_same(visit_at(queue[i]), was);
  }
  r->queue_from = to;

  if (r->present == 0) {
    if (r->start != NONE && r->start < t) put_meeting(r, t, t);
    r->start = NONE;
    forget(r, OPEN);
    return;
  }
  if (r->present == 1) {
    if (!stays) {
      r->alone_since = t;
      if (r->start == NONE) forget(r, t + 1);
    }
  } else if (r->start == NONE) {
    r->start = stays ? r->alone_since : t;
    r->max = 0;
  }
  if (r->start != NONE && r->present > r->max) r->max = r->present;
}

/* Plays all that is decided as of `now`, which all events have reached. */
static void run(Room *r, int64_t now) {
  for (;;) {
    int64_t until = now; /* which instants are decided, before the next change */
    uint32_t to = r->queue_from;
    const Ref *queue = r->queue.items;
    if (to < r->queue.n) {
      int64_t t = time_of(queue[to]);
      int waits = 0;
      for (; to < r->queue.n && time_of(queue[to]) == t; to++) {
        if (!(queue[to] & LEAVES) && is_undecided(visit_at(queue[to]), now)) waits = 1;
      }
      until = waits ? t - 1 : t;
      if (waits) to = r->queue_from;
    }
    int64_t due = deadline(r);
    if (due <= until) fire(r, due);
    else if (to > r->queue_from) change(r, until, to);
    else break;
  }
  if (r->queue_from == r->queue.n) {
    r->queue_from = r->queue.n = 0;
  } else if (r->queue_from >= 32 && r->queue_from * 2 >= r->queue.n) {
    r->queue.n -= r->queue_from;
    memmove(r->queue.items, r->queue.items + r->queue_from, r->queue.n * sizeof(Ref));
    r->queue_from = 0;
  }
}

/* ---- resets that fall due while nothing happens in their room: a heap by time ---- */

typedef struct {
  int64_t at;
  Room *room;
} Wake;

static Wake *heap;
static uint32_t heap_n, heap_cap;

static void push_wake(Wake wake) {
  if (heap_n == heap_cap) heap = grown(heap, (heap_cap = heap_cap ? heap_cap * 2 : 256) * sizeof(Wake));
  uint32_t i = heap_n++;
  for (; i > 0 && wake.at < heap[(i - 1) / 2].at; i = (i - 1) / 2) heap[i] = heap[(i - 1) / 2];
  heap[i] = wake;
}

static Wake pop_wake(void) {
  Wake first = heap[0], last = heap[--heap_n];
  uint32_t i = 0;
  for (uint32_t child; (child = 2 * i + 1) < heap_n; i = child) {
    if (child + 1 < heap_n && heap[child + 1].at < heap[child].at) child++;
    if (last.at <= heap[child].at) break;
    heap[i] = heap[child];
  }
  heap[i] = last;
  return first;
}

static void schedule(Room *r) {
  if (r->start == NONE) return;
  int64_t due = deadline(r);
  if (due == OPEN || due == r->wake) return;
  r->wake = due;
  push_wake((Wake){due, r});
}

static void wake_rooms(int64_t now) {
  while (heap_n > 0 && heap[0].at <= now) {
    Wake wake = pop_wake();
    if (wake.room->wake != wake.at) continue;
    wake.room->wake = NONE;
    run(wake.room, now);
  }
}

/* ---- rooms by name, open visits by room and participant: open addressing ---- */

typedef struct {
  uint32_t hash;
  Ref ref; /* of a room or a visit; 0: empty */
} Slot;

typedef struct {
  Slot *slots;
  uint32_t n, mask;
} Table;

static Table rooms, visits;

static void grow_table(Table *table) {
  Table old = *table;
  table->mask = old.slots ? old.mask * 2 + 1 : 4095;
  table->slots = calloc((size_t)table->mask + 1, sizeof(Slot));
  if (table->slots == NULL) fail("out of memory");
  for (uint32_t i = 0; old.slots != NULL && i <= old.mask; i++) {
    if (old.slots[i].ref == 0) continue;
    uint32_t j = old.slots[i].hash & table->mask;
    while (table->slots[j].ref != 0) j = (j + 1) & table->mask;
    table->slots[j] = old.slots[i];
  }
  free(old.slots);
}

static void fill_slot(Table *table, Slot *slot, Slot content) {
  *slot = content;
  if (++table->n * 2 > table->mask) grow_table(table);
}

/* Empties a slot and moves up those that it had pushed away. */
static void empty_slot(Table *table, Slot *slot) {
  Slot *slots = table->slots;
  uint32_t hole = slot - slots;
  for (uint32_t i = (hole + 1) & table->mask; slots[i].ref != 0; i = (i + 1) & table->mask) {
    if (((i - slots[i].hash) & table->mask) < ((i - hole) & table->mask)) continue;
    slots[hole] = slots[i];
    hole = i;
  }
  slots[hole].ref = 0;
  table->n--;
}

static Ref room_named(Text name, uint32_t hash) {
  uint32_t i = hash & rooms.mask;
  for (; rooms.slots[i].ref != 0; i = (i + 1) & rooms.mask) {
    if (rooms.slots[i].hash != hash) continue;
    const Room *r = room_at(rooms.slots[i].ref);
    if (r->name_n == name.n && is_equal(r->name, name.p, name.n)) return rooms.slots[i].ref;
  }
  Ref ref = allocate(sizeof(Room) + name.n);
  Room *r = room_at(ref);
  memset(r, 0, sizeof(Room));
  r->hash = hash;
  r->start = r->wake = NONE;
  r->name_n = name.n;
  r->plain = name.plain;
  memcpy(r->name, name.p, name.n);
  fill_slot(&rooms, &rooms.slots[i], (Slot){hash, ref});
  return ref;
}

/* The slot of the visit a participant has open, or the empty one where it would be. */
static Slot *slot_of(Ref room, uint32_t hash, Text id) {
  uint32_t i = hash & visits.mask;
  for (; visits.slots[i].ref != 0; i = (i + 1) & visits.mask) {
    if (visits.slots[i].hash != hash) continue;
    const Visit *v = visit_at(visits.slots[i].ref);
    if (v->room == room && v->id_n == id.n && is_equal(v->text, id.p, id.n)) break;
  }
  return &visits.slots[i];
}

/* ---- the events of one instant, folded into visits ---- */

typedef enum { JOIN, LEAVE, CLEAR } Type;

typedef struct {
  Type type;
  int64_t at;
  uint32_t room_hash, hash; /* the latter of participant and room */
  Ref room;
  Text room_name, id, user, name;
  size_t line; /* where it begins in the buffer */
} Event;

static uint32_t copy_text(char *to, Text t) {
  if (t.p == NULL) return NO_TEXT;
  memcpy(to, t.p, t.n);
  return t.n;
}

static void open_visit(Slot *slot, const Event *e, Text user, Text name) {
  Ref ref = allocate(sizeof(Visit) + e->id.n + user.n + name.n);
  Visit *v = visit_at(ref);
  v->join = e->at;
  v->leave = OPEN;
  v->room = e->room;
  v->leave_names = 0;
  v->id_n = copy_text(v->text, e->id);
  v->user_n = copy_text(v->text + e->id.n, user);
  v->name_n = copy_text(v->text + e->id.n + user.n, name);
  v->id_plain = e->id.plain;
  v->user_plain = user.plain;
  v->name_plain = name.plain;
  append(&room_at(e->room)->queue, ref);
  fill_slot(&visits, slot, (Slot){e->hash, ref});
}

static void close_visit(Slot *slot, int64_t at, Text user, Text name) {
  Ref ref = slot->ref;
  Visit *v = visit_at(ref);
  empty_slot(&visits, slot);
  v->leave = at;
  if (is_short(v)) return; /* undecided so far: it goes when its join comes up in the queue */
  int needs_user = v->user_n == NO_TEXT && user.p != NULL, needs_name = v->name_n == NO_TEXT && name.p != NULL;
  if (needs_user || needs_name) {
    v->leave_names = allocate(sizeof(Names) + user.n + name.n);
    Names *late = at_ref(v->leave_names);
    late->user_n = copy_text(late->text, user);
    late->name_n = copy_text(late->text + user.n, name);
    late->user_plain = user.plain;
    late->name_plain = name.plain;
  }
  append(&room_at(v->room)->queue, ref | LEAVES);
}

static const Text NULL_TEXT = {NULL, 0, 1};

/* Where repeats of an event disagree, the smallest wins. */
static void keep_smallest(Text *best, Text other) {
  if (other.p == NULL) return;
  if (best->p == NULL || compare_texts(other.p, other.n, best->p, best->n) < 0) *best = other;
}

/* What happened to one participant at one instant. */
static void fold(const Event *events, uint32_t n, int is_cleared) {
  int joins = 0, leaves = 0;
  Text join_user = NULL_TEXT, join_name = NULL_TEXT, leave_user = NULL_TEXT, leave_name = NULL_TEXT;
  for (uint32_t i = 0; i < n; i++) {
    if (events[i].type == JOIN) {
      joins = 1;
      keep_smallest(&join_user, events[i].user);
      keep_smallest(&join_name, events[i].name);
    } else {
      leaves = 1;
      keep_smallest(&leave_user, events[i].user);
      keep_smallest(&leave_name, events[i].name);
    }
  }
  const Event *e = events;
  Slot *slot = slot_of(e->room, e->hash, e->id);
  int was_open = slot->ref != 0;
  if (was_open && (leaves || is_cleared)) close_visit(slot, e->at, leave_user, leave_name);
  else if (was_open) return; /* a duplicate join */
  if (!joins || (leaves && !was_open)) return;
  open_visit(was_open ? slot_of(e->room, e->hash, e->id) : slot, e, join_user, join_name);
}

static void clear(Room *r, int64_t at) {
  /* Whoever is open is a member or in the queue; closing adds to the queue. */
  uint32_t members_n = r->members.n, n = members_n + r->queue.n - r->queue_from;
  for (uint32_t i = 0; i < n; i++) {
    Ref ref = i < members_n ? r->members.items[i] : r->queue.items[r->queue_from + i - members_n];
    const Visit *v = visit_at(ref);
    if (v->leave != OPEN || v->join == at) continue;
    uint32_t hash = hash_bytes(r->hash, v->text, v->id_n);
    close_visit(slot_of(v->room, hash, (Text){v->text, v->id_n, 1}), at, NULL_TEXT, NULL_TEXT);
  }
}

static int compare_events(const void *a, const void *b) {
  const Event *x = a, *y = b;
  if (x->room != y->room) return x->room < y->room ? -1 : 1;
  if (x->type == CLEAR || y->type == CLEAR) return (y->type == CLEAR) - (x->type == CLEAR);
  if (x->hash != y->hash) return x->hash < y->hash ? -1 : 1;
  return compare_texts(x->id.p, x->id.n, y->id.p, y->id.n);
}

static void end_instant(Event *events, uint32_t n) {
  int64_t at = events[0].at;
  wake_rooms(at - 1);
  if (n > 1) qsort(events, n, sizeof(Event), compare_events);
  for (uint32_t i = 0; i < n;) {
    Ref room = events[i].room;
    Room *r = room_at(room);
    int is_cleared = events[i].type == CLEAR;
    while (i < n && events[i].room == room && events[i].type == CLEAR) i++;
    while (i < n && events[i].room == room) {
      uint32_t from = i++;
      while (i < n && compare_events(&events[from], &events[i]) == 0) i++;
      fold(events + from, i - from, is_cleared);
    }
    if (is_cleared) clear(r, at);
    run(r, at);
    schedule(r);
  }
}

/* ---- scanning ---- */

static char *decode(char *p, Text *text);

static int hex4(const char *p) {
  int v = 0;
  for (int i = 0; i < 4; i++) {
    char c = p[i];
    int d = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
    if (d < 0) return -1;
    v = v * 16 + d;
  }
  return v;
}

#define ONES 0x0101010101010101u
#define HIGHS 0x8080808080808080u
#define HAS_ZERO(v) (((v) - ONES) & ~(v) & HIGHS)

/* From behind the opening quote to behind the closing one; NULL if it does not end in this line. */
static char *scan_string(char *p, Text *text) {
  char *from = p;
  for (;;) {
    uint64_t v = load64(p);
    uint64_t stops = HAS_ZERO(v ^ ONES * '"') | HAS_ZERO(v ^ ONES * '\\') | ((v - ONES * 0x20) & ~v & HIGHS);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (stops == 0) {
      p += 8;
      continue;
    }
    p += __builtin_ctzll(stops) >> 3; /* the lowest of them is never wrong */
#else
    if (stops == 0) {
      p += 8;
      continue;
    }
    while ((uint8_t)*p >= 0x20 && *p != '"' && *p != '\\') p++;
#endif
    break;
  }
  *text = (Text){from, (uint32_t)(p - from), 1};
  if (*p == '"') return p + 1;
  return *p == '\\' ? decode(p, text) : NULL;
}

/* Goes on at the first backslash of a string, and decodes it in place, as it only gets shorter. */
static char *decode(char *p, Text *text) {
  char *o = p;
  while (*p != '"') {
    if ((uint8_t)*p < 0x20) return NULL;
    if (*p != '\\') {
      *o++ = *p++;
      continue;
    }
    int c = p[1];
    p += 2;
    if (c == 'u') {
      int32_t u = hex4(p);
      if (u < 0) return NULL;
      p += 4;
      if (u >= 0xd800 && u < 0xdc00 && p[0] == '\\' && p[1] == 'u') {
        int32_t low = hex4(p + 2);
        if (low < 0xdc00 || low > 0xdfff) return NULL;
        u = 0x10000 + ((u - 0xd800) << 10) + (low - 0xdc00);
        p += 6;
      }
      if (u >= 0xd800 && u < 0xe000) return NULL;
      if (u < 0x80) *o++ = u;
      else if (u < 0x800) *o++ = 0xc0 | u >> 6, *o++ = 0x80 | (u & 63);
      else if (u < 0x10000) *o++ = 0xe0 | u >> 12, *o++ = 0x80 | (u >> 6 & 63), *o++ = 0x80 | (u & 63);
      else *o++ = 0xf0 | u >> 18, *o++ = 0x80 | (u >> 12 & 63), *o++ = 0x80 | (u >> 6 & 63), *o++ = 0x80 | (u & 63);
      continue;
    }
    const char *known = strchr("\"\\/bfnrt", c);
    if (c == 0 || known == NULL) return NULL;
    *o++ = "\"\\/\b\f\n\r\t"[known - "\"\\/bfnrt"];
  }
  text->n = (uint32_t)(o - text->p);
  text->plain = 0;
  return p + 1;
}

static char *skip_space(char *p) {
  while (*p == ' ' || *p == '\t' || *p == '\r') p++;
  return p;
}

/* Over a value of an unknown key. */
static char *skip_value(char *p) {
  int depth = 0;
  do {
    Text ignored;
    p = skip_space(p);
    if (*p == '"') {
      if ((p = scan_string(p + 1, &ignored)) == NULL) return NULL;
    } else if (*p == '{' || *p == '[') {
      depth++, p++;
    } else if (*p == '}' || *p == ']') {
      depth--, p++;
    } else if (depth > 0 && (*p == ',' || *p == ':')) {
      p++;
    } else {
      char *from = p;
      while ((uint8_t)*p > ' ' && *p != ',' && *p != '}' && *p != ']') p++;
      if (p == from) return NULL;
    }
    if (depth > 0) p = skip_space(p);
  } while (depth > 0);
  return p;
}

static char *scan_time(char *p, int64_t *at) {
  char *from = p;
  int is_negative = *p == '-';
  int64_t v = 0;
  p += is_negative;
  char *digits = p;
  for (; *p >= '0' && *p <= '9'; p++) v = v * 10 + (*p - '0');
  if (p == digits) return NULL;
  if (p - digits > 17 || *p == '.' || *p == 'e' || *p == 'E') {
    double d = strtod(from, &p);
    if (!(d > -9e15 && d < 9e15)) return NULL;
    v = (int64_t)d; /* to the nearest, half up */
    if ((double)v > d) v--;
    if (d - (double)v >= 0.5) v++;
    is_negative = 0;
  }
  *at = is_negative ? -v : v;
  return *at >= -8640000000000000 && *at <= 8640000000000000 ? p : NULL;
}

static char *scan_text_or_null(char *p, Text *text) {
  if (*p == '"') return scan_string(p + 1, text);
  *text = NULL_TEXT;
  return memcmp(p, "null", 4) == 0 ? p + 4 : NULL;
}

#define IS(text, literal) (memcmp((text).p, literal, sizeof(literal) - 1) == 0)

/* One line, from its first byte; 0 if it is no event. */
static int scan_event(char *p, Event *e) {
  Text key, type = NULL_TEXT, room = NULL_TEXT;
  int has_time = 0;
  e->id = e->user = e->name = NULL_TEXT;
  p = skip_space(p);
  if (*p++ != '{') return 0;
  for (;;) {
    p = skip_space(p);
    if (*p++ != '"' || (p = scan_string(p, &key)) == NULL) return 0;
    p = skip_space(p);
    if (*p++ != ':') return 0;
    p = skip_space(p);
    if (key.n == 2 && IS(key, "at")) p = scan_time(p, &e->at), has_time = 1;
    else if (key.n == 4 && IS(key, "type")) p = scan_text_or_null(p, &type);
    else if (key.n == 4 && IS(key, "room")) p = scan_text_or_null(p, &room);
    else if (key.n == 14 && IS(key, "participant_id")) p = scan_text_or_null(p, &e->id);
    else if (key.n == 7 && IS(key, "user_id")) p = scan_text_or_null(p, &e->user);
    else if (key.n == 9 && IS(key, "user_name")) p = scan_text_or_null(p, &e->name);
    else p = skip_value(p);
    if (p == NULL) return 0;
    p = skip_space(p);
    if (*p == '}') break;
    if (*p++ != ',') return 0;
  }
  if (*skip_space(p + 1) != '\n') return 0;
  if (!has_time || room.n == 0) return 0;
  if (type.n == 4 && IS(type, "join")) e->type = JOIN;
  else if (type.n == 5 && IS(type, "leave")) e->type = LEAVE;
  else if (type.n == 5 && IS(type, "clear")) e->type = CLEAR;
  else return 0;
  if (e->type != CLEAR && e->id.n == 0) return 0;
  e->room_name = room;
  e->room_hash = hash_bytes(0, room.p, room.n);
  e->hash = hash_bytes(e->room_hash, e->id.p, e->type == CLEAR ? 0 : e->id.n);
  return 1;
}

/* ---- the log ---- */

#define PADDING 32 /* behind the bytes read, so that the scanner may look ahead */
#define WINDOW 64  /* events that are looked up side by side, as memory is slow, but not when it is asked early */

static int in_fd;
static char *buffer;
static size_t buffer_cap = 1 << 18, buffer_n, next; /* `next`: the first byte not scanned */
static int is_over;

static Event *events; /* scanned; the last instant may still grow */
static uint32_t events_n, events_cap;
static int64_t last = NONE;
static uint64_t used, unused;

static void move_texts(ptrdiff_t by) {
  for (uint32_t i = 0; i < events_n; i++) {
    if (events[i].id.p != NULL) events[i].id.p += by;
    if (events[i].user.p != NULL) events[i].user.p += by;
    if (events[i].name.p != NULL) events[i].name.p += by;
  }
}

static void fill_buffer(void) {
  size_t from = events_n > 0 ? events[0].line : next;
  memmove(buffer, buffer + from, buffer_n - from);
  move_texts(-(ptrdiff_t)from);
  for (uint32_t i = 0; i < events_n; i++) events[i].line -= from;
  buffer_n -= from;
  next -= from;
  if (buffer_n > buffer_cap / 2) {
    char *bigger = grown(NULL, (buffer_cap *= 2) + PADDING);
    memcpy(bigger, buffer, buffer_n);
    move_texts(bigger - buffer);
    free(buffer);
    buffer = bigger;
  }
  ssize_t n = read(in_fd, buffer + buffer_n, buffer_cap - buffer_n);
  if (n < 0) fail("could not read");
  buffer_n += n;
  is_over = n == 0;
  if (is_over && buffer_n > next) buffer[buffer_n++] = '\n';
  memset(buffer + buffer_n, 0, PADDING);
}

/* Scans lines, and asks for what will be looked up. */
static void scan_window(void) {
  for (uint32_t n = 0; n < WINDOW;) {
    char *end = memchr(buffer + next, '\n', buffer_n - next);
    if (end == NULL) return;
    if (events_n == events_cap) events = grown(events, (events_cap = events_cap ? events_cap * 2 : 256) * sizeof(Event));
    Event *e = &events[events_n];
    if (!scan_event(buffer + next, e)) {
      unused++;
    } else {
      if (e->at < last) fail("the log is not sorted by time");
      last = e->at;
      __builtin_prefetch(&rooms.slots[e->room_hash & rooms.mask]);
      __builtin_prefetch(&visits.slots[e->hash & visits.mask]);
      e->line = next;
      events_n++;
      n++;
    }
    next = end + 1 - buffer;
  }
}

static void look_up(uint32_t from) {
  for (uint32_t i = from; i < events_n; i++) {
    Ref room = rooms.slots[events[i].room_hash & rooms.mask].ref;
    if (room == 0) continue;
    __builtin_prefetch(room_at(room));
    __builtin_prefetch((char *)room_at(room) + 64);
  }
  for (uint32_t i = from; i < events_n; i++) {
    events[i].room = room_named(events[i].room_name, events[i].room_hash);
    const Room *r = room_at(events[i].room);
    __builtin_prefetch(r->queue.items + r->queue_from);
    __builtin_prefetch(r->members.items + r->members.n);
    Ref visit = visits.slots[events[i].hash & visits.mask].ref;
    if (visit == 0) continue;
    __builtin_prefetch(visit_at(visit));
    __builtin_prefetch((char *)visit_at(visit) + 64);
  }
  for (uint32_t i = from; i < events_n; i++) {
    const Room *r = room_at(events[i].room);
    if (r->queue_from < r->queue.n) __builtin_prefetch(visit_at(r->queue.items[r->queue_from]));
  }
}

/* Ends all instants that are complete. */
static void end_instants(void) {
  uint32_t done = 0;
  int is_all = is_over && next == buffer_n;
  for (uint32_t i = 1; i <= events_n; i++) {
    if (i < events_n ? events[i].at == events[done].at : !is_all) continue;
    end_instant(events + done, i - done);
    done = i;
  }
  used += done;
  memmove(events, events + done, (events_n - done) * sizeof(Event));
  events_n -= done;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: limit LOG OUT\n");
    return 2;
  }
  in_fd = open(argv[1], O_RDONLY);
  out_fd = open(argv[2], O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (in_fd < 0 || out_fd < 0) fail("could not open");
  out = grown(NULL, out_cap);
  buffer = grown(NULL, buffer_cap + PADDING);
  grow_table(&rooms);
  grow_table(&visits);

  while (!is_over || next < buffer_n || events_n > 0) {
    uint32_t from = events_n;
    scan_window();
    look_up(from);
    if (events_n == from && !is_over) fill_buffer();
    else end_instants();
  }
  wake_rooms(last);
  for (uint32_t i = 0; i <= rooms.mask; i++) {
    if (rooms.slots[i].ref == 0) continue;
    Room *r = room_at(rooms.slots[i].ref);
    run(r, last);
    if (r->start == NONE) continue;
    for (uint32_t k = r->queue_from; k < r->queue.n; k++) { /* admitted, though behind the frontier */
      const Visit *v = visit_at(r->queue.items[k]);
      if (!(r->queue.items[k] & LEAVES) && !is_short(v) && !is_undecided(v, last)) append(&r->members, r->queue.items[k]);
    }
    put_meeting(r, OPEN, last);
  }
  flush_out();
  if (close(out_fd) != 0) fail("could not write");
  fprintf(stderr, "%llu events, %llu lines not used\n", (unsigned long long)used, (unsigned long long)unused);
  return 0;
}
