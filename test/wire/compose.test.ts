import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { type Serving, serving } from '../helpers/command.ts';

/*
 * compose.yaml without an engine: the same command lines with the same environment, the volumes as folders
 * of a temporary place, and `gateway` looked up as this machine. Only the port is another one.
 */

interface Service {
  readonly environment: Readonly<Record<string, string>>;
  readonly volumes: readonly string[];
  readonly command?: string;
}

const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const { services } = parse(readFileSync(inRoot('compose.yaml'), 'utf8')) as {
  readonly services: { readonly gateway: Service; readonly client: Service };
};
const { gateway, client } = services;
const folders: string[] = [];

afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A clone's folders and the volume, where the containers have `/examples`, `/scenarios` and `/ca`. */
function place(): string {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-compose-'));
  folders.push(folder);
  for (const name of ['examples', 'scenarios']) cpSync(inRoot(name), join(folder, name), { recursive: true });
  mkdirSync(join(folder, 'ca'));
  return folder;
}

/** Text of compose.yaml with the paths in a container as paths in the folder. */
function mounted(text: string, { volumes }: Service, folder: string): string {
  const targets = volumes.map((volume) => volume.split(':')[1] ?? '');
  return targets.reduce(
    (all, target) => all.replaceAll(new RegExp(`(?<![\\w.:/])${target}\\b`, 'g'), folder + target),
    text,
  );
}

function environmentOf(service: Service, folder: string): Record<string, string> {
  const entries = Object.entries(service.environment);
  return Object.fromEntries(entries.map(([name, value]) => [name, mounted(value, service, folder)]));
}

/** The gateway of compose.yaml; its working directory is the image's. */
async function up(folder: string): Promise<Serving> {
  const started = await serving([], { env: environmentOf(gateway, folder), cwd: join(folder, 'scenarios') });
  onTestFinished(() => void started.stop());
  return started;
}

/** Runs the client of compose.yaml to its end: its exit code and what it printed. */
async function runClient(folder: string, { url }: Serving, command = client.command ?? '') {
  const [, ...args] = mounted(command, client, folder).split(' ');
  const { OPENAI_BASE_URL: base = '', ...env } = environmentOf(client, folder);
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...{ PATH: process.env['PATH'], ...env, OPENAI_BASE_URL: base.replace('4010', new URL(url).port) },
      ...{ LOOPBACK_NAMES: 'gateway', NODE_OPTIONS: `--import ${inRoot('test/helpers/loopback-names.mjs')}` },
    },
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { code: code as number | null, out };
}

/** One 429 with a wait of 3 s in place of two with 5 and 7 s: what a person edits in ./scenarios. */
function edit(folder: string): void {
  const file = join(folder, 'scenarios', 'rate-limited-then-recovers.yaml');
  const text = readFileSync(file, 'utf8').replace(/.*retryAfter: 7s.*\n/, '');
  writeFileSync(file, text.replace('retryAfter: 5s', 'retryAfter: 3s'));
}

test('the client meets the edited scenario by HTTPS at the name gateway; held: exit code 0', async () => {
  const folder = place();
  edit(folder);
  const started = await up(folder);
  const { code, out } = await runClient(folder, started);
  expect(out).toMatch(/attempt 1: 429 .*limited-twice.*attempt 2: 200/s);
  expect(code).toBe(0);
  expect(existsSync(join(folder, 'ca', 'ca.pem'))).toBe(true);
  expect(await started.stop()).toBe(0);
});

test('a client that breaks an expectation ends the stack with 1, though it ends with 0 itself', async () => {
  const folder = place();
  edit(folder);
  const started = await up(folder);
  expect((await runClient(folder, started, 'node /examples/naive.mjs')).code).toBe(0);
  expect(await started.stop()).toBe(1);
  expect(started.err()).not.toContain('Error');
});

test('without a request the stack ends with 4', async () => {
  expect(await (await up(place())).stop()).toBe(4);
});
