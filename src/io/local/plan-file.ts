import {readFile} from 'node:fs/promises';
import {Failure} from '../../core/failure.js';
import {parseSavedPlan} from '../../core/upgrade-plan/parse-saved.js';
import type {SavedPlan} from '../../core/upgrade-plan/saved-plan.js';
import {replaceFile} from './replace-file.js';
import {whyUnreadable} from './unreadable.js';

/** @throws Failure upgrade/unreadable-plan, or refused/findings with every problem of the file. */
export async function readPlan(path: string): Promise<SavedPlan> {
  const parsed = parseSavedPlan(await jsonIn(path));
  if ('stages' in parsed) return parsed;
  throw new Failure('refused/findings', parsed.map(({message}) => `${path}: ${message}`).join('\n'), {
    suggestions: [...new Set(parsed.flatMap(({fix}) => fix ?? []))],
  });
}

/** @throws Failure upgrade/unwritable-plan */
export async function writePlan(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, text, 0o600);
  } catch (cause) {
    throw new Failure('upgrade/unwritable-plan', `cannot save the plan as ${path}: ${(cause as Error).message}`, {
      suggestions: ['name another file: `quorate upgrade plan --out FILE`'],
      cause,
    });
  }
}

async function jsonIn(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new Failure(
      'upgrade/unreadable-plan',
      `cannot read the plan ${path}: ${cause instanceof SyntaxError ? 'it is not JSON' : whyUnreadable(cause)}`,
      {
        suggestions: ['create one: quorate upgrade plan --out plan.json'],
        cause,
      },
    );
  }
}
