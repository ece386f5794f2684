/**
 * Adds to package-lock.json the optional packages of other systems that npm left out of it; `npm ci` refuses
 * a lock without them. npm leaves them out when it cannot read their manifests, and when it writes the lock
 * from what is installed (npm/cli#4828). Run it after a dependency changed.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

const systems = /\b(?:android|darwin|linux|win32|freebsd|openbsd|netbsd|sunos|aix|openharmony)\b/;
const processors = /\b(?:x64|arm64|arm|ia32|riscv64|ppc64|s390x|loong64|mips64el|wasm32)\b/;

/** A package for one system is named after it: `binding-linux-x64-musl`. */
function madeFor(name) {
  const [os] = systems.exec(name) ?? [];
  const [cpu] = processors.exec(name.replace('ppc64le', 'ppc64').replace('riscv64gc', 'riscv64')) ?? [];
  const libc = name.includes('musl') ? 'musl' : name.includes('gnu') ? 'glibc' : undefined;
  return { cpu: cpu && [cpu], ...(libc && { libc: [libc] }), os: os && [os] };
}

const added = Object.values(lock.packages).flatMap(({ optionalDependencies = {}, dev }) =>
  Object.entries(optionalDependencies)
    .filter(([name]) => !lock.packages[`node_modules/${name}`])
    .filter(([name]) => systems.test(name) || processors.test(name))
    .map(([name, version]) => {
      const entry = { version, ...madeFor(name), ...(dev && { dev }), optional: true };
      return [`node_modules/${name}`, entry];
    }),
);

const own = Object.entries(lock.packages).slice(0, 1);
const others = [...Object.entries(lock.packages).slice(1), ...added].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  file,
  `${JSON.stringify({ ...lock, packages: Object.fromEntries([...own, ...others]) }, null, 2)}\n`,
);
for (const [path, { version }] of added) console.log(`${path}@${version}`);
