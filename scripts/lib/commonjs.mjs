/**
 * The form of the package for `require`, of what `tsc` has built: one file, since Jest loads neither ES
 * modules nor `import()`, and one of our dependencies is an ES module alone.
 */
import { writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** Published as an ES module alone, so that it becomes part of the file. */
const bundled = 'http-proxy';

const isOfAnotherPackage = (id) => !/^[./]/.test(id) && id !== bundled;

/** Files are found beside the module that names them: within one file each module must remember its place. */
const placeOf = (path) =>
  `require('node:url').pathToFileURL(require('node:path').join(__dirname, ${JSON.stringify(path)})).href`;

async function writeCode(dist) {
  const { rolldown } = await import('rolldown');
  const bundle = await rolldown({
    input: join(dist, 'index.js'),
    platform: 'node',
    external: isOfAnotherPackage,
    plugins: [
      {
        name: 'place-of-module',
        transform(code, id) {
          if (!code.includes('import.meta')) return null;
          const placed = code.replaceAll('import.meta.url', placeOf(relative(dist, id)));
          if (placed.includes('import.meta'))
            throw new Error(`${id}: only import.meta.url has a CommonJS form`);
          return placed;
        },
      },
    ],
  });
  const form = { format: 'cjs', codeSplitting: false, dynamicImportInCjs: false };
  await bundle.write({ file: join(dist, 'index.cjs'), ...form });
  await bundle.close();
}

const typesOfModule = `import('./index.js', { with: { 'resolution-mode': 'import' } })`;

/** Names of the types and of the values that the package exports. */
async function exportsOf(file) {
  const { default: ts } = await import('typescript');
  const program = ts.createProgram([file], { module: ts.ModuleKind.NodeNext, noLib: true, types: [] });
  const checker = program.getTypeChecker();
  const resolved = (symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const found = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const named = (flag) => found.filter((symbol) => resolved(symbol).flags & flag).map(({ name }) => name);
  return { types: named(ts.SymbolFlags.Type), values: named(ts.SymbolFlags.Value) };
}

/** The same types: a file of their own for `require` would make two of each. */
async function writeTypes(dist) {
  const { types, values } = await exportsOf(join(dist, 'index.d.ts'));
  const both = values.filter((name) => types.includes(name));
  const only = types.filter((name) => !values.includes(name));
  const lines = [
    `export type { ${only.join(', ')} } from './index.js' with { 'resolution-mode': 'import' };`,
    `declare const api: typeof ${typesOfModule};`,
    ...values.map((name) => `export declare const ${name}: typeof api.${name};`),
    ...both.map((name) => `export type ${name} = ${typesOfModule}.${name};`),
  ];
  writeFileSync(join(dist, 'index.d.cts'), `${lines.join('\n')}\n`);
}

export async function buildCommonJs(dist) {
  await Promise.all([writeCode(dist), writeTypes(dist)]);
}
