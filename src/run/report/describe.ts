import {bytes} from '../../core/format.js';
import {IDENTITY, IDENTITY_COPY} from '../../core/model/identity-record.js';
import {sharedFiles} from '../../core/pki/shared-secrets.js';
import type {SharedName} from '../../core/pki/types.js';
import type {UnmanagedEtcdFile} from '../../core/pki/unmanaged-etcd.js';
import type {Action} from '../../core/plan/action.js';
import {ETCD_MARKERS} from '../../core/render/etcd/marker.js';
import {objectKey} from '../../core/render/kube/object.js';
import type {Artifact} from '../../core/versions/bundle.js';

/** The host an action is for; undefined when it is for the cluster as a whole. */
export const hostOf = (action: Action): string | undefined => ('host' in action ? action.host : undefined);

/**
 * One action in words, without its host: "install kubelet 1.36.3 at /opt/… (84.4 MB)".
 * @param artifacts by name, for their sizes.
 */
export const describeAction = (action: Action, artifacts?: ReadonlyMap<string, Artifact>): string => {
  switch (action.kind) {
    case 'identity/put':
      return `record that this is ${action.host} of the cluster ${action.identity.clusterName}: ${IDENTITY}, ${IDENTITY_COPY}`;
    case 'secret/put':
      return `put ${SHARED[action.name]}, ${action.from.is === 'new' ? 'made in this run' : `as ${action.from.host} has it`}: ${paths(action.name)}`;
    case 'ca-cert/put':
      return `put the certificate of ${SHARED[action.ca]} at ${action.path}`;
    case 'unmanaged-etcd-file/put':
      return `put ${STORE[action.name]} at ${action.path}`;
    case 'artifact/install': {
      const size = artifacts?.get(action.artifact)?.size;
      const note = size === undefined ? '' : ` (${bytes(size)})`;
      return `install ${action.artifact} ${action.version} at ${action.path}${note}`;
    }
    case 'file/put':
      return `write ${action.path} (mode ${action.mode}, ${bytes(new TextEncoder().encode(action.text).length)})`;
    case 'link/put':
      return `link ${action.path} to ${action.target}`;
    case 'directory/make':
      return `make ${action.path}/ (mode ${action.mode})`;
    case 'cert/issue':
      return `issue certificate ${action.cert.name} at ${action.path}, its key at ${action.cert.keyPath}`;
    case 'kubeconfig/issue':
      return `issue kubeconfig ${action.kubeconfig.name} at ${action.path}`;
    case 'kernel/prepare':
      return `prepare the kernel: ${kernelParts(action.modules, action.sysctls)}`;
    case 'service/run':
      return `run ${action.unit}`;
    case 'service/stop':
      return `stop ${action.unit}`;
    case 'service/await-stable':
      return `see ${action.unit} run without ending again`;
    case 'binary/verify':
      return `try whether ${action.path} runs here`;
    case 'etcd/smoke-test':
      return `try ${action.path} with the member's flags on a directory of its own`;
    case 'service/reload':
      return `reload ${action.unit}`;
    case 'image/import':
      return `import image ${action.image}`;
    case 'etcd/await-leader':
      return 'wait until etcd has a leader';
    case 'etcd/add-learner':
      return `add ${action.peerUrl} to etcd as a learner`;
    case 'etcd/record-ids':
      return `record the ids of the learner ${action.peerUrl}, as ${action.as}: ${ETCD_MARKERS.join(', ')}`;
    case 'etcd/await-in-sync':
      return `wait until the learner ${action.peerUrl} is in sync`;
    case 'etcd/promote':
      return `make ${action.peerUrl} a voter`;
    case 'etcd/record-member':
      return `seal etcd member ${action.peerUrl}: it never forms a new cluster again`;
    case 'etcd/wipe-data':
      return `take away the data of the former member ${action.peerUrl}`;
    case 'etcd/remove-learner':
      return `take the learner ${action.peerUrl} off the member list again`;
    case 'etcd/move-leader':
      return `let another voter lead in place of ${action.peerUrl}`;
    case 'etcd/snapshot':
      return 'take a snapshot of etcd, check it, and keep it here';
    case 'etcd/await-member':
      return `wait until ${action.peerUrl} serves reads as etcd ${action.version} and all voters are healthy`;
    case 'etcd/remove':
      return `remove ${action.peerUrl} from the member list`;
    case 'etcd/await-unreachable':
      return `wait until the other members hear nothing of ${action.peerUrl}`;
    case 'node/await-unreachable':
      return 'wait until the node reports no more';
    case 'node/drain':
      return `cordon the node and evict its pods, within ${action.withinSeconds} s`;
    case 'node/cordon':
      return 'cordon the node, noted on it as done by quorate';
    case 'node/uncordon':
      return 'uncordon the node, if quorate cordoned it';
    case 'node/delete':
      return 'delete the node';
    case 'host/reset':
      return 'stop and remove what was put there, its data included';
    case 'kube/await-api':
      return 'wait until its API server is ready';
    case 'kube/apply':
      return `apply ${objectKey(action.object)}`;
    case 'node/await-ready':
      return action.version === undefined
        ? 'wait until the node is ready'
        : `wait until the node is ready with kubelet ${action.version}`;
    case 'node/label':
      return `label the node: ${pairs(action.labels)}`;
  }
};

const STORE: Readonly<Record<UnmanagedEtcdFile, string>> = {
  ca: 'the CA of the etcd in spec.etcd.endpoints',
  key: 'the key of the client certificate for it',
  certificate: 'the client certificate for it',
};

const SHARED = {
  ca: 'the cluster CA',
  'etcd-ca': 'the etcd CA',
  'front-proxy-ca': 'the front-proxy CA',
  'service-account': 'the service account keys',
  encryption: 'the key that encrypts secrets in etcd',
} as const;

const paths = (name: SharedName): string =>
  sharedFiles(name)
    .map(({path}) => path)
    .join(', ');

const kernelParts = (modules: readonly string[], sysctls: Readonly<Record<string, string>>): string =>
  [...modules.map(module => `module ${module}`), ...(Object.keys(sysctls).length > 0 ? [pairs(sysctls)] : [])].join(
    ', ',
  );

const pairs = (record: Readonly<Record<string, string>>): string =>
  Object.entries(record)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
