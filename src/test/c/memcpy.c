/*
 * The yardstick of BufferCopy.directToDirect: memcpy between two page-aligned buffers.
 *
 *   cc -O2 -o memcpy memcpy.c && ./memcpy SIZE MILLISECONDS
 *
 * Prints the nanoseconds of one copy of SIZE bytes. The buffers are what the benchmark's are: anonymous
 * memory, whole pages, touched before, (destination - source) mod 4096 = 0.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

static char *buffer(size_t size, int content) {
  char *memory = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    perror("mmap");
    exit(1);
  }
  memset(memory, content, size);
  return memory;
}

static double measure(char *target, const char *source, size_t size, double nanos) {
  double begin = now(), end;
  long copies = 0;
  do {
    memcpy(target, source, size);
    __asm__ volatile("" : : "r"(target) : "memory");
    copies++;
    end = now();
  } while (end - begin < nanos);
  return (end - begin) / copies;
}

int main(int argc, char **argv) {
  if (argc != 3) {
    fprintf(stderr, "usage: memcpy SIZE MILLISECONDS\n");
    return 2;
  }
  size_t size = strtoul(argv[1], NULL, 10);
  double nanos = atof(argv[2]) * 1e6;
  char *source = buffer(size, 1), *target = buffer(size, 2);
  measure(target, source, size, nanos / 2);
  printf("%.0f\n", measure(target, source, size, nanos));
  if (memcmp(target, source, size) != 0) {
    fprintf(stderr, "the copy differs\n");
    return 1;
  }
  return 0;
}
