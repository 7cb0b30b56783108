import {eventually, type LabCluster} from './cluster.js';

/** Something that is wrong with a host, as shell commands of that host. */
export interface Fault {
  readonly make: string;
  /** True once it shows; for what takes a moment. */
  readonly shows?: string;
  readonly mend: string;
}

/** Does something while a host has these faults; afterwards it has them no longer. */
export async function during<T>(
  cluster: LabCluster,
  host: string,
  faults: readonly Fault[],
  work: () => Promise<T>,
): Promise<T> {
  const run = (text: string) => cluster.on(host, 'sh', '-c', text);
  const mendAll = async () => {
    for (const {mend} of faults) await run(mend);
  };
  const made = async () => {
    for (const {make, shows = 'true'} of faults) {
      await run(make);
      await eventually(`${host} has its fault`, async () => (await run(`${shows} && echo yes`)) || undefined);
    }
    return work();
  };
  const result = await made().catch(async error => {
    // The first error is reported; a fault that was made incompletely may need no repair.
    await mendAll().catch(() => undefined);
    throw error;
  });
  await mendAll();
  return result;
}

export const portTaken = (port: number): Fault => ({
  make: `systemd-run --quiet --collect --unit=taken-${port} socat TCP-LISTEN:${port},fork,reuseaddr EXEC:cat`,
  shows: `ss -Hltn 'sport = :${port}' | grep -q LISTEN`,
  mend: `systemctl stop taken-${port}`,
});

/** All that `date` says is an hour ahead; the clock itself is that of all hosts and of this machine. */
export const clockAhead: Fault = {
  make: `printf '#!/bin/sh\\nexec /bin/date -d "+1 hour" "$@"\\n' >/usr/local/bin/date; chmod 755 /usr/local/bin/date`,
  mend: 'rm -f /usr/local/bin/date',
};

/** Swap is the machine's as well; the host only shows some. */
export const swapOn: Fault = {
  make: String.raw`printf 'Filename Type Size Used Priority\n/dev/sda2 partition 1048572 0 -2\n' >/run/swaps
    mount --bind /run/swaps /proc/swaps`,
  mend: 'umount /proc/swaps; rm -f /run/swaps',
};

export const noSudo: Fault = {
  make: 'mv /etc/sudoers.d/admin /root/sudoers-of-admin',
  mend: 'mv /root/sudoers-of-admin /etc/sudoers.d/admin',
};

/** What quorate would leave on a host, as far as it is there. */
export const traces = (cluster: LabCluster, host: string): Promise<string> =>
  cluster.on(host, 'sh', '-c', 'ls -d /var/lib/quorate/owned /opt/quorate /etc/kubernetes 2>/dev/null || true');
