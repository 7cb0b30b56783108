import {describe, expect, test} from 'vitest';
import {parse} from 'yaml';
import type {ExtraArg, PodSecurityLevel} from '../../../src/core/model/config.js';
import {clusterConfig, NO_EXTRA_ARGS} from '../../support/builders/config.js';
import {fileOf, flagsOf, rendered} from '../../support/rendering.js';

const withFlags = (...args: readonly ExtraArg[]) =>
  rendered('cp1', {config: clusterConfig('stacked', {extraArgs: {...NO_EXTRA_ARGS, 'kube-apiserver': args}})});

const admissionFlags = (...args: readonly ExtraArg[]) =>
  flagsOf(withFlags(...args), 'kube-apiserver').filter(flag => flag.includes('admission-plugins'));

const enable = (value: string): ExtraArg => ({name: 'enable-admission-plugins', value});
const disable = (value: string): ExtraArg => ({name: 'disable-admission-plugins', value});

describe('the admission plugins of the API server', () => {
  test.each<[string, readonly ExtraArg[], readonly string[]]>([
    ['are those of quorate', [], ['--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs']],
    [
      'stay enabled beside those that the user enables',
      [enable('EventRateLimit')],
      ['--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs,EventRateLimit'],
    ],
    [
      'are enabled once, however often they are listed',
      [enable('NodeRestriction, AlwaysPullImages'), enable('AlwaysPullImages')],
      ['--enable-admission-plugins=NodeRestriction,DenyServiceExternalIPs,AlwaysPullImages'],
    ],
    [
      'leave out what the user disables: the API server accepts no plugin in both lists',
      [disable('DenyServiceExternalIPs')],
      ['--enable-admission-plugins=NodeRestriction', '--disable-admission-plugins=DenyServiceExternalIPs'],
    ],
    [
      'may be none',
      [disable('DenyServiceExternalIPs,NodeRestriction')],
      ['--disable-admission-plugins=DenyServiceExternalIPs,NodeRestriction'],
    ],
  ])('%s', (_, args, expected) => {
    expect(admissionFlags(...args)).toEqual(expected);
  });
});

describe('Pod Security', () => {
  const defaults = (enforce: PodSecurityLevel) => {
    const text = fileOf(
      rendered('cp1', {config: clusterConfig('stacked', {podSecurity: {enforce}})}),
      '/etc/kubernetes/kube-apiserver.d/admission.yaml',
    );
    const {plugins} = parse(text) as {plugins: [{configuration: {defaults: unknown; exemptions: unknown}}]};
    return plugins[0].configuration;
  };

  test.each<[PodSecurityLevel, PodSecurityLevel]>([
    ['privileged', 'baseline'],
    ['baseline', 'baseline'],
    ['restricted', 'restricted'],
  ])('with the level %s warns below %s, and exempts kube-system only', (enforce, shown) => {
    expect(defaults(enforce)).toMatchObject({
      defaults: {enforce, audit: shown, warn: shown},
      exemptions: {usernames: [], runtimeClasses: [], namespaces: ['kube-system']},
    });
  });
});

test('no bootstrap token is accepted, and no controller signs or deletes one', () => {
  const host = rendered('cp1');
  expect(flagsOf(host, 'kube-apiserver').filter(flag => flag.includes('bootstrap-token'))).toEqual([]);
  expect(flagsOf(host, 'kube-controller-manager').filter(flag => flag.startsWith('--controllers'))).toEqual([]);
});
