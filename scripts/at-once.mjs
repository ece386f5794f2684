/**
 * Runs npm scripts beside each other: `node scripts/at-once.mjs NAME NAME`. What each says is written when it
 * has ended, so that lines do not mix; fails where one fails, when all have ended.
 */
import { spawn } from 'node:child_process';

function run(name) {
  return new Promise((resolve) => {
    const said = [];
    const child = spawn('npm', ['run', '--silent', name], { stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => said.push(chunk));
    child.on('error', (error) => said.push(Buffer.from(`Failed to run npm: ${error.message}\n`)));
    child.on('close', (code) => {
      process.stderr.write(Buffer.concat(said));
      resolve(code);
    });
  });
}

const codes = await Promise.all(process.argv.slice(2).map(run));
process.exitCode = codes.every((code) => code === 0) ? 0 : 1;
