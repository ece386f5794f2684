/**
 * Makes a checkout ready to run: installs what package-lock.json says, then builds `dist/` when a source is
 * newer. Runs before `npm ci` has, so it needs Node alone. Says nothing when there is nothing to do.
 */
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const inRoot = (...parts) => join(root, ...parts);
const dist = inRoot('dist');
/** Its time is when the last build began. */
const stamp = join(dist, '.built');
const lock = inRoot('.cache', 'ready.lock');

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** npm notes in `node_modules/.package-lock.json` what it installed; other systems' parts are not in it. */
function installed() {
  const have = readJson(inRoot('node_modules', '.package-lock.json'))?.packages;
  const want = readJson(inRoot('package-lock.json'))?.packages;
  if (!have || !want) return false;
  return Object.entries(want).every(
    ([path, { version, optional, devOptional }]) =>
      path === '' || have[path]?.version === version || (!have[path] && (optional || devOptional)),
  );
}

function newest(path) {
  const own = statSync(path);
  if (!own.isDirectory()) return own.mtimeMs;
  // A folder's own time tells of files that were removed.
  return Math.max(own.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function built() {
  const configurations = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  const sources = ['src', ...configurations, 'scripts/ready.mjs', 'scripts/lib/commonjs.mjs'];
  return existsSync(stamp) && sources.every((path) => newest(inRoot(path)) < statSync(stamp).mtimeMs);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0)
    throw new Error(
      `Failed to run "${[command, ...args].join(' ')}": ${error?.message ?? `it ended with ${status}`}`,
    );
}

function install() {
  console.error('ready: installing dependencies (npm ci)');
  run('npm', ['ci', '--no-fund', '--no-audit']);
}

/** Platforms become JSON, so that the command starts without the YAML parser; `show` prints the YAML. */
async function compilePlatforms(target) {
  const from = inRoot('src', 'platforms');
  const to = join(target, 'platforms');
  const files = readdirSync(from).filter((name) => name.endsWith('.yaml'));
  for (const file of files) copyFileSync(join(from, file), join(to, file));
  const { parsePlatform } = await import(pathToFileURL(join(to, 'load.js')).href);
  for (const file of files) {
    const platform = parsePlatform(readFileSync(join(from, file), 'utf8'), `src/platforms/${file}`);
    writeFileSync(join(to, `${basename(file, '.yaml')}.json`), JSON.stringify(platform));
  }
}

/** In this order: later rules win, those for small screens last. */
const styleSheets = ['base', 'header', 'panels', 'lanes', 'rules', 'limits', 'attempts', 'detail', 'sizes'];

/** The live page: one script and one style sheet, in the colours of the report. */
async function bundlePage(target) {
  const from = inRoot('src', 'page');
  const to = join(target, 'page');
  mkdirSync(to, { recursive: true });
  const { build: bundle } = await import('rolldown');
  await bundle({
    input: join(from, 'main.tsx'),
    platform: 'browser',
    tsconfig: join(from, 'tsconfig.json'),
    output: { file: join(to, 'page.js'), format: 'iife', minify: true },
    logLevel: 'warn',
  });
  const { colours } = await import(pathToFileURL(join(target, 'report', 'html', 'colours.js')).href);
  const charts = readFileSync(inRoot('node_modules', 'uplot', 'dist', 'uPlot.min.css'), 'utf8');
  const own = styleSheets.map((name) => readFileSync(join(from, 'style', `${name}.css`), 'utf8'));
  writeFileSync(join(to, 'page.css'), [charts, colours, ...own].join('\n'));
  copyFileSync(join(from, 'page.html'), join(to, 'page.html'));
}

/** Built beside and swapped in whole: a gateway that runs from `dist/` meanwhile never sees half of it. */
async function build() {
  console.error('ready: building dist');
  const began = new Date();
  const next = inRoot('.cache', 'dist-next');
  const last = inRoot('.cache', 'dist-last');
  for (const leftover of [next, last]) rmSync(leftover, { recursive: true, force: true });
  run(process.execPath, [
    inRoot('node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    'tsconfig.build.json',
    '--outDir',
    next,
  ]);
  await compilePlatforms(next);
  // Late: what it uses may have been installed only now.
  const { buildCommonJs } = await import('./lib/commonjs.mjs');
  await buildCommonJs(next);
  await bundlePage(next);
  chmodSync(join(next, 'main.js'), 0o755);
  writeFileSync(join(next, '.built'), '');
  utimesSync(join(next, '.built'), began, began);
  if (existsSync(dist)) renameSync(dist, last);
  renameSync(next, dist);
  rmSync(last, { recursive: true, force: true });
}

/** Whether the lock names a process that is gone. */
function abandoned() {
  try {
    const holder = readFileSync(lock, 'utf8');
    // Still empty: its holder is just writing it.
    return holder !== '' && process.kill(Number(holder), 0) === false;
  } catch (error) {
    return error.code === 'ESRCH';
  }
}

/** One at a time: others wait here, and a lock whose holder has died is taken over. */
async function locked(work) {
  mkdirSync(dirname(lock), { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (abandoned()) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  try {
    await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

try {
  if (!installed() || !built())
    await locked(async () => {
      if (!installed()) install();
      if (!built()) await build();
    });
} catch (error) {
  console.error(`ready: ${error.message}`);
  process.exitCode = 1;
}
