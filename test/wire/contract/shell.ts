import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { systemPython } from '../../helpers/system.ts';

const inRoot = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

export interface Printed {
  readonly exit: number;
  readonly out: string;
  readonly err: string;
}

/** A shell in the folder of the clone, in which the command is on the path. */
export function makeShell() {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-contract-'));
  const put = (name: string, words: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec ${words} "$@"\n`);
    chmodSync(file, 0o755);
  };
  put('badgateway', `'${process.execPath}' '${inRoot('dist/main.js')}'`);
  put('node', `'${process.execPath}'`);
  put('python3', `'${systemPython}'`);
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
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}
