import {expect, test} from 'vitest';
import {Interruption} from '../../../src/commands/base/ctrl-c.js';
import {Failure} from '../../../src/core/failure.js';

const interrupted = () => {
  const left: number[] = [];
  const notices: string[] = [];
  const closed: true[] = [];
  const interruption = new Interruption(
    text => notices.push(text),
    code => left.push(code),
    () => closed.push(true),
  );
  return {left, notices, closed, interruption};
};

test('without a reader of the signal nothing listens, so that Ctrl-C ends the command at once', () => {
  const before = process.listenerCount('SIGINT');
  const {interruption} = interrupted();
  expect(process.listenerCount('SIGINT')).toBe(before);
  expect([interruption.signal, interruption.signal].every(signal => !signal.aborted)).toBe(true);
  expect(process.listenerCount('SIGINT')).toBe(before + 1);
  interruption.stopListening();
  expect(process.listenerCount('SIGINT')).toBe(before);
});

test.each(['SIGINT', 'SIGTERM'] as const)('the first %s aborts, the second exits with 130', name => {
  const {interruption, left, notices} = interrupted();
  const {signal} = interruption;
  process.emit(name, name);
  expect([signal.aborted, left]).toEqual([true, []]);
  expect(notices.join('')).toContain('Press Ctrl-C again');
  expect(signal.reason).toBeInstanceOf(Failure);
  process.emit(name, name);
  expect(left).toEqual([130]);
  interruption.stopListening();
});

test('an error of a run that was not interrupted is unchanged', () => {
  const error = new Error('x');
  expect(interrupted().interruption.explain(error)).toBe(error);
});

test('leaving a question with Ctrl-C is an interruption', () => {
  const error = Object.assign(new Error('User force closed the prompt'), {name: 'ExitPromptError'});
  expect(interrupted().interruption.explain(error)).toMatchObject({code: 'interrupted/by-user'});
});

test('a terminal that is closed aborts, and its further SIGHUPs do not end the process', () => {
  const {interruption, left, notices} = interrupted();
  const {signal} = interruption;
  for (const _ of [1, 2, 3]) process.emit('SIGHUP', 'SIGHUP');
  expect([signal.aborted, left, notices.length]).toEqual([true, [], 1]);
  process.emit('SIGTERM', 'SIGTERM');
  expect(left).toEqual([130]);
  interruption.stopListening();
  expect(process.listenerCount('SIGHUP')).toBe(0);
});

test('only a SIGHUP says that the terminal is closed', () => {
  for (const [name, isClosed] of [
    ['SIGINT', false],
    ['SIGTERM', false],
    ['SIGHUP', true],
  ] as const) {
    const {interruption, closed} = interrupted();
    expect(interruption.signal.aborted).toBe(false);
    process.emit(name, name);
    interruption.stopListening();
    expect(closed.length > 0, name).toBe(isClosed);
  }
});

test('many listeners of the signal cause no warning', async () => {
  const warnings: string[] = [];
  const note = ({name}: Error) => void warnings.push(name);
  process.on('warning', note);
  const {interruption} = interrupted();
  for (let listener = 0; listener < 50; listener++) interruption.signal.addEventListener('abort', () => {});
  interruption.stopListening();
  await new Promise(resolve => setImmediate(resolve));
  process.off('warning', note);
  expect(warnings).toEqual([]);
});
