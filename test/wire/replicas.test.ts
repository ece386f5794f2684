import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { parse } from 'yaml';
import { serving } from '../helpers/command.ts';
import { chat } from '../helpers/gateway.ts';
import { redisServer } from '../helpers/redis.ts';
import { needs } from '../helpers/system.ts';
import { closedPort, eventually } from '../helpers/upstreams.ts';

/*
 * examples/replicas without an engine: nginx with its file, three gateways with their environment, and a
 * store. Only the names of hosts are addresses of this machine.
 */

const text = (name: string) =>
  readFileSync(new URL(`../../examples/replicas/${name}`, import.meta.url), 'utf8');

interface Compose {
  readonly services: Readonly<Record<string, { readonly environment?: Readonly<Record<string, string>> }>>;
}

const gateways = Object.entries((parse(text('compose.yaml'), { merge: true }) as Compose).services).filter(
  ([name]) => name.startsWith('gateway-'),
);

/** As Debian's nginx reads it: by a user who may write to this folder alone. */
async function balancer(addresses: ReadonlyMap<string, string>): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'badgateway-replicas-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const port = await closedPort();
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const placed = [...addresses].reduce(
    (all, [name, address]) => all.replace(`${name}:4010`, address),
    text('nginx.conf')
      .replace('listen 4010', `listen 127.0.0.1:${port}`)
      .replace('http {', `http { access_log off; ${paths.join(' ')}`),
  );
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;\n${placed}`,
  );
  const nginx = spawn('nginx', ['-c', join(folder, 'nginx.conf'), '-e', join(folder, 'error.log')], {
    env: { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin` },
    stdio: 'ignore',
  });
  onTestFinished(async () => {
    nginx.kill('SIGKILL');
    if (nginx.exitCode === null) await once(nginx, 'exit');
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually(() =>
    fetch(`${url}/v1/models`).then(
      () => true,
      () => false,
    ),
  );
  return url;
}

needs('nginx', 'redis')(
  'of 120 requests through nginx sixty pass three gateways, and one more a second',
  async () => {
    expect(gateways.map(([name]) => name)).toEqual(['gateway-1', 'gateway-2', 'gateway-3']);
    const redis = redisServer();
    onTestFinished(() => redis.close());
    await redis.start();
    const started = await Promise.all(
      gateways.map(async ([name, { environment = {} }]) => {
        expect(environment['BADGATEWAY_STORE']).toBe('redis://valkey:6379');
        const gateway = await serving([], { env: { ...environment, BADGATEWAY_STORE: redis.url } });
        onTestFinished(async () => void (await gateway.stop()));
        return [name, new URL(gateway.url).host] as const;
      }),
    );
    const url = await balancer(new Map(started));
    const began = performance.now();
    const statuses = await Promise.all(
      Array.from(
        { length: 120 },
        async (_, index) => (await chat(url, { prompt: `question ${index}` })).status,
      ),
    );
    const count = (status: number) => statuses.filter((each) => each === status).length;
    const seconds = Math.ceil((performance.now() - began) / 1_000);
    expect(count(200) + count(429)).toBe(120);
    expect(count(200)).toBeGreaterThanOrEqual(60);
    // Gateways that counted for themselves would let all pass.
    expect(count(200)).toBeLessThanOrEqual(60 + seconds);
    expect(seconds).toBeLessThan(60);
  },
);
