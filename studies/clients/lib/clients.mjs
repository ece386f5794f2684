/** The clients of the atlas: their list, their packages, and where they are installed. */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { folderOfNode, otherNodes } from '../../../scripts/lib/nodes.mjs';

const source = fileURLToPath(new URL('..', import.meta.url));
const programs = join(source, 'programs');
/** Outside the tree, where nothing else looks: hundreds of packages are in it. */
const installed = fileURLToPath(new URL('../../../.cache/atlas', import.meta.url));

const read = (name) => readFileSync(join(source, name), 'utf8');
/** The newest of them; some of the clients need it. */
export const nodeVersion = otherNodes.at(-1);

/** Where the programs run that need nothing but what the repository itself has installed. */
export const inPlace = { cwd: programs, env: process.env };

export const scenarioFile = (platform, name) => join(source, 'scenarios', platform, `${name}.yaml`);

export const clients = parse(read('clients.yaml'));
export const plan = parse(read('plan.yaml'));

/** The first comment of a scenario, and its title. */
export function scenarioOf(platform, name) {
  const text = readFileSync(scenarioFile(platform, name), 'utf8');
  const [, comment = ''] = /^#\n((?:# .*\n)+)/m.exec(text) ?? [];
  return {
    name,
    title: parse(text).scenario,
    shows: comment.replaceAll(/^# /gm, '').trim().replaceAll('\n', ' '),
  };
}

function packages() {
  const same = (file) =>
    existsSync(join(installed, file)) &&
    readFileSync(join(installed, file), 'utf8') === readFileSync(join(programs, file), 'utf8');
  if (same('package-lock.json') && same('package.json') && existsSync(join(installed, '.done'))) return;
  console.error('atlas: installing the clients (npm ci)');
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  for (const name of ['package.json', 'package-lock.json', '.npmrc', 'langchain-0'])
    cpSync(join(programs, name), join(installed, name), { recursive: true });
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: installed,
    stdio: ['ignore', 2, 2],
    env: onNode(),
  });
  if (status !== 0) throw new Error(`Failed to install the clients: npm ci ended with ${status}`);
  writeFileSync(join(installed, '.done'), '');
}

function onNode() {
  return { ...process.env, PATH: `${folderOfNode(nodeVersion)}${delimiter}${process.env.PATH}` };
}

/** Ready to be run, with their programs beside their packages: where they run, and in which environment. */
export function install() {
  packages();
  const cwd = join(installed, 'programs');
  rmSync(cwd, { recursive: true, force: true });
  cpSync(programs, cwd, { recursive: true });
  return { cwd, env: onNode() };
}

export function systemVersions() {
  const python = (line) => execFileSync('/usr/bin/python3', ['-c', line], { encoding: 'utf8' }).trim();
  const of = (name) => python(`import ${name}; print(${name}.__version__)`);
  return {
    curl: /^curl (\S+)/.exec(execFileSync('curl', ['--version'], { encoding: 'utf8' }))?.[1],
    python: python('import platform; print(platform.python_version())'),
    ...{ requests: of('requests'), urllib3: of('urllib3'), httpx: of('httpx') },
  };
}

/** `openai 7.57.0`, of what a client's `version` names: a package, or a part of the system. */
export function versionReader() {
  const { packages: locked } = JSON.parse(read('programs/package-lock.json'));
  const system = systemVersions();
  return (part) => {
    const { name, version } = locked[`node_modules/${part}`] ?? locked[part] ?? { version: system[part] };
    if (version === undefined) throw new Error(`no package and no part of the system is named ${part}`);
    return `${name ?? part.split('node_modules/').at(-1)} ${version}`;
  };
}
