import {placeholderRelease} from '../../../../src/core/artifacts/placeholder-release.js';
import {known, unknown} from '../../../../src/core/model/fact.js';
import {clusterConfig} from '../../../support/builders/config.js';
import {facts, observed, onHost, stale} from '../support/healthy.js';
import {editedFile, type Fault, fault, stacked, withoutKey} from './fault.js';

const KUBELET_CONFIG = '/var/lib/kubelet/config.yaml';
const KUBELET = '/opt/quorate/kubernetes/1.36.3/bin/kubelet';
const BALANCER = 'quorate-balancer.service';

const OTHER_IMAGE = `sha256:${'0'.repeat(64)}`;

const REGISTRY_FILE = '/etc/containerd/certs.d/registry.example.com/hosts.toml';
const registries = clusterConfig('stacked', {
  registries: [{host: 'registry.example.com', mirrors: [], ca: '/ca.crt', credentials: {tokenEnv: 'TOKEN'}}],
});

/** Differences between a host and the configuration. */
export const DRIFT_FAULTS: readonly Fault[] = [
  fault(stacked, 'no bundle on this machine', 'drift/no-bundle', editedFile('w1', KUBELET_CONFIG), input => ({
    ...input,
    release: placeholderRelease({kubernetesVersion: '1.36.3'}),
    noBundle: 'there is no bundle',
  })),
  fault(
    stacked,
    'an edited flag file',
    'drift/file-edited w1',
    editedFile('w1', KUBELET_CONFIG),
    stale('w1', 'kubelet.service'),
  ),
  fault(
    stacked,
    'a missing file',
    'drift/file-missing w1',
    facts('w1', ({files}) => ({files: withoutKey(files, KUBELET_CONFIG)})),
  ),
  fault(
    stacked,
    'a file with another mode',
    'drift/file-mode w1',
    facts('w1', ({files}) => ({
      files: new Map(files).set(KUBELET_CONFIG, {...files.get(KUBELET_CONFIG)!, mode: '666'}),
    })),
  ),
  fault(
    stacked,
    'a binary of another owner',
    'drift/file-mode w1',
    facts('w1', ({files}) => ({files: new Map(files).set(KUBELET, {...files.get(KUBELET)!, owner: 'nobody:users'})})),
  ),
  fault(
    stacked,
    'a directory of another owner',
    'drift/directory-differs w1',
    facts('w1', ({directories}) => ({
      directories: new Map(directories).set('/var/lib/kubelet', {
        ...directories.get('/var/lib/kubelet')!,
        owner: 'nobody:users',
      }),
    })),
  ),
  fault(
    stacked,
    'a CA key that others can read',
    ['pki/key-exposed cp1', 'drift/file-mode cp1'],
    facts('cp1', ({files}) => ({
      files: new Map(files).set('/etc/kubernetes/pki/ca.key', {
        ...files.get('/etc/kubernetes/pki/ca.key')!,
        mode: '644',
      }),
    })),
  ),
  fault(
    stacked,
    'a kubeconfig that others can read',
    'pki/key-exposed cp1',
    facts('cp1', ({files}) => ({
      files: new Map(files).set('/etc/kubernetes/admin.conf', {
        ...files.get('/etc/kubernetes/admin.conf')!,
        mode: '644',
      }),
    })),
  ),
  fault(registries, 'an edited hosts.toml with credentials', 'drift/file-edited w1', editedFile('w1', REGISTRY_FILE)),
  fault(
    registries,
    'a token that cannot be read',
    'drift/registries-unknown',
    editedFile('w1', REGISTRY_FILE),
    observed(() => ({operatorFiles: unknown('$TOKEN is not set')})),
  ),
  fault(
    stacked,
    'an edited unit',
    'drift/unit-edited cp1',
    editedFile('cp1', '/etc/systemd/system/kube-apiserver.service'),
    stale('cp1', 'kube-apiserver.service'),
  ),
  fault(
    stacked,
    'a drop-in',
    'drift/unit-drop-in w1',
    onHost('w1', () => ({dropIns: new Map([['kubelet.service', ['/etc/systemd/system/kubelet.service.d/x.conf']]])})),
    stale('w1', 'kubelet.service'),
  ),
  fault(stacked, 'a unit started before the last change', 'drift/unit-stale w1', stale('w1', 'kubelet.service')),
  fault(
    stacked,
    'a load balancer not reloaded',
    'drift/unit-unreloaded w1',
    facts('w1', ({units}) => ({units: new Map(units).set(BALANCER, {...units.get(BALANCER)!, reloaded: false})})),
  ),
  fault(
    stacked,
    'a replaced binary',
    'drift/binary-differs w1',
    editedFile('w1', '/opt/quorate/kubernetes/1.36.3/bin/kubelet'),
    stale('w1', 'kubelet.service'),
  ),
  fault(
    stacked,
    'a missing symlink',
    'drift/link-differs w1',
    facts('w1', ({links}) => ({links: withoutKey(links, '/opt/cni/bin/portmap')})),
  ),
  fault(
    stacked,
    'another version in use',
    'drift/version-differs w1',
    facts('w1', ({links}) => ({
      links: new Map(links).set('/opt/quorate/bin/kubelet', '../kubernetes/1.35.9/bin/kubelet'),
    })),
    stale('w1', 'kubelet.service'),
  ),
  fault(
    stacked,
    'a directory with another mode',
    'drift/directory-differs cp1',
    facts('cp1', ({directories}) => ({
      directories: new Map(
        [...directories].map(([path, each], index) => [path, index === 0 ? {...each, mode: '777'} : each]),
      ),
    })),
  ),
  fault(
    stacked,
    'a changed kernel setting',
    'drift/kernel-unprepared w1',
    facts('w1', ({sysctls}) => ({sysctls: {...sysctls, 'net.ipv4.ip_forward': '0'}})),
  ),
  fault(
    stacked,
    'a missing image',
    'drift/image-missing w1',
    facts('w1', ({images}) => ({images: images.known ? known(new Map([...images.value].slice(1))) : images})),
  ),
  fault(
    stacked,
    'another image under the same reference',
    'drift/image-differs w1',
    facts('w1', ({images}) => ({
      images: images.known ? known(new Map([...images.value]).set([...images.value.keys()][0]!, OTHER_IMAGE)) : images,
    })),
  ),
  fault(
    stacked,
    'a SELinux boolean that is off',
    'drift/selinux-boolean w1',
    facts('w1', () => ({selinux: 'permissive', booleans: {haproxy_connect_any: false}})),
  ),
  fault(
    stacked,
    'a user of a service that was deleted',
    'drift/user-missing cp1',
    facts('cp1', ({users}) => ({users: users.filter(each => each !== 'etcd')})),
  ),
  fault(
    stacked,
    'a package that was removed',
    'drift/package-missing w1',
    facts('w1', ({commands}) => ({commands: [...commands.filter(each => each !== 'nft'), 'apt-get']})),
  ),
];
