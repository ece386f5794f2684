/**
 * Compiles TypeScript files of a project, and prints what TypeScript has against them and our declarations;
 * those of other packages are not looked at. argv: project, resolution as JSON, files.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const [, , project, resolution, ...files] = process.argv;
const typeRoots = [fileURLToPath(new URL('../../node_modules/@types', import.meta.url))];
const strict = { strict: true, exactOptionalPropertyTypes: true, target: 'es2023', types: ['node'] };
const { options } = ts.convertCompilerOptionsFromJson(
  { ...strict, typeRoots, outDir: join(project, 'out'), rootDir: project, ...JSON.parse(resolution) },
  project,
);
const program = ts.createProgram(files, options);
const found = program
  .getSourceFiles()
  .filter(({ fileName }) => files.includes(fileName) || fileName.includes('/badgateway/dist/'));
if (found.length <= files.length) console.log('no declaration of badgateway was read');
const mistakes = found.flatMap((file) => [
  ...program.getSyntacticDiagnostics(file),
  ...program.getSemanticDiagnostics(file),
]);
// One by one: at once the whole of it is checked first, the declarations of every other package too.
for (const file of files) program.emit(program.getSourceFile(file));
const host = { getCanonicalFileName: String, getCurrentDirectory: () => project, getNewLine: () => '\n' };
process.stdout.write(ts.formatDiagnostics([...program.getOptionsDiagnostics(), ...mistakes], host));
