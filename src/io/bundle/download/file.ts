import {readdir, rename, rm, stat} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {Failure} from '../../../core/failure.js';
import type {Digest} from '../../../core/model/names.js';
import {digestOfFile} from '../manifest.js';
import {isAbandoned, makeParents, ownerOfUnfinished, unfinishedName, unwritable} from '../unfinished.js';
import type {Origin} from './origin.js';
import {otherSize} from './size.js';
import {type OnBytes, transfer, type Wanted} from './transfer.js';

export interface Received {
  readonly sha256: Digest;
  readonly size: number;
  /** Bytes that this run received; the others were there. */
  readonly fresh: number;
}

/**
 * Downloads a file. It appears under its name when it is complete and has its digest; one that is there already is used.
 * Without a known digest it is always downloaded: what is there may be from another server, or a damaged file.
 * A connection that ends early is continued with the next byte, also that of a killed run. What has the wrong digest
 * although it was continued is downloaded once more from the first byte. The digest decides: a file that has it may have
 * another size than the wanted one.
 * @throws Failure download/*, artifacts/digest-mismatch, artifacts/unwritable
 */
export const downloadFile = async (
  origin: Origin,
  wanted: Wanted,
  target: string,
  onBytes: OnBytes = () => {},
): Promise<Received> => {
  const there = await receivedBefore(wanted, target);
  if (there !== undefined) return there;
  const part = unfinishedName(target);
  try {
    await makeParents(target);
    await adoptPart(target, part);
    if (wanted.sha256 === undefined) await rm(part, {force: true});
    let fresh = 0;
    const counted: OnBytes = (count, isFresh) => {
      if (isFresh && count > 0) fresh += count;
      onBytes(count, isFresh);
    };
    const first = await transfer(origin, wanted, part, counted);
    const suits = wanted.sha256 === undefined || first.sha256 === wanted.sha256;
    if (!suits) await rm(part, {force: true});
    const received = suits || !first.continued ? first : await transfer(origin, wanted, part, counted);
    if (wanted.sha256 !== undefined && received.sha256 !== wanted.sha256) {
      await rm(part, {force: true});
      const where = origin.nameOf(wanted.path);
      throw wanted.size === undefined || received.size === wanted.size
        ? differs(where, received.sha256, wanted.sha256)
        : otherSize(where, received.size, wanted.size);
    }
    await rename(part, target);
    return {sha256: received.sha256, size: received.size, fresh};
  } catch (error) {
    throw unwritable(target, error);
  }
};

/** A complete file with another digest is removed: it was damaged, or upstream replaced it. */
const receivedBefore = async ({sha256}: Wanted, target: string): Promise<Received | undefined> => {
  if (sha256 === undefined) return undefined;
  const found = await stat(target).catch(() => undefined);
  if (found?.isFile() !== true) return undefined;
  const digest = await digestOfFile(target);
  if (digest === sha256) return {sha256: digest, size: found.size, fresh: 0};
  await rm(target, {force: true});
  return undefined;
};

/** Takes what a run that ended has received. Renaming is atomic: of several runs one gets it. */
const adoptPart = async (target: string, part: string): Promise<void> => {
  const names = await readdir(dirname(target));
  const abandoned = names.filter(name => {
    const pid = name.startsWith(`${basename(target)}.`) ? ownerOfUnfinished(name) : undefined;
    return pid !== undefined && pid !== process.pid && isAbandoned(pid);
  });
  for (const name of abandoned) await rename(join(dirname(target), name), part).catch(() => {});
};

const differs = (where: string, found: Digest, expected: Digest): Failure =>
  new Failure(
    'artifacts/digest-mismatch',
    `Downloading ${where}: it has the digest ${found}, and must have ${expected}; the file is not used`,
    {
      suggestions: [
        'run the same command again; if the message is the same, the file on the server is damaged or replaced',
      ],
    },
  );
