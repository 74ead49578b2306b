/* Loaded before libc into a server that is to be tortured: its disk may fail, its clock may be wrong. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* While the file that TEAROAD_FAILING_DISK names is there, nothing reaches the disk. */
static int disk_fails(void) {
    const char *file = getenv("TEAROAD_FAILING_DISK");
    return file != NULL && access(file, F_OK) == 0;
}

static int synced(const char *name, int fd) {
    if (disk_fails()) {
        errno = EIO;
        return -1;
    }
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    return real(fd);
}

int fsync(int fd) { return synced("fsync", fd); }
int fdatasync(int fd) { return synced("fdatasync", fd); }

static long shift(void) {
    const char *seconds = getenv("TEAROAD_CLOCK_SHIFT");
    return seconds == NULL ? 0 : atol(seconds);
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    static int (*real)(struct timeval *, void *);
    if (real == NULL) real = (int (*)(struct timeval *, void *))dlsym(RTLD_NEXT, "gettimeofday");
    int done = real(now, zone);
    if (done == 0) now->tv_sec += shift();
    return done;
}

time_t time(time_t *into) {
    struct timeval now;
    gettimeofday(&now, NULL);
    if (into != NULL) *into = now.tv_sec;
    return now.tv_sec;
}
