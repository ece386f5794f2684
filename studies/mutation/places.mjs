// Where a change is made, told by names and counting: neither moves when code is formatted anew.
//
//   src/timeline/retry-after.ts   valueOf          < → <=    nth 1
//   file                          named function   change    of those in the function, in their order
import ts from 'typescript';

function isNamedHere(node) {
  const isOwn = ts.isVariableDeclaration(node) || ts.isPropertyAssignment(node);
  if (isOwn) return ts.isSourceFile(node.parent?.parent?.parent ?? node) || isFunction(node.initializer);
  return ts.isClassLike(node) || (ts.isFunctionLike(node) && !ts.isArrowFunction(node));
}

function isFunction(node) {
  return node !== undefined && (ts.isArrowFunction(node) || ts.isFunctionExpression(node));
}

/** `Calls.add`, `exit.observe`; of a constant of a file its name. Functions without a name are passed by. */
export function placeOf(node) {
  if (ts.isSourceFile(node)) return '';
  const outer = placeOf(node.parent);
  const name = isNamedHere(node) ? (node.name?.getText() ?? '') : '';
  return [outer, name].filter((part) => part !== '').join('.');
}

const keyOf = ({ file, within, change, nth }) => `${file} ${within}: ${change}, nth ${nth}`;

/** By id: the key of each mutant, which says its file, its function, the change and a number. */
export function keysOf(mutants) {
  const counts = new Map();
  const inOrder = [...mutants].sort(([, a], [, b]) => a.start - b.start || a.end - b.end);
  return new Map(
    inOrder.map(([id, mutant]) => {
      const { file, within, change } = mutant;
      const kind = `${file} ${within} ${change}`;
      const nth = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, nth);
      return [id, keyOf({ ...mutant, nth })];
    }),
  );
}

/** The keys of a list of equivalents: `changes` and `nth` may each be several. */
export function keysIn(equivalents) {
  return equivalents.flatMap(({ file, within, changes, nth }) =>
    changes.flatMap((change) => nth.map((each) => keyOf({ file, within, change, nth: each }))),
  );
}
