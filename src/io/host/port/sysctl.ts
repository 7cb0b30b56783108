/** Where a kernel setting lies under /proc/sys, and back: dots and slashes change places, as with sysctl(8). */
export const sysctlPath = (name: string): string => name.replace(/[./]/g, mark => (mark === '.' ? '/' : '.'));
