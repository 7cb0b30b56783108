import {randomBytes} from 'node:crypto';
import {setTimeout as pause} from 'node:timers/promises';
import {Failure} from '../../../core/failure.js';
import type {Lab} from '../../hosts/index.js';
import type {BenchHost} from '../against/hosts.js';
import {initConfig, joinConfig, type KubeadmCluster, type KubeadmHost} from './config.js';
import {sendTree} from './send.js';
import type {Stages} from './stage.js';

/** Kubeadm as its documentation has it used, by the steps that a person would take. */
export interface Kubeadm {
  /** Programs and image archives to these hosts side by side; afterwards containerd runs and has the images. */
  artifacts(hosts: readonly BenchHost[]): Promise<void>;
  /** The first control plane. */
  init(): Promise<void>;
  /** Side by side, control planes too. */
  join(hosts: readonly BenchHost[]): Promise<void>;
  /** Returns when these nodes are Ready. */
  ready(hosts: readonly BenchHost[]): Promise<void>;
}

const ADMIN = '/etc/kubernetes/admin.conf';

export function kubeadm(lab: Lab, staged: Stages, first: BenchHost, versions: KubeadmCluster['versions']): Kubeadm {
  const cluster: KubeadmCluster = {
    endpoint: 'bench-api:6443',
    token: `${randomBytes(3).toString('hex')}.${randomBytes(8).toString('hex')}`,
    certificateKey: randomBytes(32).toString('hex'),
    versions,
  };
  const on = async ({name}: KubeadmHost, argv: readonly string[], stdin = '') => {
    const {code, stdout, stderr} = await lab.exec(name, argv, {stdin});
    if (code === 0) return stdout;
    throw new Failure('bench/run-failed', `${name}: ${argv.join(' ')}: exit code ${code}: ${stderr.slice(-2000)}`, {
      suggestions: ['fix the reason in the message, then run the same command again'],
    });
  };
  const runKubeadm = (host: BenchHost, verb: readonly string[], config: string) =>
    on(
      host,
      ['sh', '-c', `cat >/run/kubeadm.yaml && exec kubeadm "$@" --config /run/kubeadm.yaml`, '-', ...verb],
      config,
    );
  /** flanneld waits for its Node, so it is ready as soon as the kubelet has registered. */
  const startFlanneld = async (hosts: readonly BenchHost[]) => {
    const config = await on(first, ['cat', ADMIN]);
    const script = 'umask 077; cat >/etc/kubernetes/flannel.conf; systemctl start --no-block flanneld.service';
    await Promise.all(hosts.map(host => on(host, ['sh', '-c', script], config)));
  };

  return {
    artifacts: async hosts => {
      const send = ({role, address}: BenchHost) =>
        sendTree(lab, staged[role], address, ['sh', '/usr/local/sbin/kubeadm-host', first.address]);
      await Promise.all(hosts.map(send));
    },
    init: async () => {
      await runKubeadm(first, ['init', '--upload-certs'], initConfig(first, cluster));
      await startFlanneld([first]);
    },
    join: async hosts => {
      await startFlanneld(hosts);
      await Promise.all(hosts.map(host => runKubeadm(host, ['join'], joinConfig(host, host.role, cluster))));
    },
    ready: async hosts => {
      const template = '{range .items[*]}{.metadata.name}={.status.conditions[?(@.type=="Ready")].status} {end}';
      const get = ['kubectl', '--kubeconfig', ADMIN, 'get', 'nodes', '-o', `jsonpath=${template}`];
      const deadline = performance.now() + 300_000;
      while (performance.now() < deadline) {
        const {stdout} = await lab.exec(first.name, get);
        if (hosts.every(({name}) => stdout.split(' ').includes(`${name}=True`))) return;
        await pause(200);
      }
      throw new Failure('bench/run-failed', 'The nodes of kubeadm are not Ready after 300 s.', {
        suggestions: ['run the same command again'],
      });
    },
  };
}
