const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EISDIR: 'is a directory',
  ENOTDIR: 'a part of its path is not a directory',
  EEXIST: 'something else is in its place',
  EMFILE: 'too many open files',
  EFBIG: 'larger than a file may be',
  ENOSPC: 'no space left on the device',
  EROFS: 'the file system is read-only',
  EIO: 'the device failed',
  ELOOP: 'too many symbolic links',
  ENAMETOOLONG: 'the name is too long',
  E2BIG: 'the arguments are too long',
};

/** A fault of the system in plain words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return (typeof code === 'string' ? REASONS[code] : undefined) ?? String(message ?? error);
}
