import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, type TestContext, test } from 'vitest';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));
const compiler = join(root, 'test', 'helpers', 'compile-types.mjs');
const folder = mkdtempSync(join(tmpdir(), 'badgateway-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Installed there alone: packages that it needs have install scripts, and none of ours has. */
const jest = 'jest@30';

/** A registry, or a machine with much to do, takes its time. */
const slow = { timeout: 240_000 };

/** What was packed is installed as a person does, into a folder with nothing in it. */
async function install(name: string, ...packages: readonly string[]): Promise<string> {
  const project = join(folder, name);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "private": true }');
  const quick = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quick, ...packages], { cwd: project });
  return project;
}

type Installed = { readonly plain: string; readonly jest: string } | { readonly missing: string };

async function installAll(): Promise<Installed> {
  await run('npm', ['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [packed = ''] = readdirSync(folder).filter((file) => file.endsWith('.tgz'));
  const tarball = join(folder, packed);
  try {
    const [plain, withJest] = await Promise.all([install('plain', tarball), install('jest', tarball, jest)]);
    return { plain, jest: withJest };
  } catch (error) {
    if (process.env['CI'] === 'true') throw error;
    return { missing: `npm install failed; the registry has to be reached: ${String(error)}` };
  }
}

let installed: Installed;
beforeAll(async () => {
  installed = await installAll();
}, slow.timeout);

/** A person's run without a network says so and skips; CI fails, so that nothing is skipped unseen. */
function projects({ skip }: TestContext) {
  if ('missing' in installed) return skip(installed.missing);
  return installed;
}

const use = `
  const rules = ['429, ok'];
  const gateway = await startGateway({ scenarios: ['server-errors'], rules, journal: { bodies: '1KiB' } });
  const { OPENAI_BASE_URL: url, OPENAI_API_KEY: key } = gateway.env;
  const response = await fetch(url + '/models', { headers: { authorization: 'Bearer ' + key } });
  const { entries } = await gateway.readJournal({ kind: 'request' });
  const { scenarios } = await gateway.verdicts();
  const refused = await gateway.removeRule({ id: 'none' }).catch((error) => error);
  const { controlUrl, controlToken: token } = gateway;
  const far = await connectGateway({ url: controlUrl, token }).listRules();
  await gateway.close();
  const counts = [entries.length, scenarios.length, far.rules.length];
  const said = [response.status, refused instanceof ControlError, ...counts];
`;
const expected = [429, true, 1, 1, 2];
const names = '{ ControlError, connectGateway, startGateway }';
const imported = `import ${names} from 'badgateway';\n`;
const required = `const ${names} = require('badgateway');\n`;
const main = `async function main() {${use}  console.log(JSON.stringify(said));\n}\nvoid main();\n`;

async function said(file: string): Promise<unknown> {
  const { stdout } = await run(process.execPath, [file]);
  return JSON.parse(stdout);
}

function written(project: string, file: string, text: string): string {
  const path = join(project, file);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, text);
  return path;
}

test('ES modules and CommonJS', slow, async (context) => {
  const { plain } = projects(context);
  const files = [written(plain, 'app.mjs', imported + main), written(plain, 'app.cjs', required + main)];
  expect(await Promise.all(files.map(said))).toEqual([expected, expected]);
});

test('Jest', slow, async (context) => {
  const { jest: project } = projects(context);
  const check = `expect(said).toEqual(${JSON.stringify(expected)});`;
  const text = `${required}test('a gateway', async () => {${use}  ${check}\n});\n`;
  written(project, 'gateway.test.js', text);
  const jestFile = join(project, 'node_modules', 'jest', 'bin', 'jest.js');
  const { stderr } = await run(process.execPath, [jestFile, '--ci'], { cwd: project });
  expect(stderr).toContain('1 passed, 1 total');
});

/** What a caller writes of our types. */
const typed = `import type { Entry, Gateway, GatewayOptions, RequestEntry } from 'badgateway';
export const options: GatewayOptions = { rules: ['429, ok'], journal: { bodies: 1024 } };
export const isRefused = (error: unknown): error is ControlError => error instanceof ControlError;
export const requestsOf = (entries: readonly Entry[]): RequestEntry[] =>
  entries.filter((entry) => entry.kind === 'request');
export const idOf = async (gateway: Gateway): Promise<string> =>
  (await gateway.isolate('one').rules.add({ faults: [{ error: 503 }] })).id;
`;
const inTypeScript = imported + typed + main;
const requiredInTypeScript = `import badgateway = require('badgateway');
const ${names} = badgateway;
${main}`;

/** Compiles in a process of its own: it keeps a core busy for seconds. */
async function compile(project: string, files: readonly string[], resolution: object): Promise<string> {
  const { stdout } = await run(process.execPath, [compiler, project, JSON.stringify(resolution), ...files]);
  return stdout;
}

test.for([
  ['node16', { module: 'node16' }, inTypeScript],
  ['node18', { module: 'node18' }, inTypeScript],
  ['nodenext', { module: 'nodenext' }, inTypeScript],
  ['bundler', { module: 'preserve', moduleResolution: 'bundler' }, requiredInTypeScript],
] as const)('TypeScript, resolving as %s', slow, async ([name, resolution, ofCommonJs], context) => {
  const { plain } = projects(context);
  const project = join(plain, name);
  const files = [written(project, 'app.mts', inTypeScript), written(project, 'app.cts', ofCommonJs)];
  expect(await compile(project, files, resolution)).toBe('');
  const compiled = ['app.mjs', 'app.cjs'].map((file) => said(join(project, 'out', file)));
  expect(await Promise.all(compiled)).toEqual([expected, expected]);
});
