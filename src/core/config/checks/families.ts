import {type Family, familyOf} from '../../network/address.js';
import type {ConfigIssue, Path} from '../problem.js';
import {type Check, type Draft, type DraftHost, hostsOf} from './check.js';
import {freeRangesText} from './free-range.js';

type Where = (path: Path) => string;

/** Hosts, services and pods must have one address family: they cannot connect across two. One issue, however many differ. */
export const oneFamily: Check = function* (draft, where) {
  const [first, ...others] = hostsOf(draft).filter(({host}) => host.address !== undefined);
  const differing = first && others.filter(each => familyIn(each) !== familyIn(first));
  const [other] = differing ?? [];
  if (first && other) yield betweenHosts(first, other, where);
  const ranges = rangesOf(draft);
  if (first && !other) yield* ofRanges(draft, first, ranges, where);
  const [pods, services] = ranges;
  if ((!first || other) && pods && services && familyOf(pods.cidr) !== familyOf(services.cidr)) {
    yield {
      code: 'config/mixed-families',
      path: pods.path,
      message: `podCidr ${pods.cidr}${where(pods.path)} is ${familyOf(pods.cidr)}, but serviceCidr ${services.cidr}${where(services.path)} is ${familyOf(services.cidr)}`,
      suggestion: ONE_FAMILY,
    };
  }
};

const ONE_FAMILY = 'use one address family for hosts, pods and services';

const familyIn = ({host}: DraftHost): Family => familyOf(host.address ?? '');

const betweenHosts = (first: DraftHost, other: DraftHost, where: Where): ConfigIssue => ({
  code: 'config/mixed-families',
  path: [...other.path, 'address'],
  message: `${other.host.address} is ${familyIn(other)}, but ${first.title} has ${first.host.address}${where([...first.path, 'address'])}`,
  suggestion: ONE_FAMILY,
});

interface Range {
  readonly kind: 'podCidr' | 'serviceCidr';
  readonly cidr: string;
  readonly path: Path;
}

const rangesOf = (draft: Draft): readonly Range[] =>
  (['podCidr', 'serviceCidr'] as const).flatMap(kind => {
    const cidr = draft.spec?.network?.[kind];
    return cidr === undefined ? [] : [{kind, cidr, path: ['spec', 'network', kind]}];
  });

/** The ranges have to follow the hosts: their addresses are given. */
function* ofRanges(draft: Draft, first: DraftHost, ranges: readonly Range[], where: Where): Iterable<ConfigIssue> {
  const family = familyIn(first);
  const wrong = ranges.filter(({cidr}) => familyOf(cidr) !== family);
  if (wrong.length === 0) return;
  const isWritten = ({path}: Range) => isInFile(path, where);
  const named = wrong.map(({kind, cidr, path}) => `${kind} ${cidr}${where(path)}`).join(' and ');
  const free = freeRangesText(
    wrong.map(({kind}) => kind),
    family,
    draft,
  );
  yield {
    code: 'config/mixed-families',
    path: wrong.find(isWritten)?.path ?? [...first.path, 'address'],
    message: `hosts have ${family} addresses like ${first.host.address}, but ${named} ${wrong.length > 1 ? 'are' : 'is'} ${familyOf(wrong[0]?.cidr ?? '')}`,
    suggestion: free === undefined ? ONE_FAMILY : `set spec.network: {${free}}`,
  };
}

const isInFile = (path: Path, where: Where): boolean => where(path).startsWith(' (line');
