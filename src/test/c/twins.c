// The same system calls, in the same order and with the same alignment, as ten of the benchmarks: what they cost without a JVM.
// usage: twins STRATEGY FILE SIZE CHUNK MILLISECONDS [RECEIVER [CORES [PACING [RECEIVE]]]]
//   STRATEGY  memcpy, read, pread, randompread, randommapped, copy, copyrange, or through a socket (TCP, loopback): sendfile, justsendfile, splice, readwrite, mappedwrite
//             randompread, randommapped: blocks of CHUNK bytes, a power of two from 16 on, at random places, by one thread; an operation is a read,
//             and the first and last word of each block are checked, as RandomRead does
//             justsendfile is sendfile without the fstat that the JDK makes; splice goes through a pipe of 64 KiB
//   RECEIVER  blocking: read that waits; polling: read that never does; discarding: recv that waits, and counts but does not copy
//   CORES     two: sender and receiver on a CPU each; one: both on the same; any: wherever the kernel puts them
//   PACING    none: both ends are reno from the start, which sends without pacing; system: the congestion control that is set
//   RECEIVE   bytes that one read of the receiver asks for
// Only sockets heed the last four, blocking two none 65536 where not given.
// prints nanoseconds per operation; for a socket the sender's and the receiver's CPU nanoseconds per operation after it
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sched.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { PAGE = 4096, WINDOW = 1 << 20 };
enum { BLOCKING, POLLING, DISCARDING };
enum { TWO, ONE, ANY };
enum { NONE, SYSTEM };
static const char *const receivers[] = {"blocking", "polling", "discarding", NULL};
static const char *const coreses[] = {"two", "one", "any", NULL}, *const pacings[] = {"none", "system", NULL};
static int how = BLOCKING, cores = TWO, pacing = NONE;
static long size, chunk, receive = 65536;
static int source, target, sender, receiver;
static char *memory, *other;
static pthread_t receiving;
static volatile int comparing, arrived; // of the last operation that began with comparing: 1 if every byte was the file's

static void must(int ok, const char *what) {
  if (!ok) { perror(what); exit(1); }
}

static int choose(const char *what, const char *given, const char *const *names) {
  for (int i = 0; names[i]; i++) if (!strcmp(given, names[i])) return i;
  fprintf(stderr, "%s=%s is unknown: give", what, given);
  for (int i = 0; names[i]; i++) fprintf(stderr, "%s %s", !i ? "" : names[i + 1] ? "," : " or", names[i]);
  fprintf(stderr, "\n");
  exit(2);
}

static long positive(const char *what, const char *given) {
  char *end;
  long number = strtol(given, &end, 10);
  if (number > 0 && !*end) return number;
  fprintf(stderr, "%s=%s is no amount: give a whole number, 1 or more\n", what, given);
  exit(2);
}

static long nanoseconds(clockid_t clock) {
  struct timespec t;
  clock_gettime(clock, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
}

static long now(void) {
  return nanoseconds(CLOCK_MONOTONIC);
}

static char *pages(long bytes) {
  char *p = aligned_alloc(PAGE, (bytes + PAGE - 1) / PAGE * PAGE);
  must(p != NULL, "memory");
  memset(p, 0x5A, bytes);
  return p;
}

static void fill(int fd, char *to, long bytes) {
  for (long done = 0, n; done < bytes; done += n) must((n = read(fd, to + done, bytes - done)) > 0, "read");
}

static void drain(int fd, const char *from, long bytes) {
  for (long done = 0, n; done < bytes; done += n) must((n = write(fd, from + done, bytes - done)) > 0, "write");
}

static void writeFile(int fd) { // by as much as Payload: the page cache's folios, and what it costs to map them, depend on it
  for (long at = 0, n; at < size; at += n) drain(fd, memory + at, n = size - at < WINDOW ? size - at : WINDOW);
  must(!fsync(fd), "fsync");
}

static void *drainForEver(void *buffer) {
  for (char ack = 1;; drain(receiver, &ack, 1)) {
    int compare = comparing; // as the operation begins: a call that waits for its first byte may be older than the wish
    long at = 0, same = 0;
    for (long n; at < size; at += n) {
      n = how == DISCARDING && !compare ? recv(receiver, buffer, receive, MSG_TRUNC) : read(receiver, buffer, receive);
      if (n < 0 && errno == EAGAIN) n = 0; // polling
      else must(n > 0, "receive");
      if (compare && n <= size - at && !memcmp(buffer, other + at, n)) same += n;
    }
    if (compare) arrived = same == size && at == size;
  }
  return NULL;
}

static void awaitAcknowledgement(void) {
  char ack;
  fill(sender, &ack, 1);
}

static void withoutPacing(int fd) { // before the connection is made: bbr asks for pacing then, and its successor would keep it
  if (pacing == SYSTEM || !setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, "reno", strlen("reno"))) return;
  fprintf(stderr, "pacing=none needs the congestion control reno, which this system refuses (%s): give system\n", strerror(errno));
  exit(1);
}

