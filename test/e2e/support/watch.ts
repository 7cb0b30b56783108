import {eventually, type LabCluster} from './cluster.js';

/** One connection that stays open until one side ends it; it is not opened again. */
export interface Watch {
  /** Resolves once the connection delivered a ConfigMap with this name. */
  sees(name: string): Promise<void>;
  isOpen(): Promise<boolean>;
}

/** Watches the ConfigMaps from a host over a connection to this URL, with the administrator's certificate of cp1. */
export async function startWatch(cluster: LabCluster, host: string, label: string, url: string): Promise<Watch> {
  const unit = `watch-${label}`;
  const folder = `/run/${unit}`;
  const admin = await cluster.on('cp1', 'cat', '/etc/kubernetes/admin.conf');
  for (const [name, field] of Object.entries({crt: 'client-certificate-data', key: 'client-key-data'})) {
    const content = Buffer.from(new RegExp(`${field}: (\\S+)`).exec(admin)![1]!, 'base64');
    await cluster.lab.exec(host, ['sh', '-c', `umask 077; mkdir -p ${folder}; cat >${folder}/${name}`], {
      stdin: content,
    });
  }
  // Without HTTP/2: an API server asks a client of it to come back to another one now and then.
  await cluster.on(
    host,
    ...['systemd-run', '--quiet', `--unit=${unit}`, 'curl', '--silent', '--no-buffer', '--http1.1'],
    ...['--cacert', '/etc/kubernetes/pki/ca.crt', '--cert', `${folder}/crt`, '--key', `${folder}/key`],
    ...['--output', `${folder}/seen`, `${url}/api/v1/namespaces/default/configmaps?watch=1&timeoutSeconds=3600`],
  );
  const isOpen = async () => (await cluster.lab.exec(host, ['systemctl', 'is-active', '--quiet', unit])).code === 0;
  return {
    isOpen,
    async sees(name) {
      await eventually(
        `${host} sees ${name} through ${url}`,
        async () => {
          const {code} = await cluster.lab.exec(host, ['grep', '-q', `"name":"${name}"`, `${folder}/seen`]);
          return code === 0 || undefined;
        },
        20_000,
      );
    },
  };
}
