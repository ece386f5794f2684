import { spawnSync } from 'node:child_process';
import { test } from 'vitest';

/** Debian's own: a `python3` earlier on the path would not see Debian's packages. */
export const systemPython = '/usr/bin/python3';

/**
 * Node for clients that end after a few requests. Its HTTP parser is WebAssembly, which V8 by default
 * compiles a second time, optimized for long use: a third of the CPU that such a client takes.
 */
export const briefNode = [process.execPath, '--liftoff-only'] as const;

export const systemChromium = '/usr/bin/chromium';

interface SystemPart {
  /** Prints something and ends with 0 where the part is there. */
  readonly probe: readonly [command: string, ...args: string[]];
  /** Debian package that brings it; `scripts/debian-packages.sh` installs them all. */
  readonly debian: string;
}

const parts = {
  curl: { probe: ['curl', '--version'], debian: 'curl' },
  openssl: { probe: ['openssl', 'version'], debian: 'openssl' },
  nginx: { probe: ['nginx', '-v'], debian: 'nginx-light' },
  requests: { probe: [systemPython, '-c', 'import requests'], debian: 'python3-requests' },
  chromium: { probe: [systemChromium, '--version'], debian: 'chromium' },
  redis: { probe: ['redis-server', '--version'], debian: 'redis-server' },
  httpx: { probe: [systemPython, '-c', 'import httpx'], debian: 'python3-httpx' },
  h2: { probe: [systemPython, '-c', 'import h2'], debian: 'python3-h2' },
} as const satisfies Record<string, SystemPart>;

export type SystemPartName = keyof typeof parts;

function answers({ probe: [command, ...args] }: SystemPart): boolean {
  const path = `${process.env['PATH']}:/usr/sbin`;
  return spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, PATH: path } }).status === 0;
}

/** Asked once in each worker: a table of a hundred tests would start Python a hundred times. */
const known = new Map<string, boolean>();

function isHere(part: SystemPart): boolean {
  const asked = `${part.debian} on ${process.env['PATH']}`;
  const is = known.get(asked) ?? answers(part);
  known.set(asked, is);
  return is;
}

/**
 * `test`, for tests that drive a program from outside npm: `needs('curl')('a sentence', …)`.
 * Where it is missing, a person's run says so and skips; CI fails, so that nothing is skipped unseen.
 */
export function needs(...names: readonly SystemPartName[]) {
  const missing = names.map((name) => parts[name]).filter((part) => !isHere(part));
  const packages = missing.map(({ debian }) => debian).join(' ');
  if (missing.length > 0) {
    const remedy = `install the Debian packages: ${packages} (scripts/debian-packages.sh does)`;
    if (process.env['CI'] === 'true') throw new Error(`Failed to find ${names.join(', ')}: ${remedy}`);
    console.warn(`skipped, as ${names.join(', ')} cannot be found; ${remedy}`);
  }
  return test.runIf(missing.length === 0);
}
