import {EventEmitter} from 'node:events';
import {createWriteStream} from 'node:fs';
import {finished} from 'node:stream/promises';
import {expect, test} from 'vitest';
import {tolerateLostOutput} from '../../../src/commands/base/lost-output.js';

/** Streams that have a listener which throws, as after oclif. */
const outputs = (stdout: EventEmitter = new EventEmitter()) => {
  const stderr = new EventEmitter();
  for (const stream of [stdout, stderr])
    stream.on('error', error => {
      throw error;
    });
  const failures: string[] = [];
  tolerateLostOutput({stdout, stderr}, ({code}) => failures.push(code));
  return {stdout, stderr, failures};
};

const failed = (code: string) => Object.assign(new Error('write'), {code});

test('a result on a full disk is reported', async () => {
  const file = createWriteStream('/dev/full');
  const {failures} = outputs(file);
  file.end('a line\n');
  await expect(finished(file)).rejects.toMatchObject({code: 'ENOSPC'});
  expect(failures).toEqual(['files/output-incomplete']);
});

test('every line that is lost throws nothing, and one of them is reported', () => {
  const {stdout, stderr, failures} = outputs();
  for (const _ of [1, 2, 3]) for (const stream of [stdout, stderr]) stream.emit('error', failed('ENOSPC'));
  expect(failures).toEqual(['files/output-incomplete']);
});

test.each(['EPIPE', 'EIO'])('a reader that has left (%s) is no failure', code => {
  const {stdout, stderr, failures} = outputs();
  for (const stream of [stdout, stderr]) stream.emit('error', failed(code));
  expect(failures).toEqual([]);
});
