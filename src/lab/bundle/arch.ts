/** The architecture of this machine, as named by Go and Kubernetes. */
export const hostArch = (): string => (process.arch === 'x64' ? 'amd64' : process.arch);
