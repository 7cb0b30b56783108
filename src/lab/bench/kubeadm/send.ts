import {Failure} from '../../../core/failure.js';
import type {Lab} from '../../hosts/index.js';

/** Sends the contents of a directory to the root directory of a host in one SSH connection, then runs a command there. */
export async function sendTree(lab: Lab, directory: string, address: string, then: readonly string[]): Promise<void> {
  const {execa} = await import('execa');
  const ssh = [
    ...['ssh', '-i', lab.paths.keyFile, '-o', `UserKnownHostsFile=${lab.paths.knownHosts}`],
    ...['-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes', '-F', '/dev/null', `root@${address}`],
  ];
  const remote = `tar -x -C / --no-same-owner --no-overwrite-dir && exec ${then.join(' ')}`;
  const tar = execa('tar', ['-C', directory, '-c', '.'], {stdout: 'pipe', buffer: false, reject: false});
  const {exitCode, stderr} = await execa(ssh[0]!, [...ssh.slice(1), remote], {stdin: tar.stdout, reject: false});
  if (exitCode !== 0)
    throw new Failure(
      'bench/run-failed',
      `Sending the files of kubeadm to ${address}: exit code ${exitCode}: ${stderr}`,
      {
        suggestions: ['fix the reason in the message, then run the same command again'],
      },
    );
}
