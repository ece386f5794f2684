import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { badgateway, hosted, serving } from '../helpers/command.ts';
import { eventually } from '../helpers/upstreams.ts';

const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const always = (status: number) => `scenario: Always ${status}\nrules:\n  - faults: [${status}]\n`;

async function statusAt(url: string, path = '/v1/models'): Promise<number> {
  // A pooled connection could be closed, idle as it is, just when it is used again.
  const headers = { authorization: 'Bearer sk-any', connection: 'close' };
  const response = await fetch(url + path, { headers });
  await response.arrayBuffer();
  return response.status;
}

test('help names every command and exits 0', async () => {
  const { code, out } = await badgateway(['--help']);
  expect(code).toBe(0);
  for (const name of ['serve', 'check', 'explain', 'list', 'show', 'schema', 'ca', 'health'])
    expect(out).toContain(name);
});

test.each([
  ['an unknown option', ['--prot', '4010'], '--port'],
  ['a port that is none', ['--port', '99999'], 'expected a port'],
  ['a missing file', ['nowhere.yaml'], 'Failed to read nowhere.yaml: no such file'],
  ['a misspelt scenario', ['helthy'], 'did you mean "healthy"?'],
  ['a misspelt platform', ['--platform', 'deeptokn'], 'did you mean "deeptoken"?'],
  ['a host that is not here', ['--host', '192.0.2.1', '--port', '0'], 'no address of this machine'],
  ['a rule that is none', ['--rule', '429, okk'], '--rule:1:6'],
  ['hosts that are none', ['--tls-name', 'a:1,b.internal,c/d'], '--tls-name: "a:1", "c/d"; allowed'],
  ['an unknown command option', ['list', 'fault'], 'did you mean "faults"?'],
])('%s: a sentence on standard error and exit code 2', async (_, args, sentence) => {
  const { code, out, err } = await badgateway(args);
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toContain(sentence);
  expect(err).not.toMatch(/\n\s+at /);
});

test('a port that is taken: a sentence and exit code 2, for the control port too', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => other.once('listening', resolve));
  const taken = String((other.address() as AddressInfo).port);
  for (const args of [
    ['--port', taken, '--control-port', '0'],
    ['--port', '0', '--control-port', taken],
  ]) {
    const { code, err } = await badgateway(args);
    expect(code).toBe(2);
    expect(err).toBe(
      `Failed to listen on 127.0.0.1:${taken}: the port is taken; ` +
        'choose another one, or 0 for any free one\n',
    );
  }
  other.close();
});

test('flag wins over environment, environment over file, file over default', async () => {
  const file = write('precedence.yaml', 'scenario: P\nplatform: deeptoken\nseed: from-file\n');
  const env = { BADGATEWAY_SEED: 'from-env', BADGATEWAY_PLATFORM: 'openai' };
  const cases = [
    { args: [file], env: {}, seed: 'from-file', platform: 'deeptoken' },
    { args: [file], env, seed: 'from-env', platform: 'openai' },
    { args: [file, '--seed', 'from-flag'], env, seed: 'from-flag', platform: 'openai' },
    { args: [], env: { BADGATEWAY_SEED: 'x' }, seed: 'x', platform: 'token-factory' },
  ];
  await Promise.all(
    cases.map(async ({ args, env: given, seed, platform }) => {
      const gateway = await serving(args, { env: given });
      expect(gateway.ready).toMatchObject({ seed, platform });
      expect(await gateway.stop()).toBe(0);
    }),
  );
});

test('--ready-file has what badgateway ctl needs while the gateway runs, for its owner alone', async () => {
  const file = write('ready.json', '');
  rmSync(file);
  const gateway = await serving(['--ready-file', file, '--control-token', 'a-token-of-this-test']);
  const ready = JSON.parse(readFileSync(file, 'utf8'));
  expect([ready, statSync(file).mode & 0o777]).toEqual([
    { ...gateway.ready, controlToken: 'a-token-of-this-test' },
    0o600,
  ]);
  expect(gateway.ready).not.toHaveProperty('controlToken');
  const { code, out } = await badgateway(['ctl', 'add', '429', '--json'], {
    env: { BADGATEWAY_READY_FILE: file },
  });
  expect([code, JSON.parse(out)]).toMatchObject([0, { id: 'rule-1', injects: ['error status=429'] }]);
  await gateway.stop();
  expect(existsSync(file)).toBe(false);
  const nowhere = await badgateway([
    'serve',
    '--port',
    '0',
    '--control-port',
    '0',
    '--ready-file',
    '/nowhere/file',
  ]);
  expect([nowhere.code, nowhere.err]).toEqual([2, expect.stringContaining('Failed to write --ready-file')]);
});

