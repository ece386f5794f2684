import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { hosted } from '../../helpers/command.ts';
import { systemPython } from '../../helpers/system.ts';

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export interface Printed {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** Arguments, then the environment as `env -0` prints it; NUL ends each of them. */
function readAsked(text: string) {
  const [count = '', ...parts] = text.split('\0');
  const words = parts.slice(0, Number(count));
  const variables = parts.slice(Number(count), -1).map((line) => line.split(/=(.*)/s).slice(0, 2));
  return { words, env: Object.fromEntries(variables) as Record<string, string> };
}

/** Runs what the script below asks for, and leaves the output in the folder that the script names. */
async function serveHosted(socket: string) {
  const server = createServer(async (req, res) => {
    const { words, env } = readAsked((await buffer(req)).toString());
    const { code, out, err } = await hosted(words, { env, cwd: inRoot('.') });
    writeFileSync(`${req.url}/out`, out);
    writeFileSync(`${req.url}/err`, err);
    res.end(String(code));
  });
  await once(server.listen(socket), 'listening');
  return server;
}

/** The command as a script for `sh`: it asks the socket, and prints and ends as the command does. */
const askHosted = (socket: string) => `reply=$(mktemp -d)
code=$({ printf '%s\\0' "$#" "$@"; env -0; } |
  curl --disable -s --unix-socket '${socket}' --data-binary @- "http://localhost$reply")
cat "$reply/out"
cat "$reply/err" >&2
exit "$code"`;

/** A shell in the folder of the clone, in which the command is on the path. */
export async function makeShell() {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-contract-'));
  const put = (name: string, lines: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${lines}\n`);
    chmodSync(file, 0o755);
  };
  const socket = join(folder, 'socket');
  const server = await serveHosted(socket);
  put('badgateway', askHosted(socket));
  put('node', `exec '${process.execPath}' "$@"`);
  put('python3', `exec '${systemPython}' "$@"`);
  return {
    run(command: string, variables: Readonly<Record<string, string>>): Promise<Printed> {
      const env = { ...process.env, ...variables, PATH: `${folder}:${process.env['PATH']}`, TMPDIR: folder };
      const script = `. ./examples/contract/variables.sh\n${command}`;
      return new Promise((resolve) => {
        execFile('sh', ['-c', script], { env, cwd: inRoot('.') }, (error, out, err) => {
          resolve({ exit: typeof error?.code === 'number' ? error.code : 0, out, err });
        });
      });
    },
    remove() {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
