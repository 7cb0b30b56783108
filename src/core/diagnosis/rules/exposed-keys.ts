import type {DesiredCluster} from '../../model/desired.js';
import type {HostName} from '../../model/names.js';
import type {HostFacts, ObservedCluster} from '../../model/observed.js';
import {readCertificate, validityOf} from '../../pki/certificate-file.js';
import {desiredCerts, desiredKubeconfigs} from '../../pki/certificates.js';
import {isExposed} from '../../pki/exposed.js';
import {readKubeconfig} from '../../pki/kubeconfig.js';
import {day} from '../../pki/lifetimes.js';
import {rotationCommand} from '../../pki/rotation/names.js';
import {sharedFiles, sharedNames} from '../../pki/shared-secrets.js';
import type {SharedName} from '../../pki/types.js';
import {UNMANAGED_ETCD_FILES} from '../../pki/unmanaged-etcd.js';
import {type DiagnosisContext, knownValue} from '../context.js';
import type {RawFinding} from '../findings.js';

export const exposedKeysRule = ({situation: {desired, observed}}: DiagnosisContext): readonly RawFinding[] =>
  exposedKeys(desired, observed);

/** Private keys that users other than root could read. Once their mode is set, nothing shows this any more. */
export const exposedKeys = (desired: DesiredCluster, {hosts}: Pick<ObservedCluster, 'hosts'>): readonly RawFinding[] =>
  keysOf(desired).flatMap(({host, path, certificate, remedy}): readonly RawFinding[] => {
    const facts = knownValue(hosts.get(host));
    const file = facts?.files.get(path);
    if (facts === undefined || file === undefined || !isExposed(file)) return [];
    const until = certificate === undefined ? undefined : expiry(certificate(facts));
    return [
      {
        code: 'pki/key-exposed',
        host,
        message: `${host}: users other than root could read ${path}: it has mode ${file.mode} and owner ${file.owner}`,
        evidence: until === undefined ? [] : [`its certificate is valid until ${until}`],
        subjects: [path],
        ...(remedy === undefined ? {} : {remedy}),
      },
    ];
  });

interface Key {
  readonly host: HostName;
  readonly path: string;
  /** The text of its certificate, if it has one. */
  readonly certificate?: (facts: HostFacts) => string | undefined;
  /** For a key that the next run does not replace. */
  readonly remedy?: string;
}

const sharedRemedy = (name: SharedName): string =>
  `\`quorate apply\` sets the mode, and does not replace a key that all control planes share. If it may have been copied, replace it: \`${rotationCommand(name)}\``;
const OF_OPERATOR =
  '`quorate apply` sets the mode. Replace the key at the operator of that etcd, then the files that spec.etcd names';

const keysOf = (desired: DesiredCluster): readonly Key[] => [
  ...desiredCerts(desired).map(({host, keyPath, certPath}) => ({
    host,
    path: keyPath,
    certificate: ({publicTexts}: HostFacts) => publicTexts.get(certPath),
  })),
  ...desiredKubeconfigs(desired).map(({host, path}) => ({
    host,
    path,
    certificate: ({publicTexts}: HostFacts) => readKubeconfig(publicTexts.get(path) ?? '')?.certPem,
  })),
  ...desired.controlPlanes.flatMap(({host}) => [
    ...sharedNames(desired).flatMap(name =>
      sharedFiles(name)
        .filter(({secret}) => secret)
        .map(({path}) => ({host, path, remedy: sharedRemedy(name)})),
    ),
    ...(desired.unmanagedEtcd === undefined ? [] : UNMANAGED_ETCD_FILES)
      .filter(({name}) => name === 'key')
      .map(({path}) => ({host, path, remedy: OF_OPERATOR})),
  ]),
];

function expiry(text: string | undefined): string | undefined {
  const certificate = text === undefined ? undefined : readCertificate(text);
  return certificate === undefined ? undefined : day(validityOf(certificate).notAfter);
}