test('BADGATEWAY_SCENARIO names what plays where no argument does, but not within a drill', async () => {
  const file = write('named.yaml', always(500));
  const named = { BADGATEWAY_SCENARIO: `${file}, hangs` };
  const cases = [
    { args: [], env: named, scenario: 'named' },
    { args: ['hangs'], env: named, scenario: 'hangs' },
    { args: [], env: { BADGATEWAY_SCENARIO: '' }, scenario: 'healthy' },
    { args: [], env: { ...named, BADGATEWAY_OUTCOME_URL: 'http://127.0.0.1:1/' }, scenario: 'healthy' },
  ];
  await Promise.all(
    cases.map(async ({ args, env, scenario }) => {
      const gateway = await serving(args, { env });
      expect(gateway.ready).toMatchObject({ scenario });
      await gateway.stop();
    }),
  );
});

test('a switch of the environment can be off', async () => {
  const gateway = await serving([write('labels.yaml', always(500))], {
    env: { BADGATEWAY_NO_LABEL: 'false' },
  });
  const response = await fetch(`${gateway.url}/v1/models`);
  expect(response.headers.get('x-badgateway-fault')).toBe('rule-1');
  await gateway.stop();
});

/** What a person reads who starts a gateway, while it runs; then it is ended by Ctrl-C. */
async function greeted(
  args: readonly string[],
  look: (greeting: string) => void,
  cwd = process.cwd(),
): Promise<void> {
  const free = ['--port', '0', '--control-port', '0'];
  const main = join(process.cwd(), 'dist/main.js');
  const child = spawn(process.execPath, [main, 'serve', ...free, ...args], { cwd });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  await eventually(() => out.includes('Ctrl-C'));
  look(out);
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  expect(await exit).toBe(0);
}

/** Runs the curl of a greeting. */
function tried(greeting: string): string {
  const [curl = ''] = /curl -i[\s\S]*?'\n/.exec(greeting) ?? [];
  return execFileSync('sh', ['-c', `${curl.trim()} -s`]).toString();
}

