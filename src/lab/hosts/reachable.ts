import {readFile} from 'node:fs/promises';
import {connect} from 'node:net';
import {Failure} from '../../core/failure.js';
import {supervisor} from './leader.js';
import type {HostPaths} from './paths.js';
import type {LabHost} from './spec.js';
import {until} from './watches.js';

/**
 * Waits until sshd answers with its banner.
 * @throws Failure lab/boot when the host ends first or does not answer within two minutes.
 */
export const reachable = async (host: LabHost, paths: HostPaths): Promise<void> => {
  let running = true;
  const answered = await until(async () => {
    running = (await supervisor(paths)) !== undefined;
    return !running || (await hasBanner(host.address));
  }, 120_000);
  if (running && answered) return;
  const why = running ? 'timed out after 120 s waiting for port 22' : 'it ended';
  throw new Failure(
    'lab/boot',
    `Booting ${host.name} (${host.address}): ${why}. Last lines of its console:\n${await lastLines(paths)}`,
    {
      suggestions: [
        `read its console: ${paths.console}`,
        'create the lab again: `quorate lab down`, then `quorate lab up`',
      ],
    },
  );
};

export const hasBanner = (address: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({host: address, port: 22, timeout: 250});
    // The port is open: sshd forks before it sends its banner, which takes time on a busy machine.
    socket.once('connect', () => socket.setTimeout(5000));
    const answer = (yes: boolean): void => {
      socket.destroy();
      resolve(yes);
    };
    socket.once('data', data => answer(data.toString('latin1').startsWith('SSH-')));
    socket.once('error', () => answer(false));
    socket.once('timeout', () => answer(false));
    socket.once('close', () => resolve(false));
  });

const lastLines = async ({console}: HostPaths): Promise<string> =>
  (await readFile(console, 'utf8').catch(() => '')).trimEnd().split('\n').slice(-8).join('\n');
