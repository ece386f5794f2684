/** Runs the contract and wire suites, and the quick part of the studies, on the other Node versions. */
import { spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { folderOfNode, otherNodes } from './lib/nodes.mjs';

const suites = ['test/contract', 'test/wire', 'studies/'];

const root = dirname(dirname(fileURLToPath(import.meta.url)));

const failed = otherNodes.filter((version) => {
  const folder = folderOfNode(version);
  console.log(`\nNode ${version}: ${suites.join(', ')}`);
  const { status, error } = spawnSync(
    join(folder, 'node'),
    [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', ...suites],
    {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, PATH: `${folder}${delimiter}${process.env.PATH}` },
    },
  );
  if (error) throw error;
  return status !== 0;
});

for (const version of otherNodes)
  console.log(`Node ${version}: ${failed.includes(version) ? 'failed' : 'passed'}`);
process.exitCode = failed.length === 0 ? 0 : 1;
