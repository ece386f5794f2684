import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, expect, test } from 'vitest';

const run = promisify(execFile);
const inRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** Below our package.json: from there `badgateway` is the package itself. */
mkdirSync(inRoot('.cache'), { recursive: true });
const folder = mkdtempSync(inRoot('.cache/steered-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Asks one question after the other, each up to four times. */
const application = `
const { OPENAI_BASE_URL: url, OPENAI_API_KEY: key } = process.env;
const headers = { authorization: 'Bearer ' + key, 'content-type': 'application/json' };
for (let question = 1; ; question += 1)
  for (let attempt = 1; attempt <= 4; attempt += 1) {
    const messages = [{ role: 'user', content: 'question ' + question }];
    const body = JSON.stringify({ model: 'Omniva/Kimi-K2.6', messages });
    const answer = await fetch(url + '/chat/completions', { method: 'POST', headers, body });
    await answer.arrayBuffer();
    await new Promise((resolve) => setTimeout(resolve, 100));
    if (answer.ok) break;
  }
`;
writeFileSync(join(folder, 'app.mjs'), application);

/** The first block of a section of docs/control.md. */
function blockOf(section: string, language: string): string {
  const page = readFileSync(inRoot('docs/control.md'), 'utf8');
  const [, text = ''] = page.split(`\n## ${section}\n`);
  const [, block] = new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``).exec(text) ?? [];
  if (block === undefined) throw new Error(`docs/control.md has no ${language} below "${section}"`);
  return block;
}

interface Judged {
  readonly verdicts: readonly object[];
}

function expectRetried(scenarios: readonly Judged[]): void {
  expect(scenarios).toHaveLength(1);
  const verdicts = scenarios[0]?.verdicts;
  expect(verdicts).toContainEqual(expect.objectContaining({ expectation: 'retries', outcome: 'pass' }));
}

test('the example in JavaScript: twelve lines steer an application', async () => {
  const text = blockOf('In a test', 'js');
  expect(text.split('\n').filter((line) => line !== '')).toHaveLength(12);
  writeFileSync(join(folder, 'example.mjs'), text);
  const { stdout } = await run(process.execPath, ['example.mjs'], { cwd: folder });
  expectRetried(JSON.parse(stdout));
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

// Five commands, each a process of its own: on a busy machine they take more than the usual 30 s.
test('the example for a shell does the same', { timeout: 120_000 }, async () => {
  const command = join(folder, 'badgateway');
  writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${inRoot('dist/main.js')}' "$@"\n`);
  chmodSync(command, 0o755);
  const port = String(await freePort());
  const text = blockOf('From the command line', 'sh').replaceAll('4010', port);
  writeFileSync(join(folder, 'example.sh'), `set -e\n${text}wait $gateway\n`);
  const { PATH } = process.env;
  const env = { PATH: `${folder}:${PATH}`, BADGATEWAY_PORT: port, BADGATEWAY_CONTROL_PORT: '0' };
  await run('sh', ['example.sh'], { cwd: folder, env });
  expectRetried(JSON.parse(readFileSync(join(folder, 'verdicts.json'), 'utf8')).scenarios);
});
