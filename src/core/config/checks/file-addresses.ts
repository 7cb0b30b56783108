import {canonicalAddress, isAddress} from '../../network/address.js';
import type {Path} from '../problem.js';
import {type Draft, hostsOf} from './check.js';

/** An address that is written in the file, by itself or as part of a URL or an SSH target. */
export interface FileAddress {
  readonly address: string;
  readonly path: Path;
}

type Source = (draft: Draft) => readonly (readonly [Path, string | undefined])[];

/** All addresses that hosts connect to, or that connect to hosts: none may be that of a pod or a Service. */
const SOURCES: readonly Source[] = [
  draft => hostsOf(draft).map(({host, path}) => [[...path, 'address'], host.address]),
  draft => hostsOf(draft).map(({host, path}) => [[...path, 'sshAddress'], host.sshAddress]),
  draft => items(['spec', 'ssh', 'jumpHosts'], draft.spec?.ssh?.jumpHosts),
  draft => hostsOf(draft).flatMap(({host, path}) => items([...path, 'ssh', 'jumpHosts'], host.ssh?.jumpHosts)),
  draft => [[['spec', 'endpoint', 'host'], draft.spec?.endpoint?.host]],
  draft => items(['spec', 'etcd', 'endpoints'], draft.spec?.etcd?.endpoints),
  draft => [[['spec', 'artifacts', 'mirror'], draft.spec?.artifacts?.mirror]],
  draft =>
    (draft.spec?.authentication?.issuers ?? []).map((issuer, index) => [
      ['spec', 'authentication', 'issuers', index, 'url'],
      issuer?.url,
    ]),
  draft => [
    [['spec', 'proxy', 'http'], draft.spec?.proxy?.http],
    [['spec', 'proxy', 'https'], draft.spec?.proxy?.https],
  ],
  draft =>
    (draft.spec?.registries ?? []).flatMap((registry, index) => [
      [['spec', 'registries', index, 'host'], registry?.host],
      ...items(['spec', 'registries', index, 'mirrors'], registry?.mirrors),
    ]),
];

/** In the order of the table; an address that is written twice is at its first place. Names are left out. */
export function fileAddresses(draft: Draft): readonly FileAddress[] {
  const found = SOURCES.flatMap(source => source(draft)).flatMap(([path, text]) => {
    const address = text === undefined ? undefined : addressIn(text);
    return address === undefined ? [] : [{address, path}];
  });
  const seen = new Map(found.toReversed().map(each => [canonicalAddress(each.address), each]));
  return found.filter(each => seen.get(canonicalAddress(each.address)) === each);
}

const items = (
  path: Path,
  texts: readonly (string | undefined)[] | undefined,
): readonly (readonly [Path, string | undefined])[] => (texts ?? []).map((text, index) => [[...path, index], text]);

/** `10.0.0.5`, `user@10.0.0.5:22`, `https://[fd00::5]:2379/path` */
function addressIn(text: string): string | undefined {
  if (isAddress(text)) return text;
  const [, bracketed, plain] =
    /^(?:[a-z][a-z0-9+.-]*:\/\/)?(?:[^@/]*@)?(?:\[([^\]]+)\]|([0-9.]+))(?::\d+)?(?:\/.*)?$/i.exec(text) ?? [];
  const host = bracketed ?? plain;
  return host !== undefined && isAddress(host) ? host : undefined;
}
