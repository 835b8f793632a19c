/*
 * Runs a command and reports what it took.
 *   measure REPORT COMMAND [ARGUMENT...]
 * The report is one line: wall s, CPU s (user and system, all threads), peak RSS in bytes, exit status, signal.
 *
 * It is not Node that starts the command, because a child may inherit the peak of the process that starts it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static double seconds(struct timeval t) { return t.tv_sec + t.tv_usec / 1e6; }

static pid_t child;

static void pass_on(int signal) {
  if (child > 0) kill(child, signal);
}

int main(int argc, char **argv) {
  if (argc < 3) return 2;
  double begin = now();
  child = fork();
  if (child == 0) {
    execvp(argv[2], argv + 2);
    _exit(127);
  }
  signal(SIGTERM, pass_on);
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) < 0) return 3;
  double wall = now() - begin;
#ifdef __APPLE__
  long unit = 1;
#else
  long unit = 1024;
#endif
  FILE *report = fopen(argv[1], "w");
  if (report == NULL) return 3;
  fprintf(report, "%.6f %.6f %.0f %d %d\n", wall, seconds(usage.ru_utime) + seconds(usage.ru_stime),
          (double)usage.ru_maxrss * unit, WIFEXITED(status) ? WEXITSTATUS(status) : -1,
          WIFSIGNALED(status) ? WTERMSIG(status) : 0);
  return fclose(report) == 0 ? 0 : 3;
}
