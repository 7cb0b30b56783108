/** The cluster that is measured; `more` names hosts beyond three control planes and two workers. */
export const benchConfig = (kubernetesVersion: string, more: readonly ('w3' | 'cp4')[] = []): string => `
apiVersion: quorate/v1alpha1
kind: Cluster
metadata: {name: bench}
spec:
  kubernetesVersion: "${kubernetesVersion}"
  ssh:
    keyFiles: [~/.local/state/quorate/lab/bench/id_ed25519]
    knownHostsFile: ~/.local/state/quorate/lab/bench/known_hosts
    agent: false
    useConfig: false
  hosts:
${[
  ...['cp1', 'cp2', 'cp3'].map((name, index) => host(name, 11 + index, 'control-plane')),
  ...['w1', 'w2'].map((name, index) => host(name, 21 + index, 'worker')),
  ...more.map(name => (name === 'w3' ? host(name, 23, 'worker') : host(name, 14, 'control-plane'))),
].join('\n')}
`;

const host = (name: string, address: number, role: string): string =>
  `    - {name: ${name}, address: 10.88.6.${address}, roles: [${role}]}`;
