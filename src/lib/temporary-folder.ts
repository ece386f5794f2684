import { createHash } from 'node:crypto';
import { lstatSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorCode } from './errors.ts';

export interface TemporaryFolder {
  readonly path: string;
  remove(): void;
}

/** Where the numbers of processes mean the same: a machine, or a container on it. */
function systemName(): string {
  let namespace = '';
  try {
    namespace = readlinkSync('/proc/self/ns/pid');
  } catch {
    // Only Linux has it.
  }
  return createHash('sha256').update(`${hostname()} ${namespace}`).digest('hex').slice(0, 8);
}

/** `badgateway-SYSTEM-PID-`: who made the folder; mkdtemp adds six characters. */
const prefixOf = (pid: number): string => `badgateway-${systemName()}-${pid}-`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) !== 'ESRCH';
  }
}

/** Whether a process of this user on this system made it and has died since: by SIGKILL, say. */
function isLeft(parent: string, name: string): boolean {
  const pid = Number(/^badgateway-[0-9a-f]{8}-(\d+)-\w{6}$/.exec(name)?.[1]);
  if (Number.isNaN(pid) || !name.startsWith(prefixOf(pid)) || isAlive(pid)) return false;
  const stats = lstatSync(join(parent, name));
  return stats.isDirectory() && stats.uid === (process.getuid?.() ?? stats.uid);
}

/** Removes what processes that were killed have left; what cannot be removed stays. */
function sweep(parent: string): void {
  try {
    for (const name of readdirSync(parent))
      if (isLeft(parent, name)) rmSync(join(parent, name), { recursive: true, force: true });
  } catch {
    // Another process sweeps at the same time, or the system does.
  }
}

/**
 * A folder that only its owner may enter. It is removed however this process ends; after SIGKILL, by the next
 * one that makes such a folder.
 */
export function temporaryFolder(parent = tmpdir()): TemporaryFolder {
  sweep(parent);
  // mkdtemp creates it with mode 0700.
  const path = mkdtempSync(join(parent, prefixOf(process.pid)));
  const remove = () => {
    process.off('exit', remove);
    rmSync(path, { recursive: true, force: true });
  };
  process.on('exit', remove);
  return { path, remove };
}
