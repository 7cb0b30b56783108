/** This machine's architecture as Go and Kubernetes call it. */
export const hostArch = (): string => (process.arch === 'x64' ? 'amd64' : process.arch);
