// Every mutant of a source file, all in one text: `(__mutant("id") ? (changed) : original)`. Which one is
// active is decided while the tests run, so that each file is read and compiled once.
import { posix } from 'node:path';
import ts from 'typescript';
import { changesOf, conditions, neighboursOf } from './changes.mjs';
import { placeOf } from './places.mjs';

/** What is no expression of a program that runs. */
const untouched = [
  ts.isTypeNode,
  ts.isImportDeclaration,
  ts.isInterfaceDeclaration,
  ts.isTypeAliasDeclaration,
  ts.isExportDeclaration,
];

/** Whether an identifier stands for its value here. */
function isRead(node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isVariableDeclaration(parent)) return parent.initializer === node;
  const named = [
    ts.isShorthandPropertyAssignment,
    ts.isParameter,
    ts.isBindingElement,
    ts.isFunctionDeclaration,
  ];
  return named.every((is) => !is(parent));
}

/** Whether a value can be written down again wherever it is read. */
function isPlain(node) {
  if (ts.isFunctionLike(node) || ts.isCallLikeExpression(node)) return false;
  let plain = true;
  ts.forEachChild(node, (child) => {
    plain &&= isPlain(child);
  });
  return plain;
}

function numbersIn(node) {
  if (ts.isNumericLiteral(node)) return [node];
  const found = [];
  ts.forEachChild(node, (child) => {
    found.push(...numbersIn(child));
  });
  return found;
}

function conditionOf(node) {
  if (ts.isConditionalExpression(node)) return node.condition;
  return ts.isIfStatement(node) ? node.expression : null;
}

function choose(text, mutants) {
  return mutants.reduceRight(
    (rest, { id, text: changed }) => `(__mutant(${JSON.stringify(id)}) ? (${changed}) : ${rest})`,
    `(${text})`,
  );
}

/** The mutants of a project's files. */
export class Mutants {
  /** By id: where it is, what was there, what is there now, and the change in words. */
  all = new Map();
  #files = new Map();
  /** By file and name: constants of files, which others may read, and their mutants. */
  #constants = new Map();

  /** `path` is relative to the project, with slashes. */
  add(path, text) {
    const file = ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true);
    this.#files.set(path, file);
    for (const statement of file.statements)
      for (const { name, initializer } of statement.declarationList?.declarations ?? [])
        if (initializer !== undefined && isPlain(initializer))
          this.#constants.set(`${path} ${name.text}`, this.#valuesOf(initializer));
  }

  /** Numbers in a constant, each changed: `{ count: 4 }` → `{ count: 5 }`, `{ count: 3 }`. */
  #valuesOf(whole) {
    const { text: source } = whole.getSourceFile();
    return numbersIn(whole).flatMap((number) =>
      this.#mutantsOf(number, neighboursOf(number)).map(({ id, text }) => {
        const around = [
          source.slice(whole.getStart(), number.getStart()),
          source.slice(number.end, whole.end),
        ];
        return { id, text: around.join(text) };
      }),
    );
  }

  #mutantsOf(node, changes) {
    const file = node.getSourceFile();
    const [start, end] = [node.getStart(), node.end];
    const { line } = file.getLineAndCharacterOfPosition(start);
    const where = { file: file.fileName, line: line + 1, within: placeOf(node), start, end };
    return changes.map(({ text, change }) => {
      const id = `${file.fileName} ${start}-${end} ${text}`;
      this.all.set(id, { ...where, was: node.getText(), now: text, change });
      return { id, text };
    });
  }

  /** Mutants of constants, by the name that they have in this file. */
  #constantsIn(file) {
    const known = new Map();
    for (const statement of file.statements) {
      const from = (target, name) => this.#constants.get(`${target} ${name}`) ?? [];
      for (const { name } of statement.declarationList?.declarations ?? [])
        known.set(name.text, from(file.fileName, name.text));
      for (const { name, propertyName = name } of statement.importClause?.namedBindings?.elements ?? []) {
        const target = posix.join(posix.dirname(file.fileName), statement.moduleSpecifier.text);
        known.set(name.text, from(target, propertyName.text));
      }
    }
    return known;
  }

  #render(node, constants) {
    const { text: source } = node.getSourceFile();
    const constant = (name) => constants.get(name) ?? [];
    const isConstant =
      ts.isVariableStatement(node.parent?.parent ?? node) && constant(node.name?.text).length > 0;
    if (isConstant || untouched.some((is) => is(node))) return node.getText();
    if (ts.isIdentifier(node) && isRead(node)) {
      const values = constant(node.text);
      return values.length === 0 ? node.text : choose(node.text, values);
    }
    let [text, from] = ['', node.getStart()];
    const condition = conditionOf(node);
    ts.forEachChild(node, (child) => {
      const inside = this.#render(child, constants);
      const mutants = child === condition ? this.#mutantsOf(child, conditions) : [];
      text +=
        source.slice(from, child.getStart()) + (mutants.length === 0 ? inside : choose(inside, mutants));
      from = child.end;
    });
    text += source.slice(from, node.end);
    const mutants = this.#mutantsOf(node, changesOf(node));
    return mutants.length === 0 ? text : choose(text, mutants);
  }

  /** The file with all its mutants; `null`: it is none of these. */
  instrumented(path) {
    const file = this.#files.get(path);
    if (file === undefined) return null;
    const constants = this.#constantsIn(file);
    return file.statements.map((statement) => this.#render(statement, constants)).join('\n');
  }
}
