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
  const why = running ? 'it did not answer on port 22 within 120 s' : 'it ended';
  throw new Failure(
    'lab/boot',
    `Booting ${host.name} (${host.address}): ${why}. The end of its console:\n${await lastLines(paths)}`,
    {
      suggestions: [`read ${paths.console}`, 'quorate lab down and quorate lab up, to begin anew'],
    },
  );
};

export const hasBanner = (address: string): Promise<boolean> =>
  new Promise(resolve => {
    const socket = connect({host: address, port: 22, timeout: 250});
    // Who accepts is there: sshd forks before it says so, and on a busy machine that takes its time.
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
