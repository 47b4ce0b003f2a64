// Error numbers of Linux system calls, by name.
// Source: include/uapi/asm-generic/errno-base.h, errno.h; texts: glibc strerror(3).
// Not modelled: the numbers themselves; programs print names or texts.

/** The error texts that glibc's strerror gives, keyed by errno name. */
export const strerror = {
  EPERM: 'Operation not permitted',
  ENOENT: 'No such file or directory',
  ESRCH: 'No such process',
  EINTR: 'Interrupted system call',
  EBADF: 'Bad file descriptor',
  ECHILD: 'No child processes',
  EAGAIN: 'Resource temporarily unavailable',
  ENOMEM: 'Cannot allocate memory',
  EACCES: 'Permission denied',
  EBUSY: 'Device or resource busy',
  EEXIST: 'File exists',
  ENODEV: 'No such device',
  ENOTDIR: 'Not a directory',
  EISDIR: 'Is a directory',
  EINVAL: 'Invalid argument',
  ENOTTY: 'Inappropriate ioctl for device',
  EROFS: 'Read-only file system',
  EPIPE: 'Broken pipe',
  ERANGE: 'Numerical result out of range',
  ENOTEMPTY: 'Directory not empty',
  EOPNOTSUPP: 'Operation not supported',
  EADDRINUSE: 'Address already in use',
  EADDRNOTAVAIL: 'Cannot assign requested address',
  ENETDOWN: 'Network is down',
  ENETUNREACH: 'Network is unreachable',
  ENONET: 'Machine is not on the network',
  ENOPROTOOPT: 'Protocol not available',
  ENOTCONN: 'Transport endpoint is not connected',
  ETIMEDOUT: 'Connection timed out',
  ECONNREFUSED: 'Connection refused',
  ECONNRESET: 'Connection reset by peer',
  EHOSTDOWN: 'Host is down',
  EHOSTUNREACH: 'No route to host',
  EMSGSIZE: 'Message too long',
  EPROTONOSUPPORT: 'Protocol not supported',
  EDESTADDRREQ: 'Destination address required',
} as const;

/** The name of a Linux error, such as `EEXIST`. */
export type Errno = keyof typeof strerror;

/** What a system call answers that has a value to give. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly errno: Errno };

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const fail = (errno: Errno): { readonly ok: false; readonly errno: Errno } => ({ ok: false, errno });
