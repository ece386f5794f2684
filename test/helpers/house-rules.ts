import { readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { parse } from 'yaml';
import { codeOf, importsOf, linesOf, nameOf, type SourceFile } from './source-tree.ts';

type Files = readonly SourceFile[];
/** What is wrong, each a sentence with the remedy. */
type Complaints = readonly string[];

/** What each folder may import: `layers.yaml` says how it is read. */
const layersFile = readFileSync(new URL('layers.yaml', import.meta.url), 'utf8');
const layers: Readonly<Record<string, { readonly mayImport: readonly string[] }>> = parse(layersFile);

function layerOf(path: string): string {
  return path.split('/')[1]?.replace(/\.ts$/, '') ?? '';
}

function within(path: string, allowed: string): boolean {
  return allowed === '*' || path === `src/${allowed}.ts` || path.startsWith(`src/${allowed}/`);
}

export function layerBreaches(files: Files): Complaints {
  return files.flatMap((file) => {
    const layer = layerOf(file.path);
    const allowed = layers[layer]?.mayImport;
    if (allowed === undefined)
      return [`${file.path}: no layer "${layer}"; describe it in test/helpers/layers.yaml`];
    return importsOf(file)
      .filter(({ target }) => ![layer, ...allowed].some((name) => within(target, name)))
      .map(
        ({ target }) =>
          `${file.path} imports ${target}; ${layer} may import ${allowed.join(', ') || 'nothing'}`,
      );
  });
}

/** What a healthy gateway is started with; and packages that take longer to load than all of it. */
const starters = ['src/main.ts', 'src/command/program.ts', 'src/command/serve.ts'];
const heavy = /^import (?!type\b)[^'";]*from '(zod|yaml)'/m;

/** Files that every start loads, and a heavy package with them. */
export function heavyStarts(files: Files): Complaints {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const loaded = new Set(starters);
  // A set goes on with what is added to it on the way.
  for (const path of loaded) {
    const file = byPath.get(path);
    for (const { target, kind } of file === undefined ? [] : importsOf(file))
      if (kind === 'value') loaded.add(target);
  }
  return [...loaded].flatMap((path) => {
    const [, name] = heavy.exec(byPath.get(path)?.text ?? '') ?? [];
    return name === undefined ? [] : [`${path} loads ${name} at every start; import it where it is needed`];
  });
}

type Edges = ReadonlyMap<string, Iterable<string>>;

/** Circles, each as `a → b → a`, found depth first. */
function circlesIn(edges: Edges): readonly string[] {
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (node: string, trail: readonly string[]) => {
    if (trail.includes(node)) found.push([...trail.slice(trail.indexOf(node)), node].join(' → '));
    else if (!done.has(node)) {
      for (const target of edges.get(node) ?? []) visit(target, [...trail, node]);
      done.add(node);
    }
  };
  for (const node of edges.keys()) visit(node, []);
  return found;
}

/** Files that import each other in a circle; types do not count, since they are gone when the program runs. */
export function importCycles(files: Files): Complaints {
  const targets = (file: SourceFile) =>
    importsOf(file).flatMap(({ target, kind }) => (kind === 'type' ? [] : [target]));
  const edges = new Map(files.map((file) => [file.path, targets(file)]));
  return circlesIn(edges).map((circle) => `${circle}; move what both need into a third file`);
}

/** Folders of `src/` that import each other in a circle; types count, since a reader follows them too. */
export function folderCycles(files: Files): Complaints {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const targets = edges.get(layerOf(file.path)) ?? new Set();
    for (const { target } of importsOf(file)) targets.add(layerOf(target));
    targets.delete(layerOf(file.path));
    edges.set(layerOf(file.path), targets);
  }
  return circlesIn(edges).map((circle) => `folders ${circle}; move what both need below them`);
}

/** Folder, and the file that holds the type of its entries. */
const registries = [
  ['faults', 'fault'],
  ['expectations', 'expectation'],
  ['probes', 'probe'],
  ['report', 'report'],
  ['limits', 'algorithm'],
  ['admission', 'admission-kind'],
  ['scenario/limit-kinds', 'limit-kind'],
] as const;

/** One file, one entry, one line in the registry, one name. */
export function unregisteredEntries(files: Files): Complaints {
  return registries.flatMap(([folder, type]) => {
    const entries = files.filter(({ path }) => posix.dirname(path) === `src/${folder}`);
    const registry = entries.find((file) => nameOf(file) === 'index')?.text ?? '';
    return entries
      .filter((file) => !['index', type].includes(nameOf(file)))
      .flatMap((file) => {
        const name = nameOf(file);
        const complaints: string[] = [];
        if (!registry.includes(`from './${name}.ts'`))
          complaints.push(`${file.path}: add it to src/${folder}/index.ts`);
        if (!file.text.includes(`\n  name: '${name}',`))
          complaints.push(`${file.path}: call the ${type} "${name}"`);
        return complaints;
      });
  });
}

/** Every platform's file is named in the registry. */
export function unregisteredPlatforms(files: Files): Complaints {
  const registry = files.find(({ path }) => path === 'src/platforms/index.ts')?.text ?? '';
  return files
    .filter(({ path }) => /^src\/platforms\/[^/]+\.yaml$/.test(path))
    .filter((file) => !registry.includes(`'${nameOf(file)}'`))
    .map((file) => `${file.path}: add '${nameOf(file)}' to src/platforms/index.ts`);
}

const sizes: readonly { readonly of: RegExp; readonly lines: number; readonly remedy: string }[] = [
  {
    of: /^src\/(?:faults\/(?!index|fault)|expectations\/(?!index|expectation))[^/]+\.ts$/,
    lines: 60,
    remedy: 'move what is no description elsewhere',
  },
  { of: /^src\/.*\.tsx?$/, lines: 250, remedy: 'split it by what changes together' },
  { of: /^(?:test|studies)\/.*\.ts$/, lines: 400, remedy: 'split it by what it tests' },
];

export function largeFiles(files: Files): Complaints {
  return files.flatMap((file) => {
    const size = sizes.find(({ of }) => of.test(file.path));
    const count = linesOf(file).length;
    if (size === undefined || count <= size.lines) return [];
    return [`${file.path} has ${count} lines, allowed are ${size.lines}; ${size.remedy}`];
  });
}

export function largeMedian(files: Files): Complaints {
  const counts = files.filter(({ path }) => /^src\/.*\.tsx?$/.test(path)).map((file) => linesOf(file).length);
  const median = counts.sort((a, b) => a - b)[Math.floor(counts.length / 2)] ?? 0;
  return median < 100
    ? []
    : [`the median file of src has ${median} lines, allowed are 99; split the large ones`];
}

export function longLines(files: Files): Complaints {
  return files
    .filter(({ path }) => !path.endsWith('.yaml'))
    .flatMap((file) =>
      linesOf(file).flatMap((line, index) =>
        line.length > 110
          ? [`${file.path}:${index + 1} has ${line.length} columns, allowed are 110; break it`]
          : [],
      ),
    );
}

export function oddNames(files: Files): Complaints {
  return files
    .filter(({ path }) => !path.split('/').every((part) => /^[a-z0-9]+(?:[-.][a-z0-9]+)*$/.test(part)))
    .map(({ path }) => `${path}: name it in kebab-case`);
}

interface Ban {
  readonly of: RegExp;
  readonly where: RegExp;
  readonly except?: RegExp;
  readonly remedy: string;
}

const everywhere = /^(?:src|test|studies|bench|scripts)\//;

/** Looked for in the code, comments and strings left out. */
const bannedCode: readonly Ban[] = [
  { of: /(?:[:<|&,(]\s*|\bas )any\b/, where: everywhere, remedy: 'say the type, or `unknown`' },
  { of: /^export default\b/, where: /^src\//, remedy: 'export it by its name' },
  { of: /\benum \w/, where: everywhere, remedy: 'use a union of strings' },
  {
    of: /\.(?:skip|only|todo|fails)\(/,
    where: /^(?:test|studies)\//,
    remedy: 'let the test run, or delete it',
  },
  {
    of: /\bnew Date\b|\bDate\.|\bsetTimeout\(|\bsetInterval\(|\bperformance\./,
    where: /^src\//,
    except: /^src\/(?:lib|page)\/clock\.ts$/,
    remedy: 'take the Clock that is handed in (src/lib/clock.ts)',
  },
  { of: /\bMath\.random\b/, where: /^src\//, remedy: 'take the Luck that is handed in (src/lib/luck.ts)' },
  {
    of: /\bprocess\.exit\(/,
    where: /^src\//,
    except: /^src\/main\.ts$/,
    remedy: 'return the exit code to src/main.ts',
  },
];

/** Looked for in comments too. */
const bannedText: readonly Ban[] = [
  {
    of: /(?:biome-ignore(?!-all)|biome-ignore-all|@ts-expect-error)(?! [^:\n]*:? ?[a-zA-Z][^\n]{9,})/,
    where: everywhere,
    remedy: 'say why',
  },
  { of: /eslint-|@ts-ignore|@ts-nocheck/, where: everywhere, remedy: 'mend what it hides' },
  { of: /\b(?:TODO|FIXME|XXX|HACK)\b/, where: everywhere, remedy: 'do it, or file an issue' },
];

function hits(file: SourceFile, text: string, bans: readonly Ban[]): Complaints {
  const lines = text.split('\n');
  return bans
    .filter(({ where, except }) => where.test(file.path) && except?.test(file.path) !== true)
    .flatMap(({ of, remedy }) =>
      lines.flatMap((line, index) => {
        const [found] = of.exec(line) ?? [];
        return found === undefined ? [] : [`${file.path}:${index + 1} has "${found.trim()}"; ${remedy}`];
      }),
    );
}

export function bannedWords(files: Files): Complaints {
  return files
    .filter(({ path }) => !path.endsWith('.yaml'))
    .flatMap((file) => [...hits(file, codeOf(file), bannedCode), ...hits(file, file.text, bannedText)]);
}
