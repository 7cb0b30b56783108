import type {LabCluster} from './cluster.js';

/**
 * All that is on a host, as sorted lines: files with mode, owner and digest; units; interfaces, addresses and routes; packet
 * filters; mounts; programs that run; settings and modules of the kernel; packages; cgroups of pods. Without what changes
 * on every host all the time: logs, states of sessions and timers, counters, random values.
 */
export async function hostPicture(cluster: LabCluster, host: string): Promise<readonly string[]> {
  const text = await cluster.onWith(SCRIPT, host, 'sh');
  return [...new Set(text.split('\n').filter(Boolean))].toSorted();
}

/** Lines of only one of two pictures, with - for the first one. */
export function differences(before: readonly string[], after: readonly string[]): readonly string[] {
  const [first, second] = [new Set(before), new Set(after)];
  return [
    ...before.filter(line => !second.has(line)).map(line => `- ${line}`),
    ...after.filter(line => !first.has(line)).map(line => `+ ${line}`),
  ];
}

const SCRIPT =
  String.raw`
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
part() { sed "s|^|$1 |"; }
cd /
pruned='-path ./proc -o -path ./sys -o -path ./dev -o -path ./run/user -o -path ./run/systemd -o -path ./run/log -o -path ./run/udev -o -path ./var/log/journal'
find . \( $pruned \) -prune -o ! -type f -printf '%p %y %m %u:%g %l\n' | part path
find . \( $pruned \) -prune -o -type f -printf '%p %y %m %u:%g\n' | part path
find . \( $pruned \) -prune -o -type f ! -path './var/log/*' -print0 | xargs -0 sha256sum 2>/dev/null | part digest
systemctl list-units --all --no-legend --plain --type=service,socket,mount,slice,target,path |
  awk '$1 !~ /^(session|user|ssh@|systemd-tmpfiles|apt-|dpkg-|run-user|logrotate|e2scrub|fstrim|man-db)/ { print $1, $2, $3 }' | part unit
systemctl list-unit-files --no-legend --plain | awk '{ print $1, $2 }' | part unit-file
ip -o link show | sed 's/^[0-9]*: //; s/@if[0-9]*//; s/ qlen.*//; s/\\.*//' | part interface
ip -o addr show scope global | awk '{ print $2, $3, $4 }' | part address
ip route show table all | grep -v ' linkdown' | sed 's/ expires .*//' | part route
ip rule show | part rule
nft list ruleset 2>/dev/null | sed 's/packets [0-9]* bytes [0-9]*//' | part nft
iptables-save 2>/dev/null | sed '/^#/d; s/\[[0-9:]*\]//' | part iptables
ip6tables-save 2>/dev/null | sed '/^#/d; s/\[[0-9:]*\]//' | part ip6tables
awk '{ print $5 }' /proc/self/mountinfo | part mount
for each in /proc/[0-9]*; do readlink "$each/exe"; done 2>/dev/null |
  grep -vE '/(dash|bash|sh|sshd|sed|awk|mawk|find|sort|systemd-executor|sd-pam|nsenter|readlink|grep|systemd-tmpfiles)$' | part program
sysctl -a 2>/dev/null | grep -vE '^(kernel\.random\.|kernel\.ns_last_pid|kernel\.pty\.nr|fs\.(dentry-state|inode-|file-nr|quota|aio-nr)|net\.netfilter\.nf_conntrack_(count|events)|net\.ipv[46]\.(conf|neigh)\.veth|kernel\.perf|net\.ipv4\.tcp_fastopen_key|kernel\.usermode)' | part sysctl
cut -d ' ' -f 1 /proc/modules | part module
dpkg-query -W -f '$` +
  '{binary:Package} $' +
  String.raw`{db:Status-Abbrev}\n' | part package
find /sys/fs/cgroup -depth -type d -name 'kubepods*' | part cgroup
`;
