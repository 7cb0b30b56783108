import {z} from 'zod';
import type {ConfigurableComponent} from '../../model/config.js';
import {flagName, oneLine} from './text.js';

const extraArg = z.strictObject({
  name: flagName.describe('Name of the flag, without leading dashes.'),
  value: oneLine.describe('Value of the flag, in quotes where it is a number, `true` or `false`.'),
});

const flagsOf = (component: ConfigurableComponent, more = '') =>
  z
    .array(extraArg)
    .default([])
    .describe(
      `Flags of ${component}. A name may occur more than once. Flags that quorate sets itself are refused, and those that make the cluster less safe cause the warning config/weakens.${more}`,
    );

/** It runs as a user of its own name. */
const withoutRoot = (user: string) => ` The user ${user} must be able to read a file that a flag names.`;

export const extraArgs = z.strictObject({
  etcd: flagsOf('etcd', withoutRoot('etcd')),
  'kube-apiserver': flagsOf(
    'kube-apiserver',
    ` \`enable-admission-plugins\` adds to NodeRestriction and DenyServiceExternalIPs, which \`disable-admission-plugins\` can switch off.${withoutRoot('kube-apiserver')}`,
  ),
  'kube-controller-manager': flagsOf('kube-controller-manager', withoutRoot('kube-controller-manager')),
  'kube-scheduler': flagsOf('kube-scheduler', withoutRoot('kube-scheduler')),
  kubelet: flagsOf('kubelet'),
  'kube-proxy': flagsOf('kube-proxy'),
  flanneld: flagsOf('flanneld'),
} satisfies Record<ConfigurableComponent, unknown>);
