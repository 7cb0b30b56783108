import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {parseConfig} from '../../src/core/config/parse.js';
import {desire} from '../../src/core/desire.js';
import {diagnosePlanned} from '../../src/core/diagnosis/diagnose.js';
import type {Diagnosis, HostView, LayoutView, MemberView, PartView} from '../../src/core/diagnosis/diagnosis.js';
import type {LossQuery} from '../../src/core/diagnosis/loss-query.js';

/** docs/examples/NAME.yaml before there is a machine. */
export function plannedExample(name: string, question: LossQuery = {}): Diagnosis {
  const file = fileURLToPath(new URL(`../../docs/examples/${name}.yaml`, import.meta.url));
  const parsed = parseConfig(readFileSync(file, 'utf8'));
  if ('problems' in parsed) throw new Error(`${file}: ${JSON.stringify(parsed.problems)}`);
  return diagnosePlanned(desire(parsed.config), question);
}

/** The same when all of it runs. */
export const running = (layout: LayoutView, leader: string): LayoutView =>
  changed(layout, ({member, controlPlane, node, loadBalancer, virtualIp, ...host}) => ({
    ...host,
    reachable: 'yes',
    ...(member === undefined ? {} : {member: {state: 'up', role: host.name === leader ? 'leader' : member.role}}),
    ...(controlPlane === undefined ? {} : {controlPlane: UP}),
    ...(node === undefined ? {} : {node: UP}),
    ...(loadBalancer === undefined ? {} : {loadBalancer: {...UP, holdsAddress: host.name === 'lb1'}}),
    ...(virtualIp === undefined ? {} : {virtualIp: {...UP, holdsAddress: host.name === 'cp1'}}),
  }));

const changed = (layout: LayoutView, change: (host: HostView) => HostView): LayoutView => ({
  ...layout,
  zones: layout.zones.map(zone => ({...zone, hosts: zone.hosts.map(change)})),
});

/** Only the host of this name. */
export const changedHost = (layout: LayoutView, name: string, change: Partial<HostView>): LayoutView =>
  changed(layout, host => (host.name === name ? {...host, ...change} : host));

export const UP: PartView = {state: 'up'};
export const down = (why: string): PartView => ({state: 'down', why});
export const member = (role: MemberView['role'], {state, why}: PartView = UP): MemberView => ({
  role,
  state,
  ...(why === undefined ? {} : {why}),
});
