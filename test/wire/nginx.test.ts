import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import { type StartedGateway, startGateway } from '../helpers/gateway.ts';
import { needs } from '../helpers/system.ts';
import { closedPort, eventually } from '../helpers/upstreams.ts';

const withNginx = needs('nginx');
const folder = mkdtempSync(join(tmpdir(), 'badgateway-nginx-'));
const tape = randomBytes(64 * 1_048_576);
const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

let nginx: ChildProcess;
let upstream: string;
let gateway: StartedGateway;

function config(port: number): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events { }
http {
  access_log ${folder}/access.log; default_type application/octet-stream;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(' ')}
  server {
    listen 127.0.0.1:${port}; root ${folder}; client_max_body_size 0; dav_methods PUT;
    gzip on; gzip_types application/json; gzip_min_length 1;
  }
}`;
}

beforeAll(async () => {
  const port = await closedPort();
  writeFileSync(join(folder, 'nginx.conf'), config(port));
  nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    stdio: 'ignore',
  });
  nginx.once('error', () => {});
  upstream = `http://127.0.0.1:${port}`;
  await eventually(() =>
    fetch(upstream).then(
      () => true,
      () => nginx.exitCode !== null || nginx.pid === undefined,
    ),
  );
  gateway = await startGateway({
    overrides: { upstream },
    scenario: `
rules:
  - { id: reset, when: { header: { x-cut: rst } }, faults: [{ disconnect: { bytes: 1MiB, how: rst } }] }
  - { id: ended, when: { header: { x-cut: fin } }, faults: [{ disconnect: { bytes: 1MiB, how: fin } }] }
  - { id: refused, when: { header: { x-refused: "yes" } }, faults: [{ respond: 503 }] }
`,
  });
});

afterAll(async () => {
  await gateway?.close();
  nginx?.kill();
  rmSync(folder, { recursive: true });
});

withNginx('64 MiB go up to nginx and come down again, byte for byte', async () => {
  const up = await fetch(`${gateway.url}/tape.bin`, { method: 'PUT', body: tape });
  expect(up.status).toBe(201);
  expect(sum(readFileSync(join(folder, 'tape.bin')))).toBe(sum(tape));
  const down = await fetch(`${gateway.url}/tape.bin`);
  expect(sum(Buffer.from(await down.arrayBuffer()))).toBe(sum(tape));
});

withNginx('what nginx says of a file is what the client hears', async () => {
  writeFileSync(join(folder, 'small.json'), JSON.stringify({ text: 'a'.repeat(4_096) }));
  for (const headers of [
    {},
    { range: 'bytes=5-9' },
    { 'accept-encoding': 'gzip' },
    { 'if-none-match': '*' },
  ]) {
    const [direct, through] = await Promise.all(
      [upstream, gateway.url].map((url) =>
        fetch(`${url}/small.json`, { headers: { connection: 'close', ...headers } }),
      ),
    );
    const heard = [...(through?.headers ?? [])].filter(([name]) => name !== 'date');
    expect(heard).toEqual([...(direct?.headers ?? [])].filter(([name]) => name !== 'date'));
    expect(through?.status).toBe(direct?.status);
    expect(await through?.text()).toBe(await direct?.text());
  }
});

/** What a client gets of a file until its connection ends, and how that ends. */
async function cutBy(how: 'rst' | 'fin') {
  writeFileSync(join(folder, 'cut.bin'), tape);
  const chunks: Buffer[] = [];
  const ending = await new Promise((resolve) => {
    const sent = request(`${gateway.url}/cut.bin`, { headers: { 'x-cut': how } }, (response) => {
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', (error) => resolve(error.message)).once('end', () => resolve('end'));
    });
    sent.once('error', (error) => resolve(error.message)).end();
  });
  return { ending, got: Buffer.concat(chunks) };
}

withNginx('a fault in front: exactly 1 MiB of the real bytes, then FIN', async () => {
  const { ending, got } = await cutBy('fin');
  expect(ending).toMatch(/aborted/);
  expect(got.equals(tape.subarray(0, 1_048_576))).toBe(true);
});

withNginx('a fault in front: no more than 1 MiB of the real bytes, then RST', async () => {
  const { ending, got } = await cutBy('rst');
  expect(ending).toMatch(/aborted|ECONNRESET/);
  // A reset makes the client's system drop what the client has not read so far.
  expect(got.length).toBeGreaterThan(0);
  expect(got.length).toBeLessThanOrEqual(1_048_576);
  expect(got.equals(tape.subarray(0, got.length))).toBe(true);
});

withNginx('an error in front: nginx is never asked', async () => {
  const asked = () => readFileSync(join(folder, 'access.log'), 'utf8').includes('/unasked');
  const response = await fetch(`${gateway.url}/unasked`, { headers: { 'x-refused': 'yes' } });
  expect(response.status).toBe(503);
  await fetch(`${gateway.url}/asked`);
  await eventually(() => readFileSync(join(folder, 'access.log'), 'utf8').includes('/asked'));
  expect(asked()).toBe(false);
});
