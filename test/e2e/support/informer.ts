import {eventually, type LabCluster} from './cluster.js';

/** What an informer sees: it lists once, watches from that revision, and does not list again by itself. */
export interface Informer {
  /** How its watch ended: the code of the API ("410"), or "closed" when the connection ended; undefined: it is open. */
  ended(): Promise<string | undefined>;
  /** Opens the watch again from the revision that it saw last, as an informer does after a lost connection. */
  resume(): Promise<void>;
}

/** Watches the ConfigMaps of the namespace default from a host, over its balancer. */
export async function startInformer(cluster: LabCluster, host: string, url: string): Promise<Informer> {
  const folder = '/run/informer';
  const admin = await cluster.on('cp1', 'cat', '/etc/kubernetes/admin.conf');
  for (const [name, field] of Object.entries({crt: 'client-certificate-data', key: 'client-key-data'})) {
    const content = Buffer.from(new RegExp(`${field}: (\\S+)`).exec(admin)![1]!, 'base64');
    await cluster.onWith(content, host, 'sh', '-c', `umask 077; mkdir -p ${folder}; cat >${folder}/${name}`);
  }
  const curl = `curl --silent --no-buffer --http1.1 --cacert /etc/kubernetes/pki/ca.crt --cert ${folder}/crt --key ${folder}/key`;
  const path = `${url}/api/v1/namespaces/default/configmaps`;
  const list = await cluster.on(host, 'sh', '-c', `${curl} '${path}?limit=1'`);
  const revision = /"resourceVersion": ?"(\d+)"/.exec(list)![1]!;
  let run = 0;
  const open = async (from: string) => {
    run += 1;
    const watch = `${curl} --output ${folder}/seen-${run} '${path}?watch=1&allowWatchBookmarks=true&resourceVersion=${from}'`;
    await cluster.on(host, 'systemd-run', '--quiet', `--unit=informer-${run}`, 'sh', '-c', watch);
  };
  const seen = () => cluster.on(host, 'sh', '-c', `cat ${folder}/seen-${run} 2>/dev/null || :`);
  await open(revision);
  // A connection that delivers nothing looks the same as none: the first event is one of the caller.
  await cluster.kubectl(['create', 'configmap', 'informer', '--from-literal=value=1']);
  await eventually('the watch delivers', async () => ((await seen()).includes('"name":"informer"') ? true : undefined));
  return {
    async ended() {
      const text = await seen();
      const code = /"code": ?(\d+)/.exec(
        text
          .split('\n')
          .filter(line => line.includes('"type":"ERROR"'))
          .at(-1) ?? '',
      );
      if (code !== null) return code[1];
      const {code: exit} = await cluster.lab.exec(host, ['systemctl', 'is-active', '--quiet', `informer-${run}`]);
      return exit === 0 ? undefined : 'closed';
    },
    async resume() {
      const last = [...(await seen()).matchAll(/"resourceVersion": ?"(\d+)"/g)].at(-1)?.[1] ?? revision;
      await open(last);
    },
  };
}
