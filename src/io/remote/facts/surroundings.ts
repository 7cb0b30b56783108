import type {CniFileFact, Surroundings} from '../../../core/model/surroundings.js';
import {type Answer, fileLines, matched, plainPath} from './answer.js';
import {dropChainsOf, legacyDropChains} from './drop-chains.js';
import {defaultRoutesIn, routesIn} from './routes.js';

/** @param files lines of files of the system, by path. */
export function surroundingsIn(answer: Answer, files: ReadonlyMap<string, readonly string[]>): Surroundings {
  const routes = routesIn(files);
  const controllers = controllersIn(files);
  const {unloadable, ...onBlankHosts} = {unloadable: unloadableIn(answer), ...packetFilterIn(answer)};
  return {
    ...(routes === undefined ? {} : {routes, defaultRoutes: defaultRoutesIn(files)}),
    nameservers: nameserversIn(files),
    ...(controllers === undefined ? {} : {cgroupControllers: controllers}),
    swapDevices: (files.get('/proc/swaps') ?? []).slice(1).flatMap(line => /^(\/\S+)/.exec(line)?.[1] ?? []),
    ...(answer.has('swap-services') ? {swapServices: answer.lines('swap-services')} : {}),
    cniFiles: cniFilesIn(answer),
    unloadable,
    ufw: (files.get('/etc/ufw/ufw.conf') ?? []).some(line => /^ *ENABLED *= *"?yes"? *$/i.test(line)),
    ...onBlankHosts,
  };
}

/** Kubelet and the resolver of the C library read the word and what follows it; a comment follows # or ;. */
const nameserversIn = (files: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(
    ['/etc/resolv.conf', '/run/systemd/resolve/resolv.conf'].flatMap(path => {
      const lines = files.get(path);
      if (lines === undefined) return [];
      return [
        [path, lines.flatMap(line => /^nameserver\s+([0-9A-Fa-f.:]{2,45}(?:%\S{1,15})?)\s*$/.exec(line)?.[1] ?? [])],
      ];
    }),
  );

/** With cgroup v2 one line of names; with v1 a table: name, hierarchy, number of cgroups, enabled. */
function controllersIn(files: ReadonlyMap<string, readonly string[]>): readonly string[] | undefined {
  const [v2] = files.get('/sys/fs/cgroup/cgroup.controllers') ?? [];
  if (v2 !== undefined) return v2.split(' ').filter(Boolean);
  return files.get('/proc/cgroups')?.flatMap(line => /^([a-z_]+)\t\d+\t\d+\t1$/.exec(line)?.[1] ?? []);
}

function cniFilesIn(answer: Answer): readonly CniFileFact[] {
  const named = fileLines(answer, 'cni-plugins');
  return answer.lines('cni-files').map(line => {
    const path = plainPath(answer, line);
    const types = (named.get(path) ?? []).flatMap(text => /"([\w.-]+)"$/.exec(text)?.[1] ?? []);
    return {name: path.slice(path.lastIndexOf('/') + 1), plugins: [...new Set(types)]};
  });
}

const unloadableIn = (answer: Answer): NonNullable<Surroundings['unloadable']> =>
  Object.fromEntries(
    matched(answer, 'unloadable', /^(missing|disabled)\t(\S+)$/).map(([, why, name]) => [
      name!,
      why as 'missing' | 'disabled',
    ]),
  );

/** Of a host without quorate. */
function packetFilterIn(answer: Answer): Surroundings {
  const version = answer.has('nft-version')
    ? /\bv?(\d+\.\d+(?:\.\d+)?)\b/.exec(answer.lines('nft-version')[0] ?? '')?.[1]
    : undefined;
  const [asked, legacy] = [answer.has('ruleset'), answer.has('iptables')];
  return {
    ...(version === undefined ? {} : {nftVersion: version}),
    ...(asked || legacy
      ? {
          packetFilter: [
            ...(asked ? dropChainsOf(answer.lines('ruleset')) : []),
            ...(legacy ? legacyDropChains(answer.lines('iptables')) : []),
          ],
        }
      : {}),
    ...(answer.has('unmanaged-devices') ? {unmanagedDevices: answer.lines('unmanaged-devices').join('\n')} : {}),
  };
}
