/*
 * Preloaded into Hearth's processes: what they write into one folder is slow or fails, as the first byte of a file says.
 * HEARTH_TEST_DISK is that file, HEARTH_TEST_DISK_FOLDER the folder. 's': slow; 'f': no space; 'e': input/output error; 'r': read-only.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static volatile const char *mode = NULL;
static const char *folder = NULL;
static size_t folder_length = 0;

__attribute__((constructor)) static void begin(void) {
  const char *path = getenv("HEARTH_TEST_DISK");
  folder = getenv("HEARTH_TEST_DISK_FOLDER");
  if (path == NULL || folder == NULL) return;
  folder_length = strlen(folder);
  int file = open(path, O_RDONLY);
  if (file < 0) return;
  void *mapped = mmap(NULL, 1, PROT_READ, MAP_SHARED, file, 0);
  close(file);
  if (mapped != MAP_FAILED) mode = mapped;
}

/* 0: go on; otherwise the error. */
static int judge(int is_inside) {
  if (mode == NULL || !is_inside) return 0;
  switch (*mode) {
    case 's': usleep(15000); return 0;
    case 'f': return ENOSPC;
    case 'e': return EIO;
    case 'r': return EROFS;
    default: return 0;
  }
}

static int is_path_inside(const char *path) {
  return folder != NULL && path != NULL && strncmp(path, folder, folder_length) == 0;
}

static int is_file_inside(int file) {
  if (mode == NULL || *mode == '0') return 0;
  char link[64], path[PATH_MAX];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_path_inside(path);
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define ON_FILE(result, name, parameters, arguments)            \
  result name parameters {                                      \
    int error = judge(is_file_inside(file));                    \
    if (error != 0) { errno = error; return -1; }               \
    return REAL(name) arguments;                                \
  }
#define ON_PATH(result, name, parameters, arguments)            \
  result name parameters {                                      \
    int error = judge(is_path_inside(path));                    \
    if (error != 0) { errno = error; return -1; }               \
    return REAL(name) arguments;                                \
  }

ON_FILE(ssize_t, write, (int file, const void *bytes, size_t length), (file, bytes, length))
ON_FILE(ssize_t, pwrite, (int file, const void *bytes, size_t length, off_t at), (file, bytes, length, at))
ON_FILE(ssize_t, pwrite64, (int file, const void *bytes, size_t length, off64_t at), (file, bytes, length, at))
ON_FILE(ssize_t, writev, (int file, const struct iovec *bytes, int count), (file, bytes, count))
ON_FILE(ssize_t, pwritev, (int file, const struct iovec *bytes, int count, off_t at), (file, bytes, count, at))
ON_FILE(int, fsync, (int file), (file))
ON_FILE(int, fdatasync, (int file), (file))
ON_FILE(int, ftruncate, (int file, off_t length), (file, length))
ON_FILE(int, ftruncate64, (int file, off64_t length), (file, length))
ON_PATH(int, mkdir, (const char *path, mode_t mode_), (path, mode_))
ON_PATH(int, rename, (const char *path, const char *to), (path, to))

/* A full disk still removes files and opens existing ones. */
int unlink(const char *path) {
  int error = judge(is_path_inside(path));
  if (error != 0 && error != ENOSPC) { errno = error; return -1; }
  return REAL(unlink)(path);
}

static int open_problem(const char *path, int flags) {
  if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) == 0 || mode == NULL || *mode == 's') return 0;
  int error = judge(is_path_inside(path));
  return error == ENOSPC && access(path, F_OK) == 0 ? 0 : error;
}
#define OPEN(name)                                              \
  int name(const char *path, int flags, ...) {                  \
    va_list rest;                                               \
    va_start(rest, flags);                                      \
    mode_t rights = va_arg(rest, mode_t);                       \
    va_end(rest);                                               \
    int error = open_problem(path, flags);                      \
    if (error != 0) { errno = error; return -1; }               \
    return REAL(name)(path, flags, rights);                     \
  }
OPEN(open)
OPEN(open64)