static void pin(pthread_t thread, int which) { // to the first of the CPUs that are allowed (0), or the second (1)
  cpu_set_t allowed, chosen;
  CPU_ZERO(&chosen);
  must(!(errno = pthread_getaffinity_np(thread, sizeof allowed, &allowed)), "affinity");
  for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) if (CPU_ISSET(cpu, &allowed) && !which--) CPU_SET(cpu, &chosen);
  if (!CPU_COUNT(&chosen)) {
    fprintf(stderr, "cores=two needs two CPUs, of which this process may use only one: give one or any\n");
    exit(1);
  }
  must(!(errno = pthread_setaffinity_np(thread, sizeof chosen, &chosen)), "affinity");
}

static void connectTcp(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  withoutPacing(listener); // what it accepts inherits this
  must(!bind(listener, (void *)&at, length) && !listen(listener, 1), "listen");
  getsockname(listener, (void *)&at, &length);
  sender = socket(AF_INET, SOCK_STREAM, 0);
  withoutPacing(sender);
  must(!connect(sender, (void *)&at, length), "connect");
  must((receiver = accept(listener, NULL, NULL)) >= 0, "accept");
  setsockopt(sender, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(receiver, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (how == POLLING) must(!fcntl(receiver, F_SETFL, O_NONBLOCK), "non-blocking");
  memcpy(other, memory, size); // memory becomes the sender's buffer
  must(!(errno = pthread_create(&receiving, NULL, drainForEver, pages(receive))), "thread");
  if (cores != ANY) pin(receiving, cores == TWO), pin(pthread_self(), 0);
}

static void copyMemory(void) {
  memcpy(other, memory, size);
  __asm__ volatile("" ::: "memory");
}

static void fileRead(void) {
  lseek(source, 0, SEEK_SET);
  for (long at = 0; at < size; at += chunk) fill(source, memory + at, size - at < chunk ? size - at : chunk);
}

static void filePread(void) {
  for (long at = 0, n; at < size; at += n) must((n = pread(source, memory + at, size - at < chunk ? size - at : chunk, at)) > 0, "pread");
}

enum { READS = 16384, SEQUENCE = 1 << 20 };
static uint32_t *sequence;
static const char *map;

static uint64_t word(uint64_t index) { // of the file, as Payload has it
  uint64_t z = 20080902 + (index + 1) * 0x9E3779B97F4A7C15;
  z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
  z = (z ^ z >> 27) * 0x94D049BB133111EB;
  return z ^ z >> 31;
}

static void prepareRandom(void) {
  if (chunk & (chunk - 1) || chunk < 16 || size % chunk) {
    fprintf(stderr, "blocks of %ld bytes do not fit a file of %ld: give a power of two, 16 or more, and a multiple of it\n", chunk, size);
    exit(2);
  }
  must((sequence = malloc(SEQUENCE * sizeof *sequence)) != NULL, "memory");
  for (long i = 0; i < SEQUENCE; i++) sequence[i] = word(i) % (size / chunk);
  for (long i = 0; i < size / 8; i++) ((uint64_t *)memory)[i] = word(i);
}

static inline void randomReads(int mapped) {
  static long next;
  for (long n = 0; n < READS; n++) {
    long at = sequence[next++ & (SEQUENCE - 1)] * chunk;
    if (mapped) memcpy(other, map + at, chunk);
    else for (long done = 0, got; done < chunk; done += got) must((got = pread(source, other + done, chunk - done, at + done)) > 0, "pread");
    __asm__ volatile("" ::: "memory");
    if (*(uint64_t *)other == word(at / 8) && *(uint64_t *)(other + chunk - 8) == word((at + chunk) / 8 - 1)) continue;
    fprintf(stderr, "the block at %ld was not read\n", at);
    exit(1);
  }
}

static void randomPread(void) {
  randomReads(0);
}

static void randomMapped(void) {
  if (!map) must((map = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, source, 0)) != MAP_FAILED, "mmap");
  randomReads(1);
}

static void fileCopy(void) {
  lseek(target, 0, SEEK_SET);
  off_t from = 0;
  while (from < size) must(sendfile(target, source, &from, size - from) > 0, "sendfile");
}

static void fileCopyRange(void) {
  lseek(target, 0, SEEK_SET);
  loff_t from = 0;
  while (from < size) must(copy_file_range(source, &from, target, NULL, size - from, 0) > 0, "copy_file_range");
}

static void socketSendfile(void) {
  struct stat is;
  off_t from = 0;
  while (from < size) must(!fstat(source, &is) && sendfile(sender, source, &from, size - from) > 0, "sendfile");
  awaitAcknowledgement();
}

static void socketJustSendfile(void) {
  off_t from = 0;
  while (from < size) must(sendfile(sender, source, &from, size - from) > 0, "sendfile");
  awaitAcknowledgement();
}

static void socketSplice(void) {
  static int ends[2];
  enum { CAPACITY = 65536 };
  if (!ends[1]) must(!pipe(ends) && fcntl(ends[1], F_SETPIPE_SZ, CAPACITY) == CAPACITY, "pipe");
  loff_t from = 0;
  for (long left = size, n, m; left > 0; left -= n) {
    must((n = splice(source, &from, ends[1], NULL, left < CAPACITY ? left : CAPACITY, 0)) > 0, "splice");
    for (long done = 0; done < n; done += m) must((m = splice(ends[0], NULL, sender, NULL, n - done, 0)) > 0, "splice");
  }
  awaitAcknowledgement();
}

static void socketReadWrite(void) {
  lseek(source, 0, SEEK_SET);
  for (long left = size, n; left > 0; left -= n) {
    fill(source, memory, n = left < chunk ? left : chunk);
    drain(sender, memory, n);
  }
  awaitAcknowledgement();
}

static void socketMappedWrite(void) {
  struct stat is;
  char *map;
  must(!fstat(source, &is) && (map = mmap(NULL, size, PROT_READ, MAP_SHARED, source, 0)) != MAP_FAILED, "mmap");
  drain(sender, map, size);
  munmap(map, size);
  awaitAcknowledgement();
}

static const char *const names[] = {"memcpy", "read", "pread", "randompread", "randommapped", "copy", "copyrange", "sendfile", "justsendfile", "splice", "readwrite", "mappedwrite", NULL};
static void (*const strategies[])(void) = {copyMemory, fileRead, filePread, randomPread, randomMapped, fileCopy, fileCopyRange, socketSendfile, socketJustSendfile, socketSplice, socketReadWrite, socketMappedWrite};

int main(int argc, char **argv) {
  if (argc < 6 || argc > 10) {
    fprintf(stderr, "usage: twins STRATEGY FILE SIZE CHUNK MILLISECONDS [RECEIVER [CORES [PACING [RECEIVE]]]]\n");
    exit(2);
  }
  void (*strategy)(void) = strategies[choose("strategy", argv[1], names)];
  int overSocket = strategy == socketSendfile || strategy == socketJustSendfile || strategy == socketSplice || strategy == socketReadWrite || strategy == socketMappedWrite;
  size = positive("size", argv[3]), chunk = positive("chunk", argv[4]);
  long length = positive("milliseconds", argv[5]) * 1000000L;
  if (argc > 6) how = choose("receiver", argv[6], receivers);
  if (argc > 7) cores = choose("cores", argv[7], coreses);
  if (argc > 8) pacing = choose("pacing", argv[8], pacings);
  if (argc > 9) receive = positive("receive", argv[9]);
  char targetName[4096];
  memory = pages(size), other = pages(size);
  snprintf(targetName, sizeof targetName, "%s.target", argv[2]);
  must((source = open(argv[2], O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0, argv[2]);
  must((target = open(targetName, O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0, targetName);
  for (long i = 0; i < size; i++) memory[i] = (char)(i * 2654435761u >> 13);
  int random = strategy == randomPread || strategy == randomMapped;
  if (random) prepareRandom();
  writeFile(source);
  if (!random) writeFile(target);
  clockid_t clocks[] = {CLOCK_THREAD_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID};
  if (overSocket) {
    connectTcp();
    must(!(errno = pthread_getcpuclockid(receiving, &clocks[1])), "clock");
  }
  long start = now(), operations = 0, end;
  do strategy(); while (now() - start < length / 2);  // warm-up: the caches, and the socket's buffers
  long sent = nanoseconds(clocks[0]), received = nanoseconds(clocks[1]);
  start = now();
  do { strategy(); operations++; } while ((end = now()) - start < length);
  sent = nanoseconds(clocks[0]) - sent, received = nanoseconds(clocks[1]) - received;
  unlink(argv[2]), unlink(targetName);
  if (overSocket) {
    comparing = 1;
    strategy(), strategy(); // the receiver may already wait for the first without comparing
    if (!arrived) {
      fprintf(stderr, "%s: what arrived is not the file\n", argv[1]);
      exit(1);
    }
  }
  printf("%.1f", (double)(end - start) / operations / (random ? READS : 1));
  if (overSocket) printf(" %.0f %.0f", (double)sent / operations, (double)received / operations);
  printf("\n");
  return 0;
}
