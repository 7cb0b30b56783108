import {expect, test} from 'vitest';
import {Failure} from '../../../src/core/failure.js';
import {errorJson, errorText} from '../../../src/run/report/error-text.js';

const failure = new Failure('hosts/unreachable', 'cp1: connecting to root@10.0.0.5:22: connection refused', {
  suggestions: ['start sshd on cp1', 'quorate init'],
  cause: new Error('ECONNREFUSED'),
});

test('a failure is printed with its message and suggestions, without a stack', () => {
  expect(
    errorText(failure, {logFile: '/state/demo-init.log'}),
  ).toBe(`Error: cp1: connecting to root@10.0.0.5:22: connection refused
Try this:
  - start sshd on cp1
  - quorate init
Log: /state/demo-init.log
`);
});

test('verbose output has the causes', () => {
  expect(errorText(failure, {verbose: true})).toContain('because: ECONNREFUSED');
  expect(errorText(failure)).not.toContain('ECONNREFUSED');
});

test('any other error is a bug: its stack and a request for a report are printed', () => {
  const text = errorText(new TypeError('x is not a function'));
  expect(text).toContain('error-text.test.ts');
  expect(text).toContain('Please report it');
});

test('the JSON of an error has a code, a message and suggestions, and nothing else', () => {
  expect(errorJson(failure)).toEqual({
    error: {code: 'hosts/unreachable', message: failure.message, suggestions: failure.suggestions},
  });
  expect(errorJson(new TypeError('x')).error.code).toBe('internal/bug');
});