test('the greeting has a curl that works and the variables of an SDK', async () => {
  await greeted([], (greeting) => {
    expect(greeting).toMatch(/export OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/v1\n/);
    expect(greeting).toMatch(/\n {2}https {6}https:\/\/localhost:\d+\n {2}root {7}in memory.*badgateway ca /);
    expect(tried(greeting)).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

test('on a platform with a prefix and a header field of its own the greeting has both', async () => {
  const { out } = await hosted(['show', 'openai']);
  const own = out
    .replace('name: openai', "name: mine\ncredential: { headers: [api-key], scheme: '' }")
    .replaceAll(/(prefixes: \[|path: )\/v1/g, '$1/openai');
  await greeted(['--platform', write('mine.yaml', own)], (greeting) => {
    expect(greeting).toMatch(/export OPENAI_BASE_URL=http:\/\/127\.0\.0\.1:\d+\/openai\n/);
    expect(greeting).toMatch(/\/@NAME\/openai, /);
    expect(greeting).toContain("-H 'api-key: ");
    expect(tried(greeting)).toMatch(/^HTTP\/1\.1 200 OK/);
  });
});

test('an own file plays in the place of the shipped one of its name; the greeting says so', async () => {
  const own = mkdtempSync(join(folder, 'own-'));
  const file = join(own, 'conflict.yaml');
  writeFileSync(file, always(500));
  const look = (greeting: string) => {
    expect(greeting).toContain(`\n  scenario   ${file}, in the place of the shipped conflict\n`);
    expect(greeting).toMatch(/@NAME\/v1, 1 was given and \d+ are shipped/);
    expect(tried(greeting)).toMatch(/^HTTP\/1\.1 500 /);
  };
  await greeted(['conflict', write('named.yaml', always(503))], look, own);
  await greeted(['conflict', '--rule', '503'], (greeting) => {
    expect(greeting).not.toContain('in the place of');
    expect(greeting).toMatch(/\n {2}rules {6}--rule, .*\n {13}--rule was added to conflict alone\n/);
    expect(tried(greeting)).toMatch(/^HTTP\/1\.1 503 /);
  });
});

test('where rules are met by TLS alone the greeting leads there, with the root that is kept', async () => {
  const file = write('tls.yaml', 'rules:\n  - { when: { tls: true }, faults: [503] }\n');
  const kept = join(folder, 'kept root');
  await greeted([file, '--ca-dir', kept], (greeting) => {
    expect(greeting).toMatch(/export OPENAI_BASE_URL=https:\/\/localhost:\d+\/v1\n/);
    expect(greeting).toContain(`\n  root       ${join(kept, 'ca.pem')}\n`);
    expect(tried(greeting)).toMatch(/^HTTP\/1\.1 503 /);
  });
  await greeted([file], (greeting) => {
    expect(greeting).toMatch(/curl -i https:\/\/localhost/);
    expect(greeting).toContain('in memory');
  });
});

test('health is 0 while it runs and 1 when nothing does', async () => {
  const gateway = await serving([]);
  const { port } = new URL(gateway.controlUrl);
  expect(await badgateway(['health', '--control-port', port])).toEqual({ code: 0, out: 'ready\n', err: '' });
  await gateway.stop();
  const after = await badgateway(['health', '--control-port', port]);
  expect(after.code).toBe(1);
  expect(after.err).toContain('ECONNREFUSED');
});

test('several files and folders play side by side; twins are refused', async () => {
  const inside = mkdtempSync(join(folder, 'set-'));
  writeFileSync(join(inside, 'one.yaml'), always(500));
  writeFileSync(join(inside, 'two.yaml'), always(502));
  const gateway = await serving([inside]);
  expect(await statusAt(gateway.url)).toBe(500);
  expect(await statusAt(gateway.url, '/@two/v1/models')).toBe(502);
  expect(await statusAt(gateway.url, '/@healthy/v1/models')).toBe(200);
  await gateway.stop();
  const twins = await badgateway([inside, write('one.yaml', always(503)), '--port', '0']);
  expect(twins.code).toBe(2);
  expect(twins.err).toContain('has the same name');
});

test('--watch takes a good edit and keeps the last good version over a broken one', async () => {
  const file = write('watched.yaml', always(500));
  const gateway = await serving([file, '--watch']);
  expect(await statusAt(gateway.url)).toBe(500);
  writeFileSync(file, always(503));
  await eventually(async () => (await statusAt(gateway.url)) === 503);
  writeFileSync(file, 'scenario: Broken\nruls: []\n');
  await eventually(() => gateway.err().includes(String.raw`did you mean \"rules\"?`));
  expect(gateway.err()).toContain('watched.yaml:2:1');
  expect(await statusAt(gateway.url)).toBe(503);
  await gateway.stop();
});

test('nothing is coloured but a terminal, also where CI is set', async () => {
  const { out } = await badgateway(['check', 'package.json'], { env: { CI: 'true' } });
  expect(out).toMatch(/package\.json:\d+:\d+: /);
  expect(out).not.toContain('\u001b');
});

test('check tells every mistake of every file, for people and for machines', async () => {
  const files = [write('a.yaml', 'scenaro: A\nplatform: deeptokn\n'), write('b.yaml', always(599))];
  const human = await hosted(['check', ...files]);
  expect(human.code).toBe(2);
  expect(human.out).toContain('a.yaml:1:1');
  expect(human.out).toContain('a.yaml:2:11');
  expect(human.out).toContain('b.yaml:3:14');
  const machine = await hosted(['check', '--json', ...files]);
  expect(JSON.parse(machine.out)).toMatchObject({
    files: 2,
    mistakes: [{ line: 1 }, { line: 2 }, { line: 3 }],
  });
  expect(await hosted(['check', 'scenarios'])).toMatchObject({ code: 0 });
});

test('check warns of what is suspicious and exits 0, with --strict 2; explain says it too', async () => {
  const file = write('doubtful.yaml', 'rules: [{ chance: 0, faults: [500] }]\n');
  const warning = `${file}:1:19: warning: a chance of 0`;
  const plain = await hosted(['check', file]);
  expect(plain).toMatchObject({ code: 0, err: '1 warning\n' });
  expect(plain.out).toContain(warning);
  expect(plain.out).toContain(`${file}: ok`);
  expect(await hosted(['check', '--strict', file])).toMatchObject({ code: 2 });
  const { out } = await hosted(['check', '--json', file]);
  expect(JSON.parse(out)).toMatchObject({ mistakes: [], warnings: [{ line: 1, severity: 'warning' }] });
  expect((await hosted(['explain', file])).err).toContain(warning);
});

test('twenty thousand brackets are refused and kill nobody', async () => {
  const { code, err } = await badgateway(['serve', write('deep.yaml', '['.repeat(20_000))]);
  expect(code).toBe(2);
  expect(err).toContain('deep.yaml:1:');
});

test.each(['faults', 'errors', 'platforms', 'expectations', 'scenarios'])(
  'list %s, as a table and as JSON',
  async (what) => {
    const human = await hosted(['list', what]);
    const machine = await hosted(['list', what, '--json']);
    expect([human.code, machine.code]).toEqual([0, 0]);
    const items = JSON.parse(machine.out) as { name: string }[];
    expect(items.length).toBeGreaterThan(1);
    for (const { name } of items) expect(human.out).toContain(name);
  },
);

test('list faults names the page on what no listener can do', async () => {
  const { out } = await hosted(['list', 'faults']);
  const [, page = ''] = /(docs\/\S+\.md)\n$/.exec(out) ?? [];
  expect(readFileSync(page, 'utf8')).toContain('# What no listener can do');
});

test('show prints a shipped file as it stands, schema a JSON Schema', async () => {
  expect((await hosted(['show', 'healthy'])).out).toContain('scenario: Healthy');
  expect((await hosted(['show', 'deeptoken-en'])).out).toContain('extends: deeptoken');
  const { out } = await hosted(['schema']);
  expect(JSON.parse(out)).toMatchObject({ type: 'object' });
});
