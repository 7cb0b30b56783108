/** What surrounds the software of quorate on a host. Each property is undefined if the host could not answer. */
export interface Surroundings {
  /** Networks that it has a route to, without the default route. */
  readonly routes?: readonly RouteFact[];
  /** Families with a default route that leads somewhere. */
  readonly defaultRoutes?: readonly ('IPv4' | 'IPv6')[];
  /** By path of a resolv.conf that exists, its nameservers. */
  readonly nameservers?: Readonly<Record<string, readonly string[]>>;
  /** The controllers of cgroups that the kernel has turned on. */
  readonly cgroupControllers?: readonly string[];
  /** "/dev/sda2", "/dev/zram0", "/swapfile" */
  readonly swapDevices?: readonly string[];
  /** Services that turn on swap without /etc/fstab: "zramswap.service". Only if swap is on. */
  readonly swapServices?: readonly string[];
  /** Files in /etc/cni/net.d that quorate did not write and that a runtime would load. */
  readonly cniFiles?: readonly CniFileFact[];
  /** Of the requested kernel modules, those that cannot be loaded. */
  readonly unloadable?: Readonly<Record<string, 'missing' | 'disabled'>>;
  /** ufw is turned on. */
  readonly ufw?: boolean;
  /** Only for hosts without quorate. */
  readonly packetFilter?: readonly DropChain[];
  /** "1.0.6". Only for hosts without quorate. */
  readonly nftVersion?: string;
  /** What NetworkManager leaves alone by its configuration. Only for hosts without quorate. */
  readonly unmanagedDevices?: string;
}

export interface RouteFact {
  /** "10.0.0.0/24" */
  readonly to: string;
  readonly interface: string;
}

export interface CniFileFact {
  readonly name: string;
  /** The types that it names, the order as in the file. */
  readonly plugins: readonly string[];
}

/** A base chain that drops or rejects what no rule of it accepts. */
export interface DropChain {
  /** What manages it: commands of this tool change it. */
  readonly tool: 'nft' | 'iptables';
  readonly family: 'ip' | 'ip6' | 'inet';
  readonly table: string;
  readonly chain: string;
  readonly hook: 'input' | 'forward';
}
