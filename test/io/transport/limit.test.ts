import {expect, test} from 'vitest';
import {limited} from '../../../src/io/transport/limit.js';
import {answeringWith} from '../../support/answers.js';

test('a command that waits for its turn starts when it has it, and not before', async () => {
  const events: string[] = [];
  const ends: (() => void)[] = [];
  const transport = limited({
    ...answeringWith(() => ({})),
    exec: ({title}) => {
      events.push(`sent ${title}`);
      return new Promise(resolve => ends.push(() => resolve({code: 0, stdout: Buffer.from(''), stderr: ''})));
    },
  });
  const runs = Array.from({length: 9}, (_, index) =>
    transport.exec(
      {argv: ['true'], title: String(index), changes: false},
      {onStart: () => events.push(`start ${index}`)},
    ),
  );
  await Promise.resolve();
  const first = [0, 1, 2, 3, 4, 5, 6, 7].flatMap(index => [`start ${index}`, `sent ${index}`]);
  await expect.poll(() => events).toEqual(first);
  ends.shift()!();
  await expect.poll(() => events).toEqual([...first, 'start 8', 'sent 8']);
  for (const end of ends) end();
  await Promise.all(runs);
});
