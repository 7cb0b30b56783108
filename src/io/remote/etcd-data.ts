import {recordText} from '../../core/restore/record.js';
import {termsText} from '../../core/restore/terms.js';
import type {EtcdDataClient, Preparation, SnapshotSource} from '../../ports/etcd-data.js';
import type {ExpectedIdentity} from '../../ports/host.js';
import {parseEtcdData} from './etcd-data-answer.js';
import {identityLine} from './identity-line.js';
import {LIMITS} from './limits.js';
import {assertField} from './path.js';
import {type RemoteShell, runScript} from './script.js';

/** The data directory of etcd on one host: each call is one remote command. */
export const etcdDataClient = (shell: RemoteShell): EtcdDataClient => ({
  async look() {
    const {stdout} = await runScript(shell, {
      scripts: ['etcd-data'],
      title: 'look at the data of etcd',
      changes: false,
      input: '',
      timeoutMs: LIMITS.etcdData,
    });
    return parseEtcdData(shell.name, stdout.toString());
  },
  send: (snapshot, onSent) => send(shell, snapshot, onSent),
  prepare: what => prepare(shell, what),
  swap: ({identity, terms, old}) =>
    change(shell, 'restore-swap', 'put the restored data in place', identity, [
      `restore\t${termsText(terms)}`,
      `old\t${old}`,
    ]),
  setAside: ({identity, old}) =>
    change(shell, 'etcd-set-aside', 'set the data of etcd aside', identity, [`old\t${old}`]),
  async discardOld(identity) {
    const {stdout} = await runScript(shell, {
      scripts: ['identity', 'set-aside', 'discard-old'],
      title: 'delete the data of etcd that was set aside',
      changes: true,
      input: identityLine(shell.name, identity),
      timeoutMs: LIMITS.wipe,
    });
    const lines = stdout.toString().split('\n');
    return lines.flatMap(line => (line.startsWith('removed\t') ? [line.slice('removed\t'.length)] : []));
  },
});

async function send(shell: RemoteShell, {sha256, bytes, read}: SnapshotSource, onSent: (sent: number) => void) {
  await runScript(shell, {
    scripts: ['set-aside', 'restore-send'],
    title: 'send the snapshot',
    changes: true,
    secret: true,
    input: content(`${sha256}\t${bytes}\n`, read(), onSent),
    stallMs: LIMITS.uploadStall,
  });
}

async function* content(
  head: string,
  pieces: AsyncIterable<Uint8Array>,
  onSent: (sent: number) => void,
): AsyncGenerator<Uint8Array> {
  yield Buffer.from(head);
  let sent = 0;
  for await (const piece of pieces) {
    yield piece;
    sent += piece.byteLength;
    onSent(sent);
  }
}

async function prepare(shell: RemoteShell, {identity, peerUrl, record, above}: Preparation): Promise<void> {
  assertField(shell.name, [peerUrl, above, ...Object.values(record)]);
  const lines = recordText(record)
    .trimEnd()
    .split('\n')
    .map(line => `record\t${line}`);
  await runScript(shell, {
    scripts: ['identity', 'set-aside', 'restore-prepare'],
    title: 'restore the snapshot beside the data of the member',
    changes: true,
    input: `${identityLine(shell.name, identity)}${[`name\t${shell.name}`, `url\t${peerUrl}`, `above\t${above}`, ...lines].join('\n')}\n`,
    timeoutMs: LIMITS.snapshotTake,
  });
}

async function change(
  shell: RemoteShell,
  script: string,
  title: string,
  identity: ExpectedIdentity | undefined,
  lines: readonly string[],
): Promise<void> {
  assertField(
    shell.name,
    lines.map(line => line.slice(line.indexOf('\t') + 1)),
  );
  await runScript(shell, {
    scripts: ['identity', 'set-aside', script],
    title,
    changes: true,
    input: `${identityLine(shell.name, identity)}${lines.join('\n')}\n`,
    timeoutMs: LIMITS.units,
  });
}
