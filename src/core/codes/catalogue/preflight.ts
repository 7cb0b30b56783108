import {entries} from '../entry.js';

/** Checks whose names end with a port, a command, a unit or a path: "Port-6443", "DirAvailable--var-lib-etcd". */
export const PREFLIGHT_FAMILIES = ['Port', 'FileAvailable', 'DirAvailable', 'FileExisting', 'Service'] as const;

/** Checks before the first change, by kubeadm's names where kubeadm has one. */
export const PREFLIGHT = entries({
  'preflight/findings': {
    level: 'error',
    title: 'A preflight check failed',
    explanation:
      'Before the first change quorate checks every host that takes part, and the unmanaged etcd if there is one. At least one check failed; the message lists all of them by name. Nothing was changed.',
    remedy:
      'Correct what the checks name, then run the same command again. A failed check becomes a warning with `--ignore-preflight-errors NAME`, except where the cluster could not work. `quorate explain NAME` explains a check.',
  },
  IgnorePreflightErrors: {
    level: 'warning',
    title: 'An ignored preflight check does not exist',
    explanation:
      'A name given to --ignore-preflight-errors is not the name of a check, so it has no effect. Names are matched in any letter case.',
    remedy: 'Use a name that the message lists, several separated by commas, or `all`.',
  },
  ClockSkew: {
    level: 'error',
    title: 'The clock of a host is wrong',
    explanation:
      'The clock differs from that of this machine, or two hosts differ from each other, by more than 30 seconds; above 2 seconds it is a warning. Each host judges certificates, tokens and leases by its own clock. If all hosts agree and this machine differs, the message names this machine.',
    remedy:
      'On the host that the message names: `timedatectl set-ntp true`, or start chrony; `timedatectl` shows the result.',
  },
  MachineId: {
    level: 'error',
    title: 'Machine ids are missing or not unique',
    explanation:
      'A host has no machine id, or two hosts have the same one. Two hosts with one id are copies of one image, or one machine under two names. systemd and the kubelet identify a machine by it, and quorate records it.',
    remedy:
      'On a host without a machine id: `systemd-machine-id-setup`. For copies, on the new one only: `rm -f /etc/machine-id /var/lib/dbus/machine-id`, then `systemd-machine-id-setup` and reboot. For one machine under two names, correct its address in the configuration.',
  },
  Architecture: {
    level: 'error',
    title: 'There are no binaries for the CPU architecture of the host',
    explanation:
      'The bundle or lock file does not have all binaries of the release for this architecture. A cluster may have amd64 and arm64 hosts: each gets the binaries of its own. This check cannot be ignored.',
    remedy:
      'Add binaries for its architecture: `quorate bundle fetch --kubernetes VERSION --arch ARCH` to the lock file, with `--download` to the bundle. Or remove {host} from the configuration.',
  },
  SystemVerification: {
    level: 'error',
    title: 'The kernel or its cgroups do not suffice',
    explanation:
      'Kubernetes needs kernel 4.19, and kube-proxy in nftables mode, which runs on every node, needs 5.13. The kubelet needs the cgroup controllers cpu, cpuset, memory and pids; some boards start their kernel without memory. Cgroup v1 is a warning: current Kubernetes versions no longer support it, and quorate configures the kubelet to start with it.',
    remedy:
      'On {host}: install a newer kernel and reboot. For the memory controller, add `cgroup_enable=memory` to the kernel command line, on a Raspberry Pi in /boot/firmware/cmdline.txt. For cgroup v1, boot with the kernel parameter `systemd.unified_cgroup_hierarchy=1`.',
  },
  SystemdVersion: {
    level: 'error',
    title: 'systemd is too old',
    explanation:
      'etcd, the API server, the controller manager and the scheduler run under users of their own. systemd gives them their keys with LoadCredential=, which systemd 247 introduced; an older one starts them without.',
    remedy: 'Use a release of the distribution with systemd 247 or later on {host}: `systemctl --version` shows it.',
  },
  KernelModules: {
    level: 'error',
    title: 'A kernel module cannot be loaded',
    explanation:
      'A node needs the kernel modules overlay, br_netfilter and nf_conntrack, and vxlan for flannel. The running kernel has no such module, or modprobe is configured not to load it, as some hardening profiles do. After an update of the kernel the modules of the running one are often gone until the next boot. Only hosts that join are checked, and no containers.',
    remedy:
      'On {host}: reboot if a newer kernel was installed. Otherwise install the package with the modules, for example `apt-get install linux-modules-extra-raspi` on Ubuntu for the Raspberry Pi, or delete the line that the message names from /etc/modprobe.d.',
  },
  NftVersion: {
    level: 'error',
    title: 'nft is too old for kube-proxy',
    explanation:
      'kube-proxy in nftables mode does not start with an nft before 1.0.1. Only hosts that join are checked.',
    remedy: 'Use a release of the distribution with nftables 1.0.1 or later on {host}: `nft --version` shows it.',
  },
  NumCPU: {
    level: 'error',
    title: 'A control plane has fewer than two CPUs',
    explanation:
      'A control plane runs the API server, the controller manager, the scheduler and usually etcd. On one CPU they miss their deadlines under load. Only hosts that join are checked.',
    remedy: 'Give {host} at least 2 CPUs.',
  },
  Mem: {
    level: 'error',
    title: 'A control plane has less than 1700 MB of memory',
    explanation:
      'With less memory the kernel ends processes of the control plane under load. Only hosts that join are checked.',
    remedy: 'Give {host} at least 1700 MB of memory.',
  },
  Swap: {
    level: 'error',
    title: 'Swap is on',
    explanation:
      'The kubelet does not start with swap on. On a host with etcd and no kubelet it is a warning: a member whose memory is swapped out answers too late. For a container, the swap of its machine counts.',
    remedy:
      'On {host}: `swapoff -a`, and delete the swap line from /etc/fstab so that it stays off. Swap on zram is made by a service at boot: `systemctl disable --now zramswap.service`, or for zram-generator an empty /etc/systemd/zram-generator.conf.',
  },
  Hostname: {
    level: 'warning',
    title: 'The host name differs from the configuration',
    explanation:
      'The node and the etcd member get the name in the configuration. Logs and shell prompts of the host show the other name.',
    remedy: 'On {host}: `hostnamectl set-hostname {host}`.',
  },
  Address: {
    level: 'error',
    title: 'The host does not have its configured address',
    explanation:
      'etcd and the API server listen on the address of the configuration, so an interface of the host must have it. Behind NAT, the address that SSH uses is often not an address of the host.',
    remedy: 'Set `address` of {host} to one of its own addresses, and `sshAddress` to the one that SSH connects to.',
  },
  FileExisting: {
    level: 'error',
    title: 'A required command is missing',
    explanation:
      'The check is named after the command, for example FileExisting-nft. quorate, the kubelet, kube-proxy or a load balancer runs this command on the host, and it is not in the path. With `packages: install`, the default, quorate installs missing packages itself, except for a few commands that it needs before, and on hosts without apt-get, dnf and zypper.',
    remedy:
      'On {host}: run the command that the message names, for example `apt-get install nftables`. If `spec.packages` is `require`, set it to `install` to let quorate install packages.',
  },
  ContainerRuntime: {
    level: 'error',
    title: 'Another container runtime or Kubernetes distribution is active',
    explanation:
      'Docker, CRI-O, k3s, RKE2, k0s or MicroK8s is running on the host. It uses the same cgroups, ports and network rules, and often the same containerd.',
    remedy:
      'Use another machine; or, on {host}, if nothing needs it: `systemctl disable --now UNIT` with the unit that the message names.',
  },
  Service: {
    level: 'error',
    title: 'A service of the same name is active',
    explanation:
      'The check is named after the unit, for example Service-containerd. A unit of this name is running and was not installed by quorate. Replacing it would stop what it serves.',
    remedy:
      'On {host}, if nothing needs it: `systemctl disable --now UNIT`, where UNIT is for example containerd.service.',
  },
  ReadOnly: {
    level: 'error',
    title: 'A directory cannot be written to',
    explanation:
      'quorate writes files to /etc, /opt, /usr/local/bin, /var/lib and /var/log. One of them is on a file system that is mounted read-only, as /usr is in some distributions, or is immutable. On a host of the cluster it is a warning.',
    remedy:
      'On {host}: `mount -o remount,rw MOUNTPOINT` with the mount point that the message names, and correct /etc/fstab. `findmnt -T DIRECTORY` shows the options. A file system with errors becomes read-only by itself: `dmesg` says so.',
  },
  NoExec: {
    level: 'error',
    title: 'Programs that quorate installs cannot be run',
    explanation:
      'The file system of /opt is mounted with the option noexec, as some hardened images do. quorate installs all binaries under /opt/quorate and /opt/cni, and systemd could start none of them. For /var/lib/kubelet of a node that joins it is a warning: pods cannot run programs in their volumes. Images need no such option.',
    remedy:
      'On {host}: `mount -o remount,exec MOUNTPOINT` with the mount point that the message names, and delete noexec from its line in /etc/fstab. `findmnt -T /opt` shows the options.',
  },
  Fapolicyd: {
    level: 'warning',
    title: 'fapolicyd is active',
    explanation:
      'fapolicyd permits only programs that came with packages of the distribution. It stops the binaries that quorate installs, and programs in containers. Only hosts that join are checked.',
    remedy:
      'On {host}: run the command that the finding prints. It permits the directories of quorate, of containerd and of the kubelet.',
  },
  Port: {
    level: 'error',
    title: 'A required port is in use',
    explanation:
      'The check is named after the port, for example Port-6443. A process that quorate did not start listens on a port of etcd, Kubernetes or a load balancer.',
    remedy: "On {host}: `ss -ltnp 'sport = :PORT'` shows the process. Stop it.",
  },
  DirAvailable: {
    level: 'error',
    title: 'A directory cannot be used',
    explanation:
      'The check is named after the path. DirAvailable--var-lib-etcd: /var/lib/etcd has data, and no marker says that it belongs to a current member of this cluster. It is data of another etcd, or of a member that was removed. quorate never starts etcd on it and never deletes it; the check cannot be ignored. The directory may be a mount point with lost+found, and it may be a link to another disk: what the link leads to is judged. Any other path: a file, or a link without a target, is where quorate needs a directory.',
    remedy:
      'For a removed member, complete the removal with `quorate remove {host}`. For other data find out whose it is, and on {host}: `mv /var/lib/etcd /var/lib/etcd.old`. For a link without a target, mount the disk that it leads to, or delete the link.',
  },
  FileAvailable: {
    level: 'error',
    title: 'A file that quorate would write already exists',
    explanation:
      'The check is named after the path, for example FileAvailable--etc-kubernetes-admin.conf. quorate did not write the file and does not overwrite it. Files under /etc/kubernetes are usually remains of kubeadm.',
    remedy: 'On a former node of kubeadm, on {host}: `kubeadm reset`. Otherwise move the file away.',
  },
  DiskSpace: {
    level: 'error',
    title: 'There is not enough free disk space',
    explanation:
      'Binaries and images go to /opt and /var/lib/containerd, and the message says how much they need. Each counts on the file system where it really is, within the quota of a project on XFS and ext4. It is a warning if the free space is unknown, if the file system has few free inodes, or if /var/lib/etcd of a new member has less than the 2 GiB that its database may grow to.',
    remedy:
      'On {host}: free the space that the message names, or mount a larger file system. `df -h` shows what is free.',
  },
  ArtifactSource: {
    level: 'error',
    title: 'A host cannot download from the source of binaries and images',
    explanation:
      'With `artifacts.source: upstream` or `mirror`, each host downloads the binaries and images that it lacks. Before the first change it asks each server for the headers of the smallest file that it needs, through the proxy and with the CA and the credentials of the configuration. The message has the URL and the reason: DNS, connection, TLS, proxy, credentials, or a file that the server does not have.',
    remedy:
      'Correct what the message names: `spec.artifacts` (mirror, ca, credentials) or `spec.proxy`. If the host is not to download, ignore the check: `quorate apply --ignore-preflight-errors ArtifactSource`. Then quorate uploads to this host, and the plan says so.',
  },
  ExternalEtcdTLS: {
    level: 'error',
    title: 'TLS with the unmanaged etcd fails',
    explanation:
      'The CA in spec.etcd.caFile did not sign the certificate of the endpoint, the endpoint rejects the client certificate in spec.etcd.certFile, or one of the files cannot be used. An expired certificate and a missing name are common causes. This check cannot be ignored.',
    remedy:
      'Set spec.etcd.caFile to the CA that signed the certificates of that etcd. Set spec.etcd.certFile and spec.etcd.keyFile to a valid client certificate that its --trusted-ca-file accepts. Ask the operator of that etcd for them.',
  },
  ExternalEtcdReachable: {
    level: 'error',
    title: 'An endpoint of the unmanaged etcd does not serve',
    explanation:
      'Seen from a control plane, the endpoint does not answer, is not an etcd, is a learner, or serves no linearizable read. quorate connects through SSH to the control plane and from there to the endpoint. In a running cluster it is only a warning if each control plane reaches another endpoint. This check cannot be ignored.',
    remedy:
      'Start that member, or restore quorum of that etcd. Allow every control plane to reach its client port, and set `AllowTcpForwarding yes` in the SSH servers of the control planes. Remove a learner from spec.etcd.endpoints.',
  },
  ExternalEtcdVersion: {
    level: 'error',
    title: 'The unmanaged etcd is too old',
    explanation:
      'Kubernetes needs etcd 3.5.24 or later: earlier versions may promote a learner that lags behind. quorate does not upgrade an unmanaged etcd.',
    remedy:
      'Upgrade that etcd, one member after another. At your own risk: `quorate apply --ignore-preflight-errors ExternalEtcdVersion`.',
  },
  ExternalEtcdCluster: {
    level: 'error',
    title: 'The unmanaged etcd is not usable for this cluster',
    explanation:
      'The endpoints belong to different etcd clusters, or the etcd has the data of another Kubernetes cluster under /registry/. Two Kubernetes clusters in one etcd overwrite each other. This check cannot be ignored.',
    remedy:
      'List only endpoints of one etcd cluster in spec.etcd.endpoints, and use one etcd for each Kubernetes cluster. If the data are remains of a cluster that was reset, delete them with a client certificate of that etcd: `etcdctl --endpoints=URL --cacert=CAFILE --cert=CERTFILE --key=KEYFILE del --prefix /registry/`.',
  },
});
