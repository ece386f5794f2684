/**
 * Sources as JavaScript, in `.cache/studies`: a test runner's modules, whose imports are looked up at each
 * use, take three times as long.
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../../', import.meta.url));
const compilerOptions = {
  ...{ target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext },
  ...{ verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true },
};

/** Where the compiled form of a study's file is. */
export function compiled(study) {
  const target = join(root, '.cache', 'studies');
  rmSync(target, { recursive: true, force: true });
  for (const folder of ['src', 'studies/judge', 'test/helpers'])
    for (const name of readdirSync(join(root, folder), { recursive: true })) {
      const from = join(root, folder, name);
      const to = join(target, folder, name);
      if (!/\.(ts|yaml)$/.test(name) || name.endsWith('.test.ts')) continue;
      mkdirSync(dirname(to), { recursive: true });
      if (name.endsWith('.yaml')) copyFileSync(from, to);
      else
        writeFileSync(
          to.replace(/ts$/, 'js'),
          ts.transpileModule(readFileSync(from, 'utf8'), { compilerOptions, fileName: from }).outputText,
        );
    }
  return join(target, study.replace(/ts$/, 'js'));
}
