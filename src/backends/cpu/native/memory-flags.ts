/** Values of <sys/mman.h>. */
export const memoryFlags = {
  none: 0,
  read: 1,
  write: 2,
  execute: 4,
  private: 2,
  anonymous: process.platform === "darwin" ? 0x1000 : 0x20,
} as const;
