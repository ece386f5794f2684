import { spawn } from 'node:child_process';

/**
 * Reads the process group, then waits: for a line, that the command is over, or for the end of input, that
 * the drill is. Then the group gets SIGTERM and, 2 s later, SIGKILL.
 */
const script = `
read -r group && [ "$group" != over ] || exit 0
read -r over && exit 0
kill -s TERM -- "-$group"
for _ in 1 2; do
  kill -s 0 -- "-$group" || exit 0
  sleep 1
done
kill -s KILL -- "-$group"
`;

/** Ends a command whose drill has died by SIGKILL, which no process can do for itself. */
export interface Guard {
  /** The command was started in this process group. */
  watch(group: number): void;
  /** The command is over. */
  release(): void;
}

const none: Guard = { watch() {}, release() {} };

/**
 * Starts a shell that outlives this process, in a session of its own, so that no signal meant for the drill
 * meets it. It knows of the drill's end by its standard input. Without a shell, or on Windows, there is none.
 */
export function startGuard(): Guard {
  if (process.platform === 'win32') return none;
  const child = spawn('/bin/sh', ['-c', script], {
    ...{ stdio: ['pipe', 'ignore', 'ignore'], detached: true, cwd: '/', env: { PATH: '/usr/bin:/bin' } },
  });
  child.on('error', () => {});
  if (child.pid === undefined) return none;
  child.stdin.on('error', () => {});
  child.unref();
  return {
    watch: (group) => void child.stdin.write(`${group}\n`),
    release: () => void child.stdin.end('over\n'),
  };
}
