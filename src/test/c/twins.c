// The same system calls, in the same order and with the same alignment, as five of the benchmarks: what they cost without a JVM.
// usage: twins memcpy|read|copy|copyrange|sendfile|readwrite FILE SIZE CHUNK MILLISECONDS    prints nanoseconds per operation
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { DRAIN = 1 << 20, PAGE = 4096 };
static long size, chunk;
static int source, target, sender, receiver;
static char *memory, *other;

static void must(int ok, const char *what) {
  if (!ok) { perror(what); exit(1); }
}

static long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000L + t.tv_nsec;
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

static void *receive(void *buffer) {
  for (char ack = 1;; drain(receiver, &ack, 1))
    for (long left = size, n; left > 0; left -= n)
      if ((n = read(receiver, buffer, DRAIN)) <= 0) return NULL;
}

static void awaitAcknowledgement(void) {
  char ack;
  fill(sender, &ack, 1);
}

static void connectTcp(void) {
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof at;
  int listener = socket(AF_INET, SOCK_STREAM, 0), on = 1;
  must(!bind(listener, (void *)&at, length) && !listen(listener, 1), "listen");
  getsockname(listener, (void *)&at, &length);
  sender = socket(AF_INET, SOCK_STREAM, 0);
  must(!connect(sender, (void *)&at, length), "connect");
  must((receiver = accept(listener, NULL, NULL)) >= 0, "accept");
  setsockopt(sender, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(receiver, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  pthread_t thread;
  pthread_create(&thread, NULL, receive, pages(DRAIN));
}

static void copyMemory(void) {
  memcpy(other, memory, size);
  __asm__ volatile("" ::: "memory");
}

static void fileRead(void) {
  lseek(source, 0, SEEK_SET);
  for (long at = 0; at < size; at += chunk) fill(source, memory + at, size - at < chunk ? size - at : chunk);
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
  off_t from = 0;
  while (from < size) must(sendfile(sender, source, &from, size - from) > 0, "sendfile");
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

int main(int argc, char **argv) {
  must(argc == 6, "usage: twins STRATEGY FILE SIZE CHUNK MILLISECONDS");
  char *name = argv[1], targetName[4096];
  size = atol(argv[3]), chunk = atol(argv[4]);
  memory = pages(size), other = pages(size);
  snprintf(targetName, sizeof targetName, "%s.target", argv[2]);
  must((source = open(argv[2], O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0, argv[2]);
  must((target = open(targetName, O_RDWR | O_CREAT | O_TRUNC, 0600)) >= 0, targetName);
  for (long i = 0; i < size; i++) memory[i] = (char)(i * 2654435761u >> 13);
  drain(source, memory, size), drain(target, memory, size);
  fsync(source), fsync(target);
  void (*strategy)(void) = !strcmp(name, "memcpy") ? copyMemory : !strcmp(name, "read") ? fileRead : !strcmp(name, "copy") ? fileCopy
      : !strcmp(name, "copyrange") ? fileCopyRange : !strcmp(name, "sendfile") ? socketSendfile : socketReadWrite;
  if (strategy == socketSendfile || strategy == socketReadWrite) connectTcp();
  long length = atol(argv[5]) * 1000000L, start = now(), operations = 0, end;
  do strategy(); while (now() - start < length / 2);  // warm-up: the caches, and the socket's buffers
  start = now();
  do { strategy(); operations++; } while ((end = now()) - start < length);
  printf("%.0f\n", (double)(end - start) / operations);
  unlink(argv[2]), unlink(targetName);
  return 0;
}
